package org.bokbuss.bibdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.bibdb.Library;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directory of libraries as a source, and one library by its sigel. */
class LibrariesTest {
    @TempDir
    Path folder;

    private Workspace trip(Sandbox bibdb, String parameters) {
        return new Workspace(folder, bibdb.baseUrl())
                .source("bibdb-libraries-source")
                .route(parameters);
    }

    private static void assertComplete(Workspace.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private static String subject(Library library) {
        return "https://libris.kb.se/library/"
                + URLEncoder.encode(library.sigel().replace(" ", ""), StandardCharsets.UTF_8);
    }

    private static List<String> all(Sandbox bibdb) {
        return bibdb.directory().libraries().map(LibrariesTest::subject).toList();
    }

    @Test
    void everyLibraryArrivesOnceAndClean() {
        try (Sandbox bibdb = Sandbox.with().libraries(250).start()) {
            Workspace trip = trip(bibdb, "level: full");

            assertComplete(trip.once());

            assertThat(trip.subjects()).containsExactlyElementsOf(all(bibdb));
            assertThat(trip.subjects()).contains("https://libris.kb.se/library/%C3%85l");
            List<JsonNode> events = trip.events();
            for (int i = 0; i < events.size(); i++) {
                JsonNode event = events.get(i);
                assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
                assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant())
                        .isEqualTo(bibdb.directory().libraries().toList().get(i).modified());
                assertClean(event.get("data"));
            }
            assertThat(events)
                    .anySatisfy(event ->
                            assertThat(event.at("/data/alive").asText()).isEqualTo("false"))
                    .anySatisfy(event ->
                            assertThat(event.path("coordinates").asText()).isEqualTo("swapped"))
                    .anySatisfy(event -> assertThat(event.at("/data/latitude").isMissingNode())
                            .isTrue());
        }
    }

    private static void assertClean(JsonNode library) {
        List<String> texts = new ArrayList<>();
        collect(library, texts);
        assertThat(texts)
                .allSatisfy(text ->
                        assertThat(text).isNotIn("", "http://", "true", "false").isEqualTo(text.strip()));
        assertThat(library.path("libris_reg").isBoolean()).isTrue();
        assertThat(library.has("latitude")).isEqualTo(library.has("longitude"));
        if (library.has("latitude")) {
            assertThat(library.get("latitude").isNumber()).isTrue();
            assertThat(library.get("latitude").asDouble()).isBetween(55.0, 70.0);
            assertThat(library.get("longitude").asDouble()).isBetween(10.0, 25.0);
        }
    }

    private static void collect(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        assertThat(node.isNull()).isFalse();
        node.forEach(each -> collect(each, texts));
    }

    @ParameterizedTest
    @CsvSource({"updated, updated, 1", "updatedDatum, updatedDatum, 2", "'', dump, 3"})
    void laterRunsAskWithTheNameOfTheDateThatWorks(String works, String lastAsked, int questions) {
        try (Sandbox bibdb = Sandbox.with().libraries(40).dateParameter(works).start()) {
            Workspace trip = trip(bibdb, "level: full")
                    .position("p", Instant.now().minus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
            bibdb.directory().update("Gbg");
            bibdb.directory().close("SEK", "S");

            Workspace.Result result = trip.once();

            assertComplete(result);
            assertThat(trip.subjects())
                    .contains("https://libris.kb.se/library/Gbg", "https://libris.kb.se/library/SEK");
            if (!works.isEmpty()) {
                assertThat(trip.subjects()).hasSizeLessThan(10);
            }
            List<Request> firsts = bibdb.requests().stream()
                    .filter(asked -> asked.target().contains("start=0"))
                    .toList();
            assertThat(firsts).hasSize(questions);
            assertThat(firsts.get(questions - 1).target()).contains("&" + lastAsked + "=");
            assertThat(result.err().contains("asking for all libraries")).isEqualTo(works.isEmpty());
        }
    }

    @Test
    void theDayBeforeTheWindowIsAskedForInSwedishTime() {
        try (Sandbox bibdb = Sandbox.with().libraries(10).start()) {
            // Two minutes before: 21:59Z, the 10th in Sweden.
            Workspace trip = trip(bibdb, "level: full").position("p", Instant.parse("2026-07-10T22:01:00Z"));
            assertComplete(trip.once());
            assertThat(bibdb.requests().get(0).target()).contains("updated=2026-07-09");
        }
        try (Sandbox bibdb = Sandbox.with().libraries(10).start()) {
            Workspace trip = new Workspace(folder.resolve("b"), bibdb.baseUrl())
                    .source("bibdb-libraries-source")
                    .route("overlap: 0s")
                    .position("p", Instant.parse("2026-07-10T22:01:00Z"));
            assertComplete(trip.once());
            assertThat(bibdb.requests().get(0).target()).contains("updated=2026-07-10");
        }
    }

    @Test
    void onlyWhatTheFilterLeaves() {
        try (Sandbox bibdb = Sandbox.with().libraries(100).start()) {
            Workspace trip = trip(bibdb, "level: brief, filter: 'library_type=folkbib&address.city=Stockholm'");

            assertComplete(trip.once());

            Set<String> fields = trip.events().stream()
                    .flatMap(event -> event.get("data").properties().stream())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            assertThat(trip.subjects()).hasSizeBetween(1, 30);
            assertThat(fields).contains("sigel", "name", "alive").doesNotContain("address", "organisation");
        }
    }

    @Test
    void aDirectoryWithoutLibrariesIsNoDirectory() {
        try (Sandbox bibdb = Sandbox.with().libraries(0).start()) {
            Workspace trip = trip(bibdb, "level: full").with("http.retry.max-attempts", "2");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.err()).contains("no libraries at all");
        }
    }

