package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a write changes, for a person to read. */
public final class Difference {
    private static final String TYPE = "@type";
    private static final String ID = "@id";
    private static final String LABEL = "label";
    /** What a mere link has. */
    private static final Set<String> ALONE = Set.of(ID, TYPE);
    /** The words of a holding for those of an Item. */
    private static final Map<String, String> WORDS = Map.of(
            "hasComponent",
            "copy",
            HoldingField.NOTE.property(),
            HoldingField.NOTE.key(),
            HoldingField.MEDIA.property(),
            HoldingField.MEDIA.key(),
            "marc:publicNote",
            "note",
            TYPE,
            "type",
            ID,
            "id");

    private final List<String> lines = new ArrayList<>();

    private Difference() {}

    /**
     * A line for each value that goes, {@code - shelfMark: Hcf}, and for each that comes, {@code + shelfMark: Hcg}; the
     * empty text if Libris would store the same. What stands further in is named by the way to it, and by its place where
     * there are several: {@code copy 2 shelfMark: Hcf}.
     *
     * <p>Whatever names and values hold, a line stays a line, and steers no terminal.
     *
     * @param before an Item, or a whole document, of which its record and its Item are compared; null where there is none yet
     * @param after null where none is left
     */
    public static String between(JsonNode before, JsonNode after) {
        Difference difference = new Difference();
        if (isDocument(before) || isDocument(after)) {
            difference.compare("record", "", graph(before, 0), graph(after, 0));
            difference.compare("", "", graph(before, 1), graph(after, 1));
        } else {
            difference.compare("", "", before, after);
        }
        return String.join("\n", difference.lines);
    }

    private static boolean isDocument(JsonNode json) {
        return json != null && json.path("@graph").isArray();
    }

    private static JsonNode graph(JsonNode document, int place) {
        return document == null ? null : document.path("@graph").get(place);
    }

    /** @param key the property whose values these are */
    private void compare(String way, String key, JsonNode before, JsonNode after) {
        JsonNode gone = given(before);
        JsonNode come = given(after);
        if (form(key, gone).equals(form(key, come))) {
            return;
        }
        int lines = this.lines.size();
        if (isArray(gone) || isArray(come)) {
            compareLists(way, key, gone, come);
        } else if (gone != null && come != null && gone.isObject() != come.isObject()) {
            compare(way, key, gone, null);
            compare(way, key, null, come);
        } else if (gone != null && gone.isObject() || come != null && come.isObject()) {
            compareObjects(way, gone, come);
        } else {
            line('-', way, gone == null ? null : gone.asText());
            line('+', way, come == null ? null : come.asText());
        }
        if (lines == this.lines.size()) {
            // They differ in nothing that has a line of its own, such as the order of a list.
            line('-', way, gone == null ? null : gone.toString());
            line('+', way, come == null ? null : come.toString());
        }
    }

    private void compareObjects(String way, JsonNode gone, JsonNode come) {
        Set<String> keys = new LinkedHashSet<>();
        for (JsonNode object : new JsonNode[] {gone, come}) {
            if (object != null) {
                object.fieldNames().forEachRemaining(keys::add);
            }
        }
        boolean both = gone != null && come != null;
        for (String key : keys) {
            // The type of what comes or goes whole says nothing that its name does not.
            if (!key.equals(TYPE) || keys.size() == 1 || both && gone.has(TYPE) && come.has(TYPE)) {
                compare(way(way, key, keys), key, value(gone, key), value(come, key));
            }
        }
    }

    private void compareLists(String way, String key, JsonNode before, JsonNode after) {
        List<JsonNode> gone = new ArrayList<>(FieldCodec.entries(before));
        List<JsonNode> come = new ArrayList<>(FieldCodec.entries(after));
        boolean several = Math.max(gone.size(), come.size()) > 1;
        List<JsonNode> places = gone.size() >= come.size() ? List.copyOf(gone) : List.copyOf(come);
        withoutCommon(gone, come);
        for (int i = 0; i < Math.max(gone.size(), come.size()); i++) {
            JsonNode old = i < gone.size() ? gone.get(i) : null;
            JsonNode fresh = i < come.size() ? come.get(i) : null;
            boolean numbered = several && !isOneValue(old) && !isOneValue(fresh);
            String entry = numbered ? way + " " + place(places, old, fresh) : way;
            compare(entry.strip(), "", old, fresh);
        }
    }

    private static int place(List<JsonNode> places, JsonNode old, JsonNode fresh) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i) == old || places.get(i) == fresh) {
                return i + 1;
            }
        }
        throw new IllegalStateException("an entry is of one of the lists");
    }

    private static void withoutCommon(List<JsonNode> gone, List<JsonNode> come) {
        gone.removeIf(old -> {
            String form = NormalForm.form(old);
            for (int i = 0; i < come.size(); i++) {
                if (NormalForm.form(come.get(i)).equals(form)) {
                    come.remove(i);
                    return true;
                }
            }
            return false;
        });
    }

    /** Whether it is shown as a value without a name: a text, a link, or a mere label. */
    private static boolean isOneValue(JsonNode entry) {
        return entry != null && (!entry.isObject() || isOneOf(entry, ID) || isOneOf(entry, LABEL));
    }

    private static boolean isOneOf(JsonNode object, String key) {
        return object.has(key) && object.size() == (object.has(TYPE) ? 2 : 1);
    }

    private static String way(String way, String key, Set<String> beside) {
        if (!way.isEmpty() && (key.equals(LABEL) || key.equals(ID) && ALONE.containsAll(beside))) {
            return way;
        }
        return (way + " " + WORDS.getOrDefault(key, key)).strip();
    }

    private static JsonNode given(JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode() ? null : value;
    }

    private static boolean isArray(JsonNode value) {
        return value != null && value.isArray();
    }

    private static JsonNode value(JsonNode object, String key) {
        return object == null ? null : object.get(key);
    }

    private static String form(String key, JsonNode value) {
        return value == null ? "" : NormalForm.form(key, value);
    }

    private void line(char sign, String way, String value) {
        if (value != null) {
            lines.add(sign + " " + TextLimits.visible(way) + (way.isEmpty() ? "" : ": ") + TextLimits.visible(value));
        }
    }
}
