package org.bokbuss.libris.write;

import java.util.Optional;
import org.apache.camel.Message;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.libris.record.RecordId;

/**
 * A message is a record of Libris, whole, as JSON-LD. One without an address in Libris is made; one that has it takes the
 * place of the version whose ETag the header {@code CamelCloudEventEtag} holds; a message of a deletion deletes.
 */
public final class RecordRequests implements WriteRequests {
    @Override
    public Write of(Message message) {
        WholeRecord record = record(message);
        return new Write(
                record.id() == null ? "" : record.id().path(),
                record.document() == null,
                (writer, fence) -> writer.write(record, fence));
    }

    private static WholeRecord record(Message message) {
        if (CloudEvent.isDeletion(message)) {
            Optional<RecordId> id = RecordId.of(CloudEvent.subject(message));
            return new WholeRecord(
                    id.orElseThrow(() -> new IllegalArgumentException("the deletion is of no record of Libris")),
                    null,
                    null);
        }
        byte[] body = message.getBody(byte[].class);
        return WholeRecord.of(
                HoldingRequests.json(body == null ? new byte[0] : body, "a record of Libris as JSON-LD"),
                CloudEvent.extension(message, "etag"));
    }
}
