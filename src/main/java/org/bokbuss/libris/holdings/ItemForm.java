package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holdings in the form Libris gives them: an Item in JSON-LD.
 *
 * <p>Where a library has one copy, or does not tell its copies apart, the data stand on the Item itself (one 852 in
 * MARC); else each copy is an entry of {@code hasComponent}.
 */
public final class ItemForm {
    /** Libris puts its own id in place of this one, wherever an id begins with it. */
    private static final String PLACEHOLDER = "https://id.kb.se/TEMPID";

    private ItemForm() {}

    /** The address of a library, the same whichever Libris it is. */
    public static String library(String sigel) {
        return "https://libris.kb.se/library/" + URLEncoder.encode(sigel, StandardCharsets.UTF_8);
    }

    /**
     * The document of a holding that is not there yet, to be posted.
     *
     * @param bibThing the bib's thing, {@code https://libris.kb.se/…#it}
     */
    public static ObjectNode created(String bibThing, String sigel, Holding holding) {
        String thing = PLACEHOLDER + "#it";
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode graph = document.putArray("@graph");
        graph.addObject()
                .put("@id", PLACEHOLDER)
                .put("@type", "Record")
                .putObject("mainEntity")
                .put("@id", thing);
        ObjectNode item =
                JsonNodeFactory.instance.objectNode().put("@id", thing).put("@type", "Item");
        item.putObject("heldBy").put("@id", library(sigel));
        item.putObject("itemOf").put("@id", bibThing);
        graph.add(merged(item, holding));
        return document;
    }

    /**
     * The Item with the given fields changed and all else as it was. A field is replaced whole; it is left exactly as it
     * stands if it says the same already. Where one value takes the place of one, the form that is there is kept: a text
     * stays a text, a list a list.
     *
     * <p>The fields go to the one component there is, of several to the one with the holding's copyNumber, else on the
     * Item itself; media always on the Item. A shelf mark that is a mere link to a sequence is replaced by one with a
     * label. Of the notes those are replaced that are of the type Note and have nothing but a label; of media that stay,
     * only the note.
     *
     * @param item is not changed
     * @throws AmbiguousCopy if there are several components and not one of them has the holding's copyNumber
     */
    public static ObjectNode merged(ObjectNode item, Holding holding) {
        ObjectNode merged = item.deepCopy();
        boolean ofCopy = holding.fields().keySet().stream().anyMatch(key -> !key.equals(HoldingField.MEDIA.key()));
        ObjectNode copy = ofCopy ? copy(merged, holding.fields().get(HoldingField.COPY_NUMBER.key())) : merged;
        for (Map.Entry<String, JsonNode> given : holding.fields().entrySet()) {
            HoldingField field = HoldingField.of(given.getKey()).orElseThrow();
            put(field == HoldingField.MEDIA ? merged : copy, field, FieldCodec.entries(given.getValue()));
        }
        return merged;
    }

    private static ObjectNode copy(ObjectNode item, JsonNode number) {
        List<ObjectNode> copies = FieldCodec.entries(item.get("hasComponent")).stream()
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .toList();
        if (copies.size() < 2) {
            return copies.isEmpty() ? item : copies.get(0);
        }
        List<ObjectNode> meant = copies.stream()
                .filter(copy -> numbers(copy).anyMatch(each -> each.equals(number)))
                .toList();
        if (meant.size() != 1) {
            throw new AmbiguousCopy(
                    copies.size(),
                    copies.stream()
                            .flatMap(ItemForm::numbers)
                            .map(JsonNode::asText)
                            .toList());
        }
        return meant.get(0);
    }

    /**
     * Refuses a copy that would be written over another: an Item that tells no copies apart has room for one.
     *
     * @throws IllegalArgumentException if the Item's one copy has another copyNumber
     */
    public static void requireCopy(ObjectNode item, Holding holding) {
        JsonNode number = holding.fields().get(HoldingField.COPY_NUMBER.key());
        List<JsonNode> copies = FieldCodec.entries(item.get("hasComponent"));
        JsonNode only = copies.isEmpty() ? item : copies.get(0);
        if (number == null || number.isNull() || copies.size() > 1 || !only.isObject()) {
            return;
        }
        List<JsonNode> there = numbers((ObjectNode) only).toList();
        if (!there.isEmpty() && !there.contains(number)) {
            throw new IllegalArgumentException("copy " + TextLimits.quoted(number.asText())
                    + " is one of several in this file, and the holding has room for one, "
                    + TextLimits.quoted(there.get(0).asText())
                    + ": make the others in Libris first, as components with their copyNumbers");
        }
    }

    private static Stream<JsonNode> numbers(ObjectNode copy) {
        FieldCodec wording = FieldCodec.of(HoldingField.COPY_NUMBER);
        return FieldCodec.entries(copy.get(HoldingField.COPY_NUMBER.property())).stream()
                .flatMap(wording::said);
    }

    private static void put(ObjectNode copy, HoldingField field, List<JsonNode> values) {
        FieldCodec wording = FieldCodec.of(field);
        JsonNode present = copy.get(field.property());
        Map<Boolean, List<JsonNode>> entries =
                FieldCodec.entries(present).stream().collect(Collectors.partitioningBy(wording::ours));
        List<JsonNode> ours = entries.get(true);
        if (says(wording, ours, values)) {
            return;
        }
        List<JsonNode> all = Stream.concat(
                        entries.get(false).stream(), values.stream().map(value -> wording.entry(value, ours)))
                .toList();
        boolean listed = present == null || present.isNull() ? field.many() : present.isArray();
        if (all.isEmpty()) {
            copy.remove(field.property());
        } else if (all.size() == 1 && !listed) {
            copy.set(field.property(), all.get(0));
        } else {
            copy.putArray(field.property()).addAll(all);
        }
    }

    private static boolean says(FieldCodec wording, Collection<JsonNode> entries, Collection<JsonNode> values) {
        return entries.stream().allMatch(entry -> wording.said(entry).findAny().isPresent())
                && entries.stream()
                        .flatMap(wording::said)
                        .collect(Collectors.toSet())
                        .equals(Set.copyOf(values));
    }

    /**
     * Whether Libris would store the same: texts composed and trimmed, nulls left out, lists that are sets in any order.
     */
    public static boolean same(JsonNode a, JsonNode b) {
        return NormalForm.form(a).equals(NormalForm.form(b));
    }
}
