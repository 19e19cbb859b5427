package org.bokbuss.sandbox.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The fields of a holding that somebody wrote, as Libris converts them: 852 for the item, or one for each of its
 * components; 856 for what is on the net; 866 for what is held in words.
 */
final class HoldingFields {
    /** Subfields of 852 in the order of the codes, with the property each comes from. */
    private static final List<Map.Entry<String, String>> SHELF = List.of(
            Map.entry("c", "physicalLocation"),
            Map.entry("h", "shelfMark"),
            Map.entry("i", "availability"),
            Map.entry("j", "shelfControlNumber"),
            Map.entry("l", "shelfLabel"),
            Map.entry("t", "copyNumber"),
            Map.entry("x", "cataloguersNote"),
            Map.entry("z", "hasNote"));

    private HoldingFields() {}

    static void write(String sigel, ObjectNode item, MarcForm marc) {
        var components = item.path("hasComponent");
        if (components.isEmpty() || SHELF.stream().anyMatch(s -> item.has(s.getValue()))) {
            shelf(sigel, item, marc);
        }
        components.forEach(component -> shelf(sigel, component, marc));
        for (var media : elements(item.path("associatedMedia"))) {
            var link = new ArrayList<String>();
            texts(media.path("uri")).forEach(uri -> link.addAll(List.of("u", uri)));
            texts(media.path("marc:linkText")).forEach(text -> link.addAll(List.of("y", text)));
            texts(media.path("marc:publicNote")).forEach(note -> link.addAll(List.of("z", note)));
            marc.field("856", "40", link.toArray(String[]::new));
        }
        for (var unit : elements(item.path("marc:hasTextualHoldingsBasicBibliographicUnit"))) {
            marc.field("866", " 0", "a", unit.path("marc:textualString").asText());
        }
    }

    private static void shelf(String sigel, JsonNode item, MarcForm marc) {
        var field = new ArrayList<>(List.of("b", sigel));
        for (var subfield : SHELF) {
            texts(item.path(subfield.getValue())).forEach(text -> field.addAll(List.of(subfield.getKey(), text)));
        }
        marc.field("852", "  ", field.toArray(String[]::new));
    }

    private static List<JsonNode> elements(JsonNode oneOrMore) {
        return oneOrMore.isMissingNode()
                ? List.of()
                : oneOrMore.isArray()
                        ? StreamSupport.stream(oneOrMore.spliterator(), false).toList()
                        : List.of(oneOrMore);
    }

    /** Texts themselves, and the labels of objects. */
    private static Stream<String> texts(JsonNode oneOrMore) {
        return elements(oneOrMore).stream()
                .flatMap(each -> each.isObject() ? texts(each.path("label")) : Stream.of(each.asText()));
    }
}
