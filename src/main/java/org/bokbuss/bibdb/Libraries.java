package org.bokbuss.bibdb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.split.Piece;

/**
 * Libraries as bibdb gives them, made clean: it holds what people typed. Texts lose the blanks around them, what says
 * nothing is left out, yes and no are booleans, and places on earth are numbers.
 */
final class Libraries {
    static final String MEDIA_TYPE = "application/json";

    /** What bibdb's dates without a zone mean. */
    static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    private static final Set<String> YES_OR_NO =
            Set.of("alive", "statistics", "libris_reg", "eod", "active", "lightbox", "item_status_webbsok");
    private static final Set<String> NOTHING = Set.of("", "http://", "https://");

    private Libraries() {}

    static LibraryRecord record(Piece piece) throws UnreadableRecord {
        JsonNode json = piece.json();
        String sigel = json.path("sigel").asText("").replaceAll("\\s", "");
        if (sigel.isEmpty() || !json.isObject()) {
            throw new UnreadableRecord("the library has no sigel");
        }
        Map<String, String> about = new HashMap<>();
        ObjectNode library = clean((ObjectNode) json);
        place(library, about);
        return LibraryRecord.of(
                piece,
                "https://libris.kb.se/library/"
                        + URLEncoder.encode(sigel, StandardCharsets.UTF_8).replace("+", "%20"),
                false,
                time(json.path("date_modified").asText("")),
                MEDIA_TYPE,
                library.toString().getBytes(StandardCharsets.UTF_8),
                about);
    }

    private static ObjectNode clean(ObjectNode dirty) {
        ObjectNode clean = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : dirty.properties()) {
            JsonNode value = clean(field.getKey(), field.getValue());
            if (value != null) {
                clean.set(field.getKey(), value);
            }
        }
        return clean;
    }

    /** Null where the value says nothing. */
    private static JsonNode clean(String name, JsonNode value) {
        if (value.isObject()) {
            return clean((ObjectNode) value);
        }
        if (value.isArray()) {
            ArrayNode clean = JsonNodeFactory.instance.arrayNode();
            value.forEach(each -> {
                JsonNode element = clean(name, each);
                if (element != null) {
                    clean.add(element);
                }
            });
            return clean;
        }
        if (!value.isTextual()) {
            return value.isNull() ? null : value;
        }
        String text = value.asText().strip();
        if (NOTHING.contains(text)) {
            return null;
        }
        return YES_OR_NO.contains(name) && (text.equals("true") || text.equals("false"))
                ? JsonNodeFactory.instance.booleanNode(text.equals("true"))
                : JsonNodeFactory.instance.textNode(text);
    }

    private static void place(ObjectNode library, Map<String, String> about) {
        double latitude = number(library.remove("latitude"));
        double longitude = number(library.remove("longitude"));
        if (isSweden(longitude, latitude)) {
            about.put("coordinates", "swapped");
            library.put("latitude", longitude).put("longitude", latitude);
        } else if (latitude != 0 && longitude != 0 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
            library.put("latitude", latitude).put("longitude", longitude);
        }
    }

    private static boolean isSweden(double latitude, double longitude) {
        return latitude >= 55 && latitude <= 70 && longitude >= 10 && longitude <= 25;
    }

    /** 0, which means unknown in bibdb, where there is none. */
    private static double number(JsonNode value) {
        try {
            double number =
                    value == null ? 0 : Double.parseDouble(value.asText().replace(',', '.'));
            return Double.isFinite(number) ? number : 0;
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** The day a library was changed; null if it does not say. */
    static LocalDate day(JsonNode library) {
        String time = time(library.path("date_modified").asText(""));
        return time == null
                ? null
                : OffsetDateTime.parse(time).atZoneSameInstant(STOCKHOLM).toLocalDate();
    }

    /** With its zone; null if it is no time. */
    private static String time(String text) {
        try {
            boolean zoned = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
            OffsetDateTime time = zoned
                    ? OffsetDateTime.parse(text)
                    : LocalDateTime.parse(text.strip().replace(' ', 'T'))
                            .atZone(STOCKHOLM)
                            .toOffsetDateTime();
            return LibraryRecord.rfc3339(time.toString());
        } catch (DateTimeException noTime) {
            return null;
        }
    }
}
