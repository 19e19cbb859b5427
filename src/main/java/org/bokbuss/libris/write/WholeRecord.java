package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.bokbuss.libris.record.RecordId;

/**
 * A record of Libris as somebody wants it.
 *
 * @param id which one; null for a new one
 * @param document {@code @graph} of record and thing, without {@code @context}; null to delete it
 * @param etag of the version it was made from; null if that is not known
 */
record WholeRecord(RecordId id, ObjectNode document, String etag) {

    /**
     * The record in a document.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static WholeRecord of(JsonNode json, String etag) {
        JsonNode graph = json.path("@graph");
        JsonNode record = graph.path(0);
        JsonNode thing = graph.path(1);
        if (!record.path("@id").isTextual() || !thing.path("@id").isTextual()) {
            throw new IllegalArgumentException(
                    "the body is no record of Libris: it must hold \"@graph\" with the record"
                            + " and its thing, each with an \"@id\", as libris-record-action fetches it");
        }
        if (!record.path("mainEntity").path("@id").equals(thing.path("@id"))) {
            throw new IllegalArgumentException("the record's mainEntity is not the thing that follows it: the first two"
                    + " in \"@graph\" must belong together");
        }
        ObjectNode document = ((ObjectNode) json).objectNode();
        document.putArray("@graph").add(record).add(thing);
        Optional<RecordId> id = RecordId.of(record.path("@id").asText());
        return new WholeRecord(id.filter(known -> !known.legacy()).orElse(null), document, etag);
    }

    ObjectNode thing() {
        return (ObjectNode) document.path("@graph").path(1);
    }
}
