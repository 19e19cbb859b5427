package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** JSON-LD as Libris stores it, in one form for all that is the same to it. */
final class NormalForm {
    /** What may stand in a holding as a set, by Libris's JSON-LD context; the order of other lists matters. */
    private static final Set<String> SETS = Set.of(
            "associatedMedia",
            "availability",
            "callNumberPrefix",
            "callNumberSuffix",
            "cataloguersNote",
            "classification",
            "formerShelfLocation",
            "hasComponent",
            "hasNote",
            "identifiedBy",
            "immediateAcquisition",
            "label",
            "marc:cataloguersNote",
            "marc:hasTextualHoldingsBasicBibliographicUnit",
            "marc:linkText",
            "marc:publicNote",
            "nonCodedLocationQualifier",
            "organizationalUnit",
            "physicalLocation",
            "qualifier",
            "sameAs",
            "subject",
            "uri",
            "usageAndAccessPolicy");

    private NormalForm() {}

    /** The same text for the same content. */
    static String form(JsonNode json) {
        return of(json, false).toString();
    }

    /** The same text for the same values of a property. */
    static String form(String key, JsonNode values) {
        return of(values, SETS.contains(key)).toString();
    }

    private static JsonNode of(JsonNode json, boolean set) {
        if (json.isTextual()) {
            return TextNode.valueOf(TextLimits.stored(json.textValue()));
        }
        if (json.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Stream<JsonNode> entries = FieldCodec.entries(json).stream().map(entry -> of(entry, false));
            (set ? entries.sorted(Comparator.comparing(JsonNode::toString)) : entries).forEach(list::add);
            return list;
        }
        if (json.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            Map<String, JsonNode> sorted = new TreeMap<>();
            json.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
            sorted.forEach((key, value) -> {
                if (!value.isNull()) {
                    object.set(key, of(value, SETS.contains(key)));
                }
            });
            return object;
        }
        return json;
    }
}
