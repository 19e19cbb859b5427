package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How the values of one kind of field are worded in an Item. */
sealed interface FieldCodec {

    /** How a field's values are worded. */
    static FieldCodec of(HoldingField field) {
        return switch (field) {
            case PHYSICAL_LOCATION, SHELF_CONTROL_NUMBER, COPY_NUMBER, CATALOGUERS_NOTE -> new Plain();
            case SHELF_MARK -> new Labelled("ShelfMark", true, false);
            case AVAILABILITY -> new Labelled("ItemAvailability", false, false);
            case NOTE -> new Labelled("Note", true, true);
            case MEDIA -> new Media();
        };
    }

    /** Whether an entry of the Item is one that the field stands for, and may be replaced. */
    default boolean ours(JsonNode entry) {
        return true;
    }

    /** What an entry says, in the field's own words; nothing if these cannot say it. */
    Stream<JsonNode> said(JsonNode entry);

    /**
     * A value as an entry of the Item.
     *
     * @param before the entries it replaces, whose form is kept
     */
    JsonNode entry(JsonNode value, List<JsonNode> before);

    /** The values of a property, which may stand alone, in a list, or not be there. */
    static List<JsonNode> entries(JsonNode value) {
        if (value == null || value.isNull()) {
            return List.of();
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .filter(entry -> !entry.isNull())
                        .toList()
                : List.of(value);
    }

    private static Stream<JsonNode> texts(JsonNode value) {
        return entries(value).stream()
                .filter(JsonNode::isValueNode)
                .map(text -> TextNode.valueOf(TextLimits.stored(text.asText())));
    }

    private static JsonNode like(JsonNode before, boolean listed, JsonNode text) {
        boolean list = before == null ? listed : before.isArray();
        return list ? JsonNodeFactory.instance.arrayNode().add(text) : text;
    }

    /** A text. */
    record Plain() implements FieldCodec {
        @Override
        public Stream<JsonNode> said(JsonNode entry) {
            return texts(entry);
        }

        @Override
        public JsonNode entry(JsonNode value, List<JsonNode> before) {
            return value;
        }
    }

    /**
     * An object with a label.
     *
     * @param listed whether a new label is a list
     * @param plainOnly whether entries of another type, or with anything besides the label, are left as they are:
     *     {@code hasNote} has notes on reproductions and terms of use too, which come from other fields of MARC
     */
    record Labelled(String type, boolean listed, boolean plainOnly) implements FieldCodec {
        private static final Set<String> PLAIN = Set.of("@type", "label");

        @Override
        public boolean ours(JsonNode entry) {
            return !plainOnly
                    || entry.isTextual()
                    || entry.path("@type").asText(type).equals(type)
                            && said(entry).findAny().isPresent()
                            && entry.properties().stream().allMatch(each -> PLAIN.contains(each.getKey()));
        }

        @Override
        public Stream<JsonNode> said(JsonNode entry) {
            return texts(entry.isObject() ? entry.get("label") : entry);
        }

        @Override
        public JsonNode entry(JsonNode value, List<JsonNode> before) {
            JsonNode label = before.stream()
                    .filter(entry -> entry.hasNonNull("label"))
                    .map(entry -> entry.get("label"))
                    .findFirst()
                    .orElse(null);
            return JsonNodeFactory.instance.objectNode().put("@type", type).set("label", like(label, listed, value));
        }
    }

    /** An object with addresses; one that stays keeps what else is said of it. */
    record Media() implements FieldCodec {
        /** 856 $z. */
        private static final String NOTE = "marc:publicNote";

        @Override
        public Stream<JsonNode> said(JsonNode entry) {
            List<JsonNode> notes = texts(entry.get(NOTE)).toList();
            return texts(entry.get("uri")).map(uri -> {
                ObjectNode media = JsonNodeFactory.instance.objectNode().set("uri", uri);
                // Two notes are more than a holding can say, and so differ from whatever it says.
                return switch (notes.size()) {
                    case 0 -> media;
                    case 1 -> media.set("note", notes.get(0));
                    default -> media.set("note", ((ArrayNode) entry.get(NOTE)).deepCopy());
                };
            });
        }

        @Override
        public JsonNode entry(JsonNode value, List<JsonNode> before) {
            ObjectNode media = before.stream()
                    .filter(entry ->
                            entry.isObject() && texts(entry.get("uri")).toList().equals(List.of(value.get("uri"))))
                    .findFirst()
                    .map(entry -> (ObjectNode) entry.deepCopy())
                    .orElseGet(() -> {
                        ObjectNode fresh = JsonNodeFactory.instance.objectNode().put("@type", "MediaObject");
                        fresh.putArray("uri").add(value.get("uri"));
                        return fresh;
                    });
            if (value.has("note")) {
                media.set(NOTE, like(media.get(NOTE), true, value.get("note")));
            } else {
                media.remove(NOTE);
            }
            return media;
        }
    }
}
