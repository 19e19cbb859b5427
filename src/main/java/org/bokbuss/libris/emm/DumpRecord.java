package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.libris.record.JsonLdRecord;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.split.JsonPiece;

/** What stands in a dump: records, and before them the context. */
final class DumpRecord {
    private DumpRecord() {}

    /** Null for the context. */
    static LibraryRecord of(JsonPiece piece, JsonNode json) {
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
}
