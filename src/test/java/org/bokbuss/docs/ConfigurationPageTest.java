package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/configuration.md} lists the keys that the program and the shipped routes read. */
class ConfigurationPageTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z0-9.-]+):([^}]*)}}");

    private static final String HEAD = """
            <!-- Generated from Key.java and the shipped routes by ConfigurationPageTest: change those. -->
            # Configuration

            `config/application.properties` holds `key=value` lines. The command line (`--set key=value`) wins over the environment, the
            environment over the file. Write a key in capitals with `_` for `.` and `-` to give it in the environment:
            `libris.base-url` is `LIBRIS_BASE_URL`. `KEY.file`, or `KEY_FILE` in the environment, names a file that holds the value:
            the way for secrets. No secret has a default. `check` finds unknown keys and wrong values, with file and line.

            A *duration* is `30s`, `2m`, `1h30m` or `PT2M`; a *size* is `200MB`, `4kB` or a number of bytes (units of 1024); a *login URL*
            must be https, or http to this machine.

            """;

    @ParameterizedTest
    @EnumSource(Key.class)
    void everyKeySaysWhatItSets(Key key) {
        assertThat(key.meaning()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void thePageIsGenerated() throws IOException {
        String keys = Stream.of(Key.values())
                .collect(Collectors.groupingBy(
                        ConfigurationPageTest::area,
                        LinkedHashMap::new,
                        Collectors.mapping(ConfigurationPageTest::row, Collectors.joining())))
                .entrySet()
                .stream()
                .map(area -> "## " + area.getKey() + "\n\n| key | kind | default | |\n|---|---|---|---|\n"
                        + area.getValue() + "\n")
                .collect(Collectors.joining());
        new GeneratedPage(Path.of("docs/configuration.md")).is(HEAD + keys + ofRoutes());
    }

    private static String area(Key key) {
        return key.text().substring(0, key.text().indexOf('.'));
    }

    private static String row(Key key) {
        String kind = key.allowed().isEmpty()
                ? key.kind()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace("login_uri", "login URL")
                        .replace("uri", "URL")
                : key.allowed().stream().map(GeneratedPage::code).collect(Collectors.joining(", "));
        String value = key.defaultValue() == null ? "" : key.defaultValue();
        return "| `%s` | %s | %s | %s |\n"
                .formatted(key.text(), kind, GeneratedPage.code(value), GeneratedPage.cell(key.meaning()));
    }

    private static String ofRoutes() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList()) {
                PLACEHOLDER
                        .matcher(Files.readString(route))
                        .results()
                        .filter(found -> Key.named(found.group(1)).isEmpty())
                        .filter(found -> !found.group(1).endsWith(".enabled"))
                        .forEach(found -> rows.put(
                                found.group(1),
                                "| `%s` | %s | [`%s`](../routes/%s) |\n"
                                        .formatted(
                                                found.group(1),
                                                GeneratedPage.code(found.group(2)),
                                                route.getFileName().toString().replace(".camel.yaml", ""),
                                                route.getFileName())));
            }
        }
        return """
                ## Per pipeline

                `PIPELINE.enabled=true` switches a shipped route on, `PIPELINE.max-age` sets how old its last complete run may be
                (default `health.max-age`). The shipped routes read these as well:

                | key | default | route |
                |---|---|---|
                """ + String.join("", rows.values());
    }

    @Test
    void anEnvironmentNameIsMadeAsThePageSays() {
        assertThat(Settings.environmentName("libris.base-url")).isEqualTo("LIBRIS_BASE_URL");
    }
}
