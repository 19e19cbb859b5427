package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.bokbuss.libris.holdings.ItemForm;
import org.bokbuss.libris.record.RecordId;

/**
 * A record as it stood in Libris at one moment.
 *
 * @param graph the record and its thing, nothing else
 * @param etag as Libris gave it, quotes and all
 */
record Version(RecordId id, ArrayNode graph, String etag) {
    private static final List<String> LIBRIS_OWN =
            List.of("created", "modified", "recordStatus", "descriptionLastModifier");

    String address() {
        return graph.path(0).path("@id").asText();
    }

    ObjectNode thing() {
        return (ObjectNode) graph.get(1);
    }

    /** Whether it says all that a graph of record and thing says, but for what Libris itself writes there. */
    boolean says(JsonNode other) {
        return ItemForm.same(authored(graph.path(0)), authored(other.path(0)))
                && ItemForm.same(graph.path(1), other.path(1));
    }

    private static JsonNode authored(JsonNode record) {
        return record.isObject() ? ((ObjectNode) record.deepCopy()).remove(LIBRIS_OWN) : record;
    }

    /** When it was made; null where it does not say so in a way that can be read. */
    Instant modified() {
        try {
            return OffsetDateTime.parse(graph.path(0).path("modified").asText()).toInstant();
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** Whether a tag is its own: without what proxies add, and of a record with all it links to the first half. */
    boolean hasTag(String other) {
        return other != null && bare(etag).equals(bare(other));
    }

    private static String bare(String tag) {
        return tag.replaceFirst("^W/", "")
                .replace("\"", "")
                .replaceFirst("-gzip$", "")
                .replaceFirst(":.*$", "");
    }

    /** Whether it is the library's holding of something, and not what an id led to by mistake. */
    boolean isHoldingOf(String sigel) {
        JsonNode thing = graph.path(1);
        return thing.path("@type").asText().equals("Item")
                && thing.path("heldBy").path("@id").asText().equals(ItemForm.library(sigel));
    }

    /** The document to put in its place, without {@code @context}: with it Libris does not tidy up what it is given. */
    ObjectNode with(ObjectNode thing) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("@graph").add(graph.get(0)).add(thing);
        return document;
    }
}
