package org.bokbuss.boknett;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.config.Finding;
import org.bokbuss.config.PropertiesLines;
import org.bokbuss.config.UserError;

/**
 * What a title becomes in a holding, as a file says it: a line a field, {@code media.uri = https://…/{isbn}}. A line such
 * as {@code format.MP3 = Ljudbok} gives the words to use for a value.
 */
final class HoldingMapping {
    private static final String SHIPPED = "inventory-to-holding.properties";
    private static final List<String> FIELDS = List.of(
            "sigel",
            "physicalLocation",
            "shelfMark",
            "shelfControlNumber",
            "copyNumber",
            "availability",
            "note",
            "cataloguersNote",
            "media.uri",
            "media.note");
    private static final List<String> VALUES =
            List.of("isbn", "uuid", "version", "updated", "publisher", "format", "drm", "excerpt", "title", "author");
    private static final Pattern WORDS = Pattern.compile("(format|drm|publisher|excerpt)\\.(.+)");
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    private HoldingMapping() {}

    /** The mapping that comes with the program. */
    static HoldingMapping shipped() {
        try (InputStream in = HoldingMapping.class.getResourceAsStream(SHIPPED)) {
            return read(Path.of(SHIPPED), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the program lacks its " + SHIPPED, e);
        }
    }

    /** @throws UserError that names file and line */
    static HoldingMapping read(Path file) {
        try {
            return read(file, Files.readString(file));
        } catch (IOException e) {
            throw new UserError(
                    file
                            + ": there is no such mapping that can be read as UTF-8; name another with mapping, or leave it"
                            + " out for the one that comes with the program",
                    e);
        }
    }

    private static HoldingMapping read(Path file, String text) {
        HoldingMapping mapping = new HoldingMapping();
        for (PropertiesLines.Setting line : PropertiesLines.of(text)) {
            String problem = mapping.take(line);
            if (problem != null) {
                throw new UserError(Finding.error(file, line.line(), problem).toString());
            }
        }
        if (mapping.fields.containsKey("media.note") && !mapping.fields.containsKey("media.uri")) {
            throw new UserError(Finding.error(
                            file,
                            0,
                            "has media.note, but no media.uri that it is about: add one, or write note instead")
                    .toString());
        }
        if (mapping.fields.isEmpty()) {
            throw new UserError(Finding.error(
                            file,
                            0,
                            "says nothing of a holding: write a line such as" + " media.uri = https://…/{isbn}")
                    .toString());
        }
        return mapping;
    }

    /** @return what is wrong with the line; null if nothing is */
    private String take(PropertiesLines.Setting line) {
        if (line.isMalformed()) {
            return "holds a malformed \\uXXXX: write \\\\ for a backslash";
        }
        Matcher word = WORDS.matcher(line.key());
        if (word.matches()) {
            words.put(line.key(), line.value().strip());
            return null;
        }
        if (!FIELDS.contains(line.key())) {
            return "'" + line.key() + "' is no field of a holding: write one of " + String.join(", ", FIELDS)
                    + ", or words for a value such as format.MP3";
        }
        if (fields.put(line.key(), line.value().strip()) != null) {
            return "'" + line.key() + "' is set a second time: keep one of them";
        }
        return line.key().equals("media.uri") && !line.value().strip().matches("https?://.*")
                ? "media.uri is no address of the web: begin it with https:// or http://"
                : problem(line.value());
    }

    private static String problem(String template) {
        Matcher place = PLACE.matcher(template);
        while (place.find()) {
            if (!VALUES.contains(place.group(1))) {
                return "{" + place.group(1) + "} is nothing that a title has: write one of {"
                        + String.join("}, {", new TreeSet<>(VALUES)) + "}";
            }
        }
        return PLACE.matcher(template).replaceAll("").matches("[^{}]*")
                ? null
                : "has a { or } without the other: write values like {isbn}";
    }

    /**
     * The holding of a title: to be written while it may be sold, else to be deleted.
     *
     * @param title as {@link InventoryEntry#json} has it
     */
    ObjectNode holding(JsonNode title) {
        boolean keep = title.path("sellable").asBoolean();
        ObjectNode holding = JsonNodeFactory.instance.objectNode();
        holding.put("isbn", title.path("isbn").asText());
        if (fields.containsKey("sigel")) {
            holding.put("sigel", fields.get("sigel"));
        }
        holding.put("action", keep ? "upsert" : "delete");
        if (keep) {
            ObjectNode media = JsonNodeFactory.instance.objectNode();
            fields.forEach((field, template) -> put(field, template, title, holding, media));
            if (!media.isEmpty()) {
                holding.putArray("media").add(media);
            }
        }
        return holding;
    }

    private void put(String field, String template, JsonNode title, ObjectNode holding, ObjectNode media) {
        boolean address = field.equals("media.uri");
        UnaryOperator<String> form =
                address ? text -> URLEncoder.encode(text, StandardCharsets.UTF_8) : UnaryOperator.identity();
        String value = PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(form.apply(value(place.group(1), title, address))))
                .strip();
        if (!value.isEmpty()) {
            (field.startsWith("media.") ? media : holding).put(field.replaceFirst("^media\\.", ""), value);
        }
    }

    private String value(String name, JsonNode title, boolean asItIs) {
        String value = title.path(name).asText("");
        return asItIs ? value : words.getOrDefault(name + "." + value, value);
    }
}
