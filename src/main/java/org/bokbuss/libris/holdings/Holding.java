package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bokbuss.config.Suggestion;
import org.bokbuss.libris.record.Isbn;
import org.bokbuss.libris.record.RecordId;

/**
 * What one library is to say of one bib in Libris. Texts are as Libris stores them, composed (NFC) and trimmed.
 *
 * <p>At least one of bib, isbn and controlNumber is there. All that are given are kept; the bib is looked for by the
 * first of them in this order.
 *
 * @param bib a record of Libris as {@link RecordId} reads it, by address, id or old number; null if not given
 * @param isbn ten or thirteen digits with the right check digit, without hyphens; null if not given
 * @param controlNumber the bib's field 001; null if not given
 * @param sigel whose holding it is; null for the one that is configured
 * @param fields what to write, by the names of {@link HoldingField}, in the order given: a text, or a list of texts, or for
 *     media a list of objects with uri and perhaps note. JSON null takes the field away. A field that is not here is not
 *     touched.
 */
public record Holding(
        String bib, String isbn, String controlNumber, String sigel, Action action, Map<String, JsonNode> fields) {
    /** Texts longer than this, in characters, are refused. */
    static final int LONGEST = 10_000;

    private static final int MOST = 1_000;
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("bib", "isbn", "controlNumber", "sigel", "action"), HoldingField.names().stream())
            .toList();
    private static final List<String> MEDIA_KEYS = List.of("uri", "note");
    private static final Pattern CONTROL_NUMBER = Pattern.compile("[\\w-]{1,64}");
    private static final Pattern SIGEL = Pattern.compile("[\\p{L}\\p{N}_-]{1,30}");

    /** What is to become of the holding. */
    public enum Action {
        /** It is changed, or made if there is none. */
        UPSERT,
        /** It is taken away. */
        DELETE
    }

    public Holding {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * The holding that an object describes.
     *
     * @throws IllegalArgumentException with one sentence that names the key and what to write
     */
    public static Holding of(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(
                    "a holding is an object such as {\"isbn\": \"978…\", \"shelfMark\": \"Hcf\"}: write one");
        }
        refuseUnknown(json, KEYS, "");
        String bib = bib(json);
        String isbn = isbn(json);
        String controlNumber = matching(json, "controlNumber", CONTROL_NUMBER, "no control number, such as 3624069");
        if (bib == null && isbn == null && controlNumber == null) {
            throw new IllegalArgumentException(
                    "the holding does not say of which bib: write bib, isbn or controlNumber");
        }
        Action action = action(json);
        Map<String, JsonNode> fields = fields(json);
        if (action == Action.DELETE && !fields.isEmpty()) {
            throw new IllegalArgumentException("action delete takes the whole holding away, so "
                    + fields.keySet().iterator().next() + " is out of place: leave it out, or write action upsert");
        }
        return new Holding(
                bib, isbn, controlNumber, matching(json, "sigel", SIGEL, "no sigel, such as Gbg"), action, fields);
    }

    /** What names the bib: writes of one holding stay in their order as long as they name it in the same way. */
    public String key() {
        return bib != null ? bib : isbn != null ? isbn : controlNumber;
    }

    /** Whether fields are given, and all of them only to be taken away. */
    public boolean takesAwayOnly() {
        return !fields.isEmpty() && fields.values().stream().allMatch(JsonNode::isNull);
    }

    /** The ISBN as given, then in its other form if it has one; empty if none is given. */
    public List<String> isbns() {
        return isbn == null ? List.of() : new Isbn(isbn).forms();
    }

    private static void refuseUnknown(JsonNode json, List<String> known, String of) {
        json.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(TextLimits.quoted(key) + " is nothing that a holding" + of + " has"
                        + (key.length() > 50 ? "" : Suggestion.suggestion(key, known)) + ": write one of "
                        + String.join(", ", known));
            }
        });
    }

    private static String bib(JsonNode json) {
        String bib = text(json, "bib");
        if (bib != null
                && RecordId.of(bib)
                        .filter(id -> !id.legacy() || id.path().contains("bib/"))
                        .isEmpty()) {
            throw new IllegalArgumentException("bib " + TextLimits.quoted(bib)
                    + " is no bib of Libris: write its address, such as https://libris.kb.se/s93ns5h436dxqsh");
        }
        return bib;
    }

    private static String isbn(JsonNode json) {
        String isbn = text(json, "isbn");
        return isbn == null
                ? null
                : Isbn.of(isbn)
                        .map(Isbn::digits)
                        .orElseThrow(() -> new IllegalArgumentException("isbn " + TextLimits.quoted(isbn)
                                + " is no ISBN, or its check digit is wrong: write its 10 or 13 digits"));
    }

    private static Action action(JsonNode json) {
        String action = text(json, "action");
        if (action == null || action.equals("upsert")) {
            return Action.UPSERT;
        }
        if (action.equals("delete")) {
            return Action.DELETE;
        }
        throw new IllegalArgumentException(
                "action " + TextLimits.quoted(action) + " is unknown: write upsert or delete");
    }

    private static String matching(JsonNode json, String key, Pattern pattern, String otherwise) {
        String text = text(json, key);
        if (text != null && !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    key + " " + TextLimits.quoted(text) + " is " + otherwise + ": correct it");
        }
        return text;
    }

    private static String text(JsonNode json, String key) {
        return json.hasNonNull(key) ? text(key, json.get(key)) : null;
    }

    private static Map<String, JsonNode> fields(JsonNode json) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            HoldingField.of(entry.getKey())
                    .ifPresent(field -> fields.put(entry.getKey(), value(field, entry.getValue())));
        }
        return fields;
    }

    private static JsonNode value(HoldingField field, JsonNode value) {
        Function<JsonNode, JsonNode> one =
                field == HoldingField.MEDIA ? Holding::media : each -> TextNode.valueOf(text(field.key(), each));
        Collection<JsonNode> values = value.isNull() || value.isArray() ? elements(value) : List.of(value);
        if (values.size() > MOST) {
            throw new IllegalArgumentException(field.key() + " has more than " + MOST + " values: write fewer");
        }
        Set<JsonNode> all = values.stream().map(one).collect(Collectors.toCollection(LinkedHashSet::new));
        if (all.isEmpty()) {
            return NullNode.instance;
        }
        if (field.many()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            return list.addAll(all);
        }
        if (all.size() > 1) {
            throw new IllegalArgumentException(field.key() + " takes one text: write a holding for each copy");
        }
        return all.iterator().next();
    }

    private static List<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    private static JsonNode media(JsonNode media) {
        if (!media.isObject()) {
            throw new IllegalArgumentException("media is no object: write {\"uri\": \"https://…\", \"note\": \"…\"}");
        }
        refuseUnknown(media, MEDIA_KEYS, "'s media");
        String uri = text(media, "uri");
        if (uri == null || !isWebAddress(uri)) {
            throw new IllegalArgumentException(
                    "media's uri " + (uri == null ? "is missing" : TextLimits.quoted(uri) + " is no address of the web")
                            + ": write one that begins with https:// or http://");
        }
        ObjectNode read = JsonNodeFactory.instance.objectNode().put("uri", uri);
        String note = text(media, "note");
        return note == null ? read : read.put("note", note);
    }

    private static boolean isWebAddress(String uri) {
        try {
            URI address = new URI(uri);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            return address.getRawAuthority() != null && (scheme.equals("https") || scheme.equals("http"));
        } catch (URISyntaxException noAddress) {
            return false;
        }
    }

    private static String text(String key, JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            throw new IllegalArgumentException(key + " is neither text nor number: write \"" + key + "\": \"…\"");
        }
        if (value.isNumber() && !value.isIntegralNumber()) {
            // Read as a number, 839.70 is 839.7 and 1e3 is 1000.0.
            throw new IllegalArgumentException(key + " is a number with decimals or an exponent, whose digits JSON does"
                    + " not keep: write it as a text, \"" + key + "\": \"…\"");
        }
        if (value.asText().length() > LONGEST) {
            throw new IllegalArgumentException(
                    key + " is longer than " + LONGEST + " characters: write something shorter");
        }
        String text = TextLimits.trimmed(TextLimits.composed(value.asText()));
        if (text.isEmpty()) {
            throw new IllegalArgumentException(key + " is empty: leave it out, or write null to take it away");
        }
        // A line break has no place in a MARC field; and the database under Libris cannot store U+0000.
        text.codePoints().filter(Holding::isUnfit).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(String.format(
                    "%s holds a character that Libris cannot keep (U+%04X): write it without, on one line", key, c));
        });
        return text;
    }

    private static boolean isUnfit(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || c == 0x2028
                || c == 0x2029
                || c == 0xFFFD;
    }
}
