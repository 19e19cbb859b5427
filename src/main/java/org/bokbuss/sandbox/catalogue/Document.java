package org.bokbuss.sandbox.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What somebody wrote: the record and the thing it describes, whole, as JSON. It never changes; who asks for a part
 * gets a copy.
 *
 * @param record the first element of the graph
 * @param thing the second
 */
public record Document(ObjectNode record, ObjectNode thing) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Document {
        record = record.deepCopy();
        thing = thing.deepCopy();
    }

    /**
     * Takes the first two elements of a graph.
     *
     * @throws IllegalArgumentException if they are no objects
     */
    public static Document of(JsonNode graph) {
        if (graph.path(0) instanceof ObjectNode record && graph.path(1) instanceof ObjectNode thing) {
            return new Document(record, thing);
        }
        throw new IllegalArgumentException("Not a graph of a record and a thing");
    }

    @Override
    public ObjectNode record() {
        return record.deepCopy();
    }

    @Override
    public ObjectNode thing() {
        return thing.deepCopy();
    }

    /** Both under {@code @graph}, as they are sent. */
    public ObjectNode json() {
        var json = JSON.createObjectNode();
        json.putArray("@graph").add(record()).add(thing());
        return json;
    }

    /** The address of the library that wrote it last, or empty. */
    public String lastModifier() {
        return record.path("descriptionLastModifier").path("@id").asText();
    }

    /** The same, written by another library. */
    public Document by(String sigel) {
        var changed = record();
        changed.putObject("descriptionLastModifier").put("@id", Descriptions.library(sigel));
        return new Document(changed, thing);
    }

    /** The same with a note more, so that the change shows. */
    Document revised(int version) {
        var changed = thing();
        var notes = changed.path("hasNote");
        var all = changed.putArray("hasNote");
        if (notes.isArray()) {
            notes.forEach(all::add);
        } else if (notes.isObject()) {
            all.add(notes);
        }
        all.addObject().put("@type", "Note").put("label", "omarbetad " + version);
        return new Document(record, changed);
    }

    String controlNumber() {
        return record.path("controlNumber").asText();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(ObjectNode json) {
        return JSON.convertValue(json, Map.class);
    }
}
