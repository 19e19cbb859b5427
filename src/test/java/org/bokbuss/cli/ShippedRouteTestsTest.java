package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bokbuss.config.Finding;
import org.bokbuss.routetest.RouteTestFile;
import org.bokbuss.routetest.RouteTestResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests that the shipped routes ship with: they pass, and each fails when its route is broken. */
class ShippedRouteTestsTest {
    private static final Path ROUTES = Path.of("routes");

    /** What may happen to a route. */
    enum Break {
        /** A step stops all messages before they reach the sink. */
        SINK_UNREACHABLE(route -> route.replaceFirst("\n( +)steps:\n", "$0$1  - stop: {}\n")),
        SINK_REPLACED(route -> route.replaceFirst("(?s)(.*\n +)- to:.*", "$1- to: \"file:elsewhere\"\n")),
        SINK_MOVED(route -> route.replaceAll("(directory: out/|topic: |url: )\"?", "$0moved-")
                .replaceFirst("(sink\"\\s+parameters:\\s+pipeline: )", "$1moved-")
                .replace("sftp://localhost/", "sftp://localhost/moved-")
                .replace("moved-{{libris-postgresql.url", "{{libris-postgresql.url")
                .replaceFirst("\"jdbc:libris-postgresql\"\\s+parameters:\\s+\\w+: true", "\"file:moved\"")),
        /** The source brings something else, in a format of its own; what begins elsewhere begins at another place. */
        SOURCE_CHANGES_FORMAT(route -> route.replaceFirst(
                        "uri: \"kamelet:[\\w-]+-source\"(\\s+parameters:\\s+pipeline: \\S+)(\\s+#.*|\\s+\\w+: .*)*",
                        route.contains("nb-catalog-source")
                                ? "uri: \"kamelet:libris-sru-source\"$1\n        query: \"dc.language = sme\""
                                : "uri: \"kamelet:nb-catalog-source\"$1\n        query: \"x\"")
                .replace("from:\n      uri: \"file:", "from:\n      uri: \"file:other/")
                .replace("from:\n      uri: \"kafka:", "from:\n      uri: \"kafka:other-")),
        /** The last one alone is often the sink. */
        STEP_REMOVED(
                route -> route.replaceFirst("(?s)( +)- to:\\s+uri: .*?(?=\n +- (?:to|doTry)|$)", "$1- log: nothing"));

        private final UnaryOperator<String> change;

        Break(UnaryOperator<String> change) {
            this.change = change;
        }
    }

    @TempDir
    Path folder;

    private static List<Path> routes() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            // This one is given no records: it looks by the clock.
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !file.endsWith("quarantine-mail.camel.yaml"))
                    // It begins at a clock, and is given no records; ReadyPipelinesTest has its mail sent.
                    .filter(file -> !file.endsWith("quarantine-mail.camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static Options options(Path routes) {
        Options options = new Options();
        options.routes = routes;
        return options;
    }

    private static List<RouteTestResult> run(Path routes) {
        return new RouteTests(options(routes))
                .run(RouteTests.in(routes).stream().map(RouteTestFile::read).toList(), result -> {});
    }

    @Test
    void eachRouteHasItsTestsAndPassesThem() throws IOException {
        assertThat(routes()).hasSizeGreaterThan(10).allSatisfy(route -> assertThat(RouteTests.of(route))
                .exists());
        for (Path each : List.of(ROUTES, ROUTES.resolve("java"))) {
            assertThat(run(each)).isNotEmpty().allSatisfy(result -> assertThat(result.differences())
                    .as(result.test().place())
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRouteFailsThem(Break broken) throws IOException {
        for (Path route : routes()) {
            String text = Files.readString(route);
            String changed = broken.change.apply(text);
            assertThat(changed).as("%s of %s", broken, route).isNotEqualTo(text);
            Files.writeString(folder.resolve(route.getFileName()), changed);
            Files.copy(RouteTests.of(route), folder.resolve(RouteTests.of(route).getFileName()));
        }

        // What is seen to make no sense is told before any test is run.
        List<Path> refused = CamelRunner.routes(options(folder)).findings().stream()
                .filter(Finding::isError)
                .map(Finding::file)
                .distinct()
                .toList();
        for (Path file : refused) {
            Files.delete(file);
            Files.delete(RouteTests.of(file));
        }
        List<RouteTestResult> results = run(folder);

        for (Path route : routes()) {
            Path changed = folder.resolve(route.getFileName());
            if (!refused.contains(changed)) {
                assertThat(results).as("%s of %s", broken, route).anySatisfy(result -> {
                    assertThat(result.test().file()).isEqualTo(RouteTests.of(changed));
                    assertThat(result.differences()).isNotEmpty();
                });
            }
        }
        assertThat(refused).hasSizeLessThan(5);
    }
}
