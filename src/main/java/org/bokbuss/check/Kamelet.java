package org.bokbuss.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a kamelet says of itself.
 *
 * @param name as routes name it, {@code libris-oaipmh-source}
 * @param type {@code source}, {@code sink} or {@code action}, from its label; empty where it has none
 * @param title the name a person reads
 * @param description what it does, a sentence or more
 * @param required the parameters it cannot do without
 * @param properties its parameters by name, in the order of the file
 * @param headers what they mean that it sets beside those of every record, by name
 */
public record Kamelet(
        String name,
        String type,
        String title,
        String description,
        List<String> required,
        Map<String, Property> properties,
        Map<String, String> headers) {

    /**
     * A parameter of a kamelet.
     *
     * @param description what it means
     * @param allowed the values of its {@code enum}; empty means any
     * @param pattern what a value must contain a match of
     * @param secret whether its value must never be shown
     * @param example a value as a team might write it
     */
    public record Property(
            String title,
            String description,
            ValueKind kind,
            Optional<String> defaultValue,
            List<String> allowed,
            Optional<Pattern> pattern,
            boolean secret,
            Optional<String> example) {}

    static Kamelet of(String name, YamlNode root) {
        Optional<YamlNode> definition = root.get("spec").flatMap(spec -> spec.get("definition"));
        String type = root.get("metadata")
                .flatMap(metadata -> metadata.get("labels"))
                .flatMap(labels -> labels.text("camel.apache.org/kamelet.type"))
                .orElse("");
        Map<String, Property> properties = new LinkedHashMap<>();
        definition.flatMap(it -> it.get("properties")).map(YamlNode::entries).stream()
                .flatMap(List::stream)
                .forEach(entry -> properties.put(entry.key(), property(entry.value())));
        return new Kamelet(
                name,
                type,
                definition.flatMap(it -> it.text("title")).orElse(name),
                definition.flatMap(it -> it.text("description")).orElse(""),
                definition.map(it -> texts(it, "required")).orElse(List.of()),
                properties,
                headers(root));
    }

    private static Map<String, String> headers(YamlNode root) {
        Map<String, String> headers = new LinkedHashMap<>();
        root.get("spec")
                .flatMap(spec -> spec.get("dataTypes"))
                .flatMap(types -> types.get("out"))
                .flatMap(out -> out.get("headers"))
                .map(YamlNode::entries)
                .orElse(List.of())
                .forEach(header -> headers.put(
                        header.key(), header.value().text("description").orElse("")));
        return headers;
    }

    private static Property property(YamlNode node) {
        return new Property(
                node.text("title").orElse(""),
                node.text("description").orElse(""),
                ValueKind.of(
                        node.text("type").orElse("string"), node.text("format").orElse("")),
                node.text("default"),
                texts(node, "enum"),
                node.text("pattern").flatMap(Kamelet::compiled),
                node.text("format").filter("password"::equals).isPresent(),
                node.text("example"));
    }

    /** Patterns are written for JavaScript; the few that Java cannot read go unchecked. */
    private static Optional<Pattern> compiled(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(YamlNode node, String key) {
        return node.get(key).map(YamlNode::items).stream()
                .flatMap(List::stream)
                .map(YamlNode::text)
                .flatMap(Optional::stream)
                .toList();
    }

    public Kamelet {
        Objects.requireNonNull(name);
        required = List.copyOf(required);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
