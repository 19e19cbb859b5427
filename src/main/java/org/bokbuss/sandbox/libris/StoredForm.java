package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What Libris makes of what it is sent: composed letters, no blanks around a text, no nulls, bare links in the place of
 * copies, main addresses in the place of others, ISBNs without hyphens.
 */
final class StoredForm {
    private static final Set<String> LEFT_OUT = Set.of("@reverse", "computedLabel", "_categoryByCollection");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final UnaryOperator<String> mainAddress;

    /** @param mainAddress of any address of a record, the one to be kept */
    StoredForm(UnaryOperator<String> mainAddress) {
        this.mainAddress = mainAddress;
    }

    /** The first two of a graph. */
    ArrayNode of(JsonNode graph) {
        var own = graph.at("/0/@id").asText() + "#";
        return NODES.arrayNode().add(content(graph.path(0), own)).add(content(graph.path(1), own));
    }

    /** @param own how the addresses begin that are within this record: what they name is no copy */
    private ObjectNode content(JsonNode node, String own) {
        var kept = NODES.objectNode();
        for (var field : node.properties()) {
            if (!field.getValue().isNull() && !LEFT_OUT.contains(field.getKey())) {
                // Of a record's other addresses each is as good as the first.
                kept.set(
                        field.getKey(),
                        field.getKey().equals("sameAs") ? field.getValue() : value(field.getValue(), own));
            }
        }
        if (kept.path("@type").asText().equals("ISBN")) {
            kept.put("value", kept.path("value").asText().replace("-", "").toUpperCase(Locale.ROOT));
        }
        return kept;
    }

    private JsonNode value(JsonNode node, String own) {
        if (node.isArray()) {
            var list = NODES.arrayNode();
            node.forEach(element -> {
                if (!element.isNull()) {
                    list.add(value(element, own));
                }
            });
            return list;
        }
        if (node.isObject()) {
            var id = node.path("@id").asText();
            return id.startsWith("http") && !id.startsWith(own)
                    ? NODES.objectNode().put("@id", mainAddress.apply(id))
                    : content(node, own);
        }
        return node.isTextual()
                ? NODES.textNode(
                        Normalizer.normalize(node.asText(), Normalizer.Form.NFC).strip())
                : node;
    }
}
