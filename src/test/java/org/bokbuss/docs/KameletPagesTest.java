package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The pages in {@code docs/kamelets} say what the kamelets say, and what is written by hand beside each of them. */
public class KameletPagesTest {
    static final Path KAMELETS = Path.of("src/main/resources/kamelets");
    static final Path PAGES = Path.of("docs/kamelets");

    private static final String SUFFIX = ".kamelet.yaml";
    private static final List<String> KINDS = List.of("source", "sink", "action");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(KAMELETS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theyAreGenerated(String name) throws IOException {
        new GeneratedPage(PAGES.resolve(name + ".md")).is(page(name));
    }

    @Test
    void theListIsGenerated() throws IOException {
        StringBuilder page = new StringBuilder(note("the kamelet files") + "# Kamelets\n");
        for (String kind : KINDS) {
            page.append("\n| ").append(kind).append(" | |\n|---|---|\n");
            for (String name : names()) {
                if (name.endsWith("-" + kind)) {
                    page.append("| [`%s`](%s.md) | %s |\n"
                            .formatted(name, name, GeneratedPage.cell(text(definition(name), "description"))));
                }
            }
        }
        new GeneratedPage(PAGES.resolve("README.md")).is(page.toString());
    }

    @Test
    void thereIsNoPageOfAKameletThatIsGone() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES);
                Stream<Path> partials = Files.list(KAMELETS)) {
            assertThat(Stream.concat(pages, partials)
                            .map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".md") && !file.equals("README.md"))
                            .map(file -> file.substring(0, file.length() - ".md".length())))
                    .isSubsetOf(names());
        }
    }

    private static String page(String name) throws IOException {
        Map<String, Object> definition = definition(name);
        return note("`%1$s.kamelet.yaml` and `%1$s.md`".formatted(name))
                + "# " + name + "\n\n" + sentence(text(definition, "description")) + "\n\n"
                + Files.readString(KAMELETS.resolve(name + ".md"))
                + parameters(definition)
                + headers(map(map(map(spec(name), "dataTypes"), "out"), "headers"), name);
    }

    private static String note(String from) {
        return "<!-- Generated from " + from + " in src/main/resources/kamelets: change those. -->\n";
    }

    private static String parameters(Map<String, Object> definition) {
        Map<String, Object> properties = map(definition, "properties");
        if (properties.isEmpty()) {
            return "\nIt has no parameters.\n";
        }
        List<?> required = (List<?>) definition.getOrDefault("required", List.of());
        return properties.keySet().stream()
                .map(name -> parameter(name, map(properties, name), required.contains(name)))
                .collect(Collectors.joining("", "\n## Parameters\n\n| parameter | default | |\n|---|---|---|\n", ""));
    }

    private static String parameter(String name, Map<String, Object> property, boolean required) {
        List<?> allowed = (List<?>) property.getOrDefault("enum", List.of());
        StringBuilder meaning = new StringBuilder(sentence(text(property, "description")));
        if (!allowed.isEmpty()) {
            meaning.append(allowed.stream()
                    .map(String::valueOf)
                    .filter(value -> !value.isEmpty())
                    .map(GeneratedPage::code)
                    .collect(Collectors.joining(", ", " Values: ", ".")));
        }
        if (property.containsKey("example")) {
            meaning.append(" Example: ").append(GeneratedPage.code(text(property, "example")));
        }
        return "| `%s` | %s | %s |\n"
                .formatted(
                        name,
                        required ? "required" : GeneratedPage.code(text(property, "default")),
                        GeneratedPage.cell(meaning.toString()));
    }

    private static String headers(Map<String, Object> headers, String name) {
        StringBuilder said = new StringBuilder();
        if (name.endsWith("-source")) {
            said.append("\n## Headers\n\nThose of [every record](../messages.md)");
            said.append(headers.isEmpty() ? ".\n" : ", and:\n");
        } else if (!headers.isEmpty()) {
            said.append("\n## Headers\n");
        }
        if (!headers.isEmpty()) {
            said.append("\n| header | |\n|---|---|\n");
            headers.keySet()
                    .forEach(header -> said.append("| `%s` | %s |\n"
                            .formatted(header, GeneratedPage.cell(text(map(headers, header), "description")))));
        }
        return said.toString();
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** The extension attributes that events of a source may have, by the headers that its kamelet declares. */
    public static Set<String> declaredExtensions(String source) throws IOException {
        return map(map(map(spec(source), "dataTypes"), "out"), "headers").keySet().stream()
                .map(header ->
                        header.replaceFirst("^(Bokbuss-|CamelCloudEvent)", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static Map<String, Object> definition(String name) throws IOException {
        return map(spec(name), "definition");
    }

    static Map<String, Object> spec(String name) throws IOException {
        try (InputStream file = Files.newInputStream(KAMELETS.resolve(name + SUFFIX))) {
            var kamelet = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(file);
            return map(kamelet, "spec");
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<?, ?> in, String key) {
        return in.containsKey(key) ? (Map<String, Object>) in.get(key) : Map.of();
    }

    private static String text(Map<?, ?> in, String key) {
        return in.containsKey(key) ? String.valueOf(in.get(key)) : "";
    }
}
