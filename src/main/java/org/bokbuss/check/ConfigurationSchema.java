package org.bokbuss.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;

/**
 * The JSON Schema of the configuration, for editors that take {@code application.properties} for YAML: written as
 * {@code key: value}, it is both.
 */
public final class ConfigurationSchema {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Collection<String> namedInRoutes;

    /** @param namedInRoutes keys that routes use in placeholders: see {@link CheckedRoutes#settings()} */
    public ConfigurationSchema(Collection<String> namedInRoutes) {
        this.namedInRoutes = new TreeSet<>(namedInRoutes);
    }

    /** The schema as it is written into a file. */
    public JsonNode json() {
        ObjectNode schema = JSON.createObjectNode()
                .put("$schema", "http://json-schema.org/draft-07/schema#")
                .put("title", "Configuration of Bokbuss")
                .put("type", "object")
                .put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        for (Key key : Key.values()) {
            properties.set(
                    key.text(),
                    ValueSchema.of(
                            ValueKind.valueOf(key.kind().name()),
                            key.allowed(),
                            Optional.ofNullable(key.defaultValue()),
                            key.meaning()));
        }
        namedInRoutes.stream()
                .filter(name -> !properties.has(name))
                .forEach(name -> properties.putObject(name).put("description", "named in a route"));
        ObjectNode others = schema.putObject("patternProperties");
        // The secret in a file of its own, and a category's level.
        others.putObject("^(" + any(Stream.of(Key.values()).map(Key::text).toList()) + ")\\.file$");
        others.putObject("^" + any(List.of(Key.LOG_LEVEL.text())) + "\\.");
        // Only what begins like ours can be misspelt.
        others.putObject("^(?!(" + any(PropertiesCheck.PREFIXES) + "))");
        return schema;
    }

    private static String any(Collection<String> texts) {
        return texts.stream().sorted().map(text -> text.replace(".", "\\.")).collect(Collectors.joining("|"));
    }
}
