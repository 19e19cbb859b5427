package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.libris.record.JsonLdRecord;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

/** The records on a page of a dump. */
final class DumpRecords implements Records {
    private final JsonSplitter page;

    DumpRecords(JsonSplitter page) {
        this.page = page;
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            while (page.hasNext()) {
                LibraryRecord record = record(page.next());
                if (record != null) {
                    return record;
                }
            }
            return null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Null for the context, which stands before the first record. */
    static LibraryRecord record(JsonPiece piece) {
        if (!piece.sound()) {
            return faulty(null, piece, piece.fault());
        }
        JsonNode json = piece.json();
        JsonNode graph = json.path("@graph");
        if (!json.has("@graph") && json.path("@context").isObject()) {
            return null;
        }
        String subject = json.path("@id").asText().replaceFirst("#.*$", "");
        if (!RecordId.isAddress(subject)) {
            return faulty(null, piece, "the record has no address");
        }
        if (!graph.path(0).isObject()) {
            return faulty(subject, piece, "the record has no content");
        }
        return new LibraryRecord(
                subject,
                false,
                LibraryRecord.rfc3339(graph.path(0).path("modified").asText(null)),
                JsonLdRecord.MEDIA_TYPE,
                piece.bytes(),
                Map.of(),
                piece.bytes(),
                piece.offset(),
                null);
    }

    private static LibraryRecord faulty(String subject, JsonPiece piece, String fault) {
        return LibraryRecord.faulty(subject, JsonLdRecord.MEDIA_TYPE, piece.bytes(), piece.offset(), fault);
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