    @Test
    void wrongParametersAreNamed() {
        try (Sandbox bibdb = Sandbox.with().libraries(5).start()) {
            for (String parameters : List.of("level: all", "filter: folkbib", "filter: 'dump=true'")) {
                Workspace.Result result = trip(bibdb, parameters).once();

                assertThat(result.exit()).as(parameters).isEqualTo(2);
                assertThat(bibdb.requests()).isEmpty();
            }
        }
    }

    @Test
    void oneLibraryIsLookedUpByItsSigel() {
        // The directory does not know of the fourth library that holds something, Ål.
        try (Sandbox libris = Sandbox.with().bibs(40).libraries(3).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route(
                            "set: hold, metadataPrefix: jsonld, from: '2024-01-01'",
                            "- setProperty: { name: sigel, simple: \"${header.Bokbuss-sets.replaceAll('.*hold:', '')}\" }",
                            """
                            - to:
                                uri: kamelet:bibdb-lookup-action
                                parameters: { sigel: "${exchangeProperty.sigel}" }
                            """);

            assertComplete(trip.once());

            assertThat(trip.events())
                    .filteredOn(event -> event.get("type").asText().endsWith("changed"))
                    .extracting(event -> event.get("subject").asText().replaceFirst(".*/(?=library/)", "")
                            + event.at("/data/sigel").asText(" unknown"))
                    .contains("library/SS", "library/SEKSEK", "library/GbgGbg")
                    .anySatisfy(unknown -> assertThat(unknown)
                            .startsWith("https://libris.kb.se/")
                            .endsWith(" unknown"));
        }
    }

    @Test
    void anUnknownLibraryFailsWhereThatIsWanted() {
        try (Sandbox libris = Sandbox.with().bibs(4).libraries(4).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .with("deliver.retry.max-attempts", "1")
                    .route("set: bib", """
                            - to:
                                uri: kamelet:bibdb-lookup-action
                                parameters: { sigel: "Okänd", missing: fail }
                            """);

            assertThat(trip.once().exit()).isEqualTo(3);
            assertThat(trip.run("quarantine", "list").out()).contains("'Okänd' is unknown in bibdb");
        }
    }

    @Test
    void anOutageOfTheDirectoryIsNoFaultOfTheRecord() {
        try (Sandbox libris = Sandbox.with().bibs(4).libraries(4).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .with("bibdb.base-url", "http://127.0.0.1:1")
                    .with("http.retry.max-attempts", "1")
                    .route("set: bib", "- to: \"kamelet:bibdb-lookup-action?sigel=S\"");

            assertThat(trip.once().exit()).isEqualTo(4);
            assertThat(trip.run("quarantine", "list").out()).doesNotContain("libris.kb.se");
        }
    }
}
