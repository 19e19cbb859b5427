package org.bokbuss.libris.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever shape an Item has, a merge changes what is given and nothing else. */
class ItemFormProperties {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(tries = 200)
    void whatIsNotGivenIsNotTouched(@ForAll("items") ObjectNode item, @ForAll("holdings") Holding holding) {
        ObjectNode merged = mergedIfClear(item, holding);

        assertThat(without(merged, holding)).isEqualTo(without(item, holding));
    }

    @Property(tries = 200)
    void onceIsEnough(@ForAll("items") ObjectNode item, @ForAll("holdings") Holding holding) {
        ObjectNode merged = mergedIfClear(item, holding);

        assertThat(mergedIfClear(merged, holding).toString()).isEqualTo(merged.toString());
        assertThat(mergedIfClear(merged, turned(holding)).toString()).isEqualTo(merged.toString());
    }

    @Property(tries = 200)
    void aDifferenceIsShownIfThereIsOne(@ForAll("items") ObjectNode item, @ForAll("holdings") Holding holding) {
        ObjectNode merged = mergedIfClear(item, holding);

        assertThat(Difference.between(item, merged).isEmpty()).isEqualTo(ItemForm.same(item, merged));
        assertThat(Difference.between(null, merged)).doesNotContainPattern("(?m)^[^+]");
        assertThat(Difference.between(merged, null)).doesNotContainPattern("(?m)^[^-]");
    }

    @Property(tries = 200)
    void anyTwoItemsAreTheSameOrDiffer(@ForAll("items") ObjectNode one, @ForAll("items") ObjectNode other) {
        assertThat(Difference.between(one, other).isEmpty()).isEqualTo(ItemForm.same(one, other));
        assertThat(ItemForm.same(one, one.deepCopy())).isTrue();
    }

    /** Where it is not said which copy is meant, nothing happens. */
    private static ObjectNode mergedIfClear(ObjectNode item, Holding holding) {
        try {
            return ItemForm.merged(item, holding);
        } catch (AmbiguousCopy unclear) {
            assertThat(item.path("hasComponent").size()).isGreaterThan(1);
            return item;
        }
    }

    /** The Item and its components without what the holding gives, and without a holding's notes. */
    private static String without(ObjectNode item, Holding holding) {
        ObjectNode rest = item.deepCopy();
        Stream.concat(Stream.of(rest), FieldCodec.entries(rest.get("hasComponent")).stream())
                .forEach(copy -> holding.fields().keySet().forEach(key -> {
                    HoldingField field = HoldingField.of(key).orElseThrow();
                    if (field == HoldingField.NOTE) {
                        ArrayNode others = JSON.createArrayNode();
                        FieldCodec.entries(copy.get("hasNote")).stream()
                                .filter(note -> note.has("noteType"))
                                .forEach(others::add);
                        ((ObjectNode) copy).set("others", others);
                    }
                    ((ObjectNode) copy).remove(field.property());
                }));
        return rest.toString();
    }

    /** The same with every list in the other order. */
    private static Holding turned(Holding holding) {
        Map<String, JsonNode> fields = new LinkedHashMap<>(holding.fields());
        fields.replaceAll((key, value) -> {
            if (!value.isArray()) {
                return value;
            }
            ArrayNode turned = JSON.createArrayNode();
            value.forEach(each -> turned.insert(0, each));
            return turned;
        });
        return new Holding("123", null, null, null, Holding.Action.UPSERT, fields);
    }

    @Provide
    Arbitrary<ObjectNode> items() {
        Arbitrary<ObjectNode> copy = copies();
        return copy.flatMap(item -> copy.list().ofMaxSize(3).map(components -> {
            ObjectNode whole = item.deepCopy();
            if (components.size() == 1) {
                whole.set("hasComponent", components.get(0));
            } else if (!components.isEmpty()) {
                whole.putArray("hasComponent").addAll(components);
            }
            return whole.put("inventoryLevel", 1);
        }));
    }

    private static Arbitrary<ObjectNode> copies() {
        return Arbitraries.maps(
                        Arbitraries.of(
                                "physicalLocation",
                                "shelfMark",
                                "shelfControlNumber",
                                "copyNumber",
                                "availability",
                                "hasNote",
                                "cataloguersNote",
                                "associatedMedia",
                                "shelfLabel",
                                "itemCondition"),
                        Arbitraries.oneOf(value(), value().list().ofMaxSize(3).map(values -> JSON.createArrayNode()
                                .addAll(values))))
                .ofMaxSize(6)
                .map(properties -> JSON.createObjectNode().setAll(properties));
    }

    private static Arbitrary<JsonNode> value() {
        return Arbitraries.of(
                        "null",
                        "1",
                        "\"a\"",
                        "\" b\"",
                        "\"A\u030a\"",
                        "{}",
                        "{\"@id\": \"https://libris.kb.se/a#it\"}",
                        "{\"@type\": \"ShelfMark\", \"label\": [\"a\"]}",
                        "{\"@type\": \"Note\", \"label\": \"a\"}",
                        "{\"@type\": \"Note\", \"label\": [\"a\", \"b\"]}",
                        "{\"@type\": \"Note\", \"label\": \"b\", \"noteType\": \"x\"}",
                        "{\"@type\": \"marc:ReproductionNote\", \"noteType\": \"y\"}",
                        "{\"@type\": \"MediaObject\", \"uri\": [\"https://a.example/\"], \"marc:publicNote\": [\"a\"]}",
                        "{\"@type\": \"MediaObject\", \"uri\": \"https://a.example/\", \"marc:linkText\": [\"x\"]}",
                        "{\"uri\": [\"https://a.example/\", \"https://b.example/\"], \"marc:publicNote\": [\"a\", \"b\"]}")
                .map(ItemFormProperties::json);
    }

    @Provide
    Arbitrary<Holding> holdings() {
        Arbitrary<String> text = Arbitraries.of("null", "\"a\"", "\"b\"", "\"Å\"");
        Arbitrary<String> texts = Arbitraries.of("null", "\"a\"", "[\"a\", \"b\"]", "[\"c\", \"a\", \"Å\"]");
        Arbitrary<String> media = Arbitraries.of(
                "null",
                "{\"uri\": \"https://a.example/\"}",
                "{\"uri\": \"https://a.example/\", \"note\": \"a\"}",
                "[{\"uri\": \"https://b.example/\", \"note\": \"a\"}, {\"uri\": \"https://a.example/\"}]");
        return Arbitraries.of(HoldingField.values())
                .set()
                .ofMaxSize(4)
                .flatMap(fields -> text.flatMap(one -> texts.flatMap(many -> media.map(address -> {
                    ObjectNode holding = JSON.createObjectNode().put("bib", "123");
                    fields.forEach(field -> holding.set(
                            field.key(), json(field == HoldingField.MEDIA ? address : field.many() ? many : one)));
                    return Holding.of(holding);
                }))));
    }

    private static JsonNode json(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
