package org.bokbuss.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The schemas in the hands of the language server that editors use. */
@Timeout(120)
class SchemaTest {
    private static final String MODELINE = "# yaml-language-server: $schema=../schema/routes.schema.json\n";

    @TempDir
    private static Path folder;

    private static LanguageServer server;
    private static int files;

    @BeforeAll
    static void start() throws Exception {
        server = LanguageServer.start();
        assertThat(Workspace.bokbuss(
                                "schema",
                                "--output",
                                folder.resolve("schema/routes.schema.json").toString())
                        .exit())
                .isZero();
        assertThat(Workspace.bokbuss(
                                "schema",
                                "--configuration",
                                "--output",
                                folder.resolve("schema/configuration.schema.json")
                                        .toString())
                        .exit())
                .isZero();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static final String ROUTE = MODELINE + """
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters:
                    pipeline: p
                    set: 225
                    metadataPrefix: "{{format:marcxml}}"
                    withDeletedData: true
                    |
                  steps:
                    - to:
                        uri: kamelet:record-file-sink
                        parameters:
                          directory: out/p
                          |
                    - to: kamelet:record-file-sink?directory=out/q
                    - kamelet:
                        name: marc-to-json-action
            """;

    @Test
    void aCorrectRouteIsNotMarked() throws IOException {
        assertThat(server.marks(file(), ROUTE.replaceAll("\n +\\|", ""))).isEmpty();
    }

    @Test
    void theParametersOfTheKameletAreOffered() throws IOException {
        Path file = file();
        String text = opened(file, ROUTE, 0);

        assertThat(server.offers(file, lineOf(text), 13)).contains("overlap", "unchanged", "from", "schedule");
    }

    @Test
    void theParametersOfAnotherKameletAreNotOffered() throws IOException {
        Path file = file();
        String text = opened(file, ROUTE, 1);

        assertThat(server.offers(file, lineOf(text), 17))
                .contains("format", "pipeline")
                .doesNotContain("overlap", "topic");
    }

    @Test
    void aMisspeltParameterIsMarked() throws IOException {
        assertThat(server.marks(
                        file(), ROUTE.replaceFirst("\\|", "overlapp: 2m").replaceAll("\n +\\|", "")))
                .singleElement()
                .asString()
                .startsWith("11: ")
                .contains("overlapp");
    }

    @Test
    void aValueThatIsNotOneOfTheEnumIsMarked() throws IOException {
        assertThat(server.marks(
                        file(), ROUTE.replaceFirst("\\|", "unchanged: skp").replaceAll("\n +\\|", "")))
                .isNotEmpty()
                .allMatch(mark -> mark.startsWith("11: "));
    }

    @Test
    void theValuesOfAnEnumAreOffered() throws IOException {
        Path file = file();
        String text = opened(file, ROUTE.replaceFirst("\\|", "unchanged: |"), 0);

        assertThat(server.offers(file, lineOf(text), 24)).contains("skip", "deliver");
    }

    @Test
    void aMissingParameterIsMarked() throws IOException {
        assertThat(server.marks(file(), ROUTE.replaceAll("\n +\\|", "").replace("pipeline: p\n", "overlap: 2m\n")))
                .singleElement()
                .asString()
                .contains("pipeline");
    }

    @Test
    void aMisspeltStepOfCamelIsMarked() throws IOException {
        assertThat(server.marks(file(), ROUTE.replaceAll("\n +\\|", "").replace("- kamelet:", "- kamlet:")))
                .isNotEmpty();
    }

    @Test
    void sourcesAreOfferedAtTheBeginningOfARoute() throws IOException {
        Path file = file();
        String text = opened(file, MODELINE + "- route:\n    from:\n      uri: |\n      steps: []\n", 0);

        assertThat(server.offers(file, lineOf(text), 12))
                .contains("kamelet:libris-oaipmh-source")
                .doesNotContain("kamelet:record-file-sink");
    }

    @TestFactory
    Stream<DynamicTest> shippedRoutesAreNotMarked() throws IOException {
        List<Path> routes;
        try (Stream<Path> all = Files.list(Path.of("routes"))) {
            routes = all.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
        return routes.stream()
                .map(route -> dynamicTest(route.toString(), () -> {
                    String text = Files.readString(route);
                    assertThat(text).contains(MODELINE);
                    assertThat(server.marks(folder.resolve(route.toString()), text))
                            .isEmpty();
                    // Held against the schema, and not against none. One that begins by the clock has no source.
                    Assumptions.assumeTrue(text.contains("pipeline: "));
                    assertThat(server.marks(file(), text.replaceFirst("pipeline: ", "pipelin: ")))
                            .isNotEmpty();
                }));
    }

    @Test
    void theConfigurationIsOfferedAndMarked() throws IOException {
        Path file = folder.resolve("config/application.properties");
        List<String> marks = server.marks(file, """
                # yaml-language-server: $schema=../schema/configuration.schema.json
                http.contact: systems@library.example
                libris.client-secret.file: /run/secrets/libris
                log.level.team: debug
                camel.main.name: bus
                http.port: 8080
                htp.port: 8081
                http.prt: 8081
                libris.environment: nowhere
                """);

        assertThat(marks).hasSize(2);
        assertThat(marks.get(0)).startsWith("8: ").contains("http.prt");
        assertThat(marks.get(1)).startsWith("9: ");
        assertThat(server.offers(file, 10, 1)).contains("http.proxy", "libris-bib.enabled", "harvest.settle");
    }

    /** A file that the server has not seen. */
    private static Path file() {
        return folder.resolve("routes/" + files++ + ".camel.yaml");
    }

    /** Opens a text in which only this one of the cursors stays, and no character stands for it. */
    private static String opened(Path file, String text, int cursor) throws IOException {
        List<String> parts = new ArrayList<>(List.of(text.split("\\|", -1)));
        String before = String.join("", parts.subList(0, cursor + 1));
        String after = String.join("", parts.subList(cursor + 1, parts.size()));
        server.marks(file, before + after);
        return before;
    }

    private static int lineOf(String before) {
        return (int) before.chars().filter(c -> c == '\n').count() + 1;
    }
}
