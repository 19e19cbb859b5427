package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Harvests recorded searches of a real Libris XL; what is delivered is what stands in them. Runs where the recordings
 * are; {@code -Dbokbuss.recordings=…} says where.
 */
@Tag("long")
class RecordedSearchesTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"));

    @TempDir
    Path folder;

    @BeforeEach
    void recordingsAreHere() {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
    }

    private Workspace trip(Sandbox libris, String api, String parameters) {
        return new Workspace(folder, libris.baseUrl())
                .source("libris-" + api + "-source")
                .route(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "04", "06", "07", "08", "17", "19", "22", "25", "27"})
    void hitsOfFind(String number) throws IOException {
        String query = Arrays.stream(read(number, ".request.txt")
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .split("[ ?]")[2]
                        .split("&"))
                .filter(parameter -> !parameter.startsWith("_limit"))
                .collect(Collectors.joining("&"));
        List<JsonNode> recorded = new ArrayList<>();
        new ObjectMapper().readTree(read(number, ".response.body")).get("items").forEach(recorded::add);
        try (Sandbox libris = Sandbox.with().replay(RECORDINGS).start()) {
            Workspace trip = trip(
                    libris,
                    "find",
                    "query: '%s', modifiedSince: %s".formatted(query, !query.contains("-meta.modified")));

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.events()).extracting(event -> event.get("data")).containsExactlyElementsOf(recorded);
            assertThat(trip.subjects())
                    .containsExactlyElementsOf(recorded.stream()
                            .map(item -> item.at("/meta/@id").asText())
                            .toList());
        }
    }

    private static String read(String number, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(RECORDINGS.resolve("find"))) {
            return Files.readString(
                    files.filter(file -> file.getFileName().toString().startsWith(number + "-"))
                            .filter(file -> file.toString().endsWith(suffix))
                            .findFirst()
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"marcxml", "json", "mods"})
    void hitsOfXSearch(String format) {
        try (Sandbox libris = Sandbox.with().replay(RECORDINGS).start()) {
            Workspace trip = trip(libris, "xsearch", "query: 'isbn:9789100002791', format: " + format);

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.subjects()).containsExactly("http://libris.kb.se/bib/j6j492crgcrpqwsw");
        }
    }

    @ParameterizedTest
    @CsvSource({"xsearch, 'query: zzzqqq, format: json', 0", "sru, 'query: zzzqqq', 0", "sru, 'query: (((', 2"})
    void answersWithoutHits(String api, String parameters, int exit) {
        try (Sandbox libris = Sandbox.with().replay(RECORDINGS).start()) {
            Workspace trip = trip(libris, api, parameters);

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(exit);
            assertThat(trip.events()).isEmpty();
        }
    }
}
