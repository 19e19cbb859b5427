package org.bokbuss.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The JSON Schema of one value: what kind it is, which it may be, and which it is by default. */
final class ValueSchema {

    /** What is known only when the program runs: a placeholder, an expression, a bean, text that Camel is not to decode. */
    private static final String LATER = "\\{\\{|\\$\\{|^#|^RAW[({]";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ValueSchema() {}

    static ObjectNode of(ValueKind kind, List<String> allowed, Optional<String> byDefault, String meaning) {
        ObjectNode schema = JSON.createObjectNode().put("description", meaning);
        byDefault.filter(text -> !text.isEmpty()).ifPresent(text -> schema.set("default", typed(kind, text)));
        if (!allowed.isEmpty()) {
            ObjectNode known = JSON.createObjectNode();
            ArrayNode values = known.putArray("enum");
            allowed.forEach(values::add);
            schema.set("anyOf", either(known, LATER));
            return schema;
        }
        switch (kind) {
            case BOOLEAN -> schema.set("anyOf", either(type("boolean"), "^(true|false)$|" + LATER));
            case INTEGER -> schema.set("anyOf", either(type("integer"), "^[+-]?\\d+$|" + LATER));
            case NUMBER -> schema.set("anyOf", either(type("number"), "^[+-]?[\\d.]+$|" + LATER));
            // A text may look like a number: an identifier, a year.
            default -> schema.putArray("type").add("string").add("number").add("boolean");
        }
        return schema;
    }

    /** Lets a value of one type be a placeholder too. */
    static void takePlaceholders(ObjectNode schema) {
        schema.set("anyOf", either(type(schema.remove("type").asText()), LATER));
    }

    private static ObjectNode type(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static ArrayNode either(ObjectNode known, String pattern) {
        return JSON.createArrayNode().add(known).add(type("string").put("pattern", pattern));
    }

    private static JsonNode typed(ValueKind kind, String text) {
        return switch (kind) {
            case BOOLEAN, INTEGER, NUMBER -> number(text);
            default -> JSON.getNodeFactory().textNode(text);
        };
    }

    private static JsonNode number(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }
}
