package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XSearch and SRU as sources: all hits arrive, once, under their lasting ids; what cannot be harvested is named. */
class OldSearchesTest {
    @TempDir
    Path folder;

    private Workspace trip(Sandbox libris, String api, String parameters) {
        return new Workspace(folder, libris.baseUrl())
                .source("libris-" + api + "-source")
                .route(parameters);
    }

    private static List<String> bibs(Sandbox libris, String address) {
        return libris.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .map(e -> address.equals("http://libris.kb.se/bib/") ? address + e.controlNumber() : address + e.id())
                .toList();
    }

    private static void assertComplete(Workspace.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "xsearch, 'format: marcxml', application/marcxml+xml, http://libris.kb.se/bib/",
        "xsearch, 'format: mods', application/mods+xml, http://libris.kb.se/bib/",
        "xsearch, 'format: json, order: alphabetical', application/json, http://libris.kb.se/bib/",
        "sru, 'unchanged: skip', application/marcxml+xml, https://libris.kb.se/"
    })
    void everyHitArrivesOnce(String api, String parameters, String mediaType, String address) {
        try (Sandbox libris = Sandbox.with().bibs(60).pageSize(20).start()) {
            Workspace trip = trip(libris, api, "query: '*', " + parameters);

            assertComplete(trip.once());

            assertThat(trip.subjects())
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(bibs(libris, address));
            assertThat(trip.events())
                    .allSatisfy(event ->
                            assertThat(event.get("datacontenttype").asText()).isEqualTo(mediaType));
        }
    }

    @Test
    void theTimeIsThatOfField887() {
        try (Sandbox libris = Sandbox.with().bibs(20).start()) {
            Workspace trip = trip(libris, "sru", "query: '*'");

            assertComplete(trip.once());

            assertThat(trip.events()).allSatisfy(event -> {
                Entry bib = libris.catalogue().record(event.get("subject").asText());
                assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant())
                        .isEqualTo(bib.modified());
                assertThat(event.get("data").asText())
                        .startsWith("<record")
                        .contains(bib.controlNumber())
                        .doesNotContain("recordPacking");
            });
        }
    }

    @Test
    void theNextRunBringsWhatIsNewOrOther() {
        try (Sandbox libris = Sandbox.with().bibs(20).start()) {
            Workspace trip = trip(libris, "xsearch", "query: '*', format: json");
            assertComplete(trip.once());
            int before = trip.events().size();
            Entry bib = libris.catalogue().addBib();

            assertComplete(trip.once());

            assertThat(trip.subjects().subList(before, trip.subjects().size()))
                    .containsExactly("http://libris.kb.se/bib/" + bib.controlNumber());
        }
    }

    @Test
    void oneOrMoreIsAListWhereThatIsWanted() {
        try (Sandbox libris = Sandbox.with().bibs(40).start()) {
            Workspace asGiven = trip(libris, "xsearch", "query: '*', format: json");
            assertComplete(asGiven.once());
            assertThat(asGiven.events())
                    .anySatisfy(event ->
                            assertThat(event.at("/data/isbn").isTextual()).isTrue())
                    .anySatisfy(event ->
                            assertThat(event.at("/data/isbn").isArray()).isTrue());

            Workspace lists = new Workspace(folder.resolve("lists"), libris.baseUrl())
                    .source("libris-xsearch-source")
                    .route("query: '*', format: json, lists: true");
            assertComplete(lists.once());
            assertThat(lists.events()).hasSameSizeAs(asGiven.events()).allSatisfy(event -> {
                for (String field : List.of("creator", "isbn", "publisher", "date", "language")) {
                    JsonNode value = event.get("data").path(field);
                    assertThat(value.isMissingNode() || value.isArray())
                            .as(field)
                            .isTrue();
                }
                assertThat(event.at("/data/title").isTextual()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "xsearch, 'query: ''((('', format: marcxml', parse",
        "xsearch, 'query: ''((('', format: json', parse",
        "sru, 'query: ''(((''', Query syntax error"
    })
    void aQueryThatIsNotUnderstoodIsAMistake(String api, String parameters, String said) {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace.Result result = trip(libris, api, parameters).once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains(said, "correct", "(((");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xsearch", "sru"})
    void anEmptyQueryIsAMistakeBeforeAnythingIsAsked(String api) {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace.Result result = trip(libris, api, "query: ' '").once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("query");
            assertThat(libris.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xsearch", "sru"})
    void moreThanTheSearchShowsIsRefusedWithTheWayOut(String api) {
        try (Sandbox libris = Sandbox.with().bibs(10_800).start()) {
            Workspace trip = trip(libris, api, "query: '*'");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("no more than 10000", "libris-find-source");
            assertThat(trip.subjects()).isEmpty();
            assertThat(libris.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"xsearch, json", "xsearch, marcxml", "sru, ''"})
    void aBadHitIsSetAsideAndReplayed(String api, String format) {
        try (Sandbox libris = Sandbox.with().bibs(20).start()) {
            libris.faults().add("bad-utf8@1");
            Workspace trip = trip(libris, api, "query: '*'" + (format.isEmpty() ? "" : ", format: " + format));

            assertThat(trip.once().exit()).isEqualTo(3);
            assertThat(trip.run("quarantine", "list").out()).contains("UTF-8");
            // The bytes that were kept are still no UTF-8.
            Workspace.Result replayed = trip.run("quarantine", "replay", "p");
            assertThat(replayed.exit()).as(replayed.err()).isEqualTo(3);
        }
    }

    @Test
    void thereIsNoPastToBackfill() {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace.Result result = trip(libris, "xsearch", "query: '*'")
                    .run("backfill", "p", "--from", "2024-01-01", "--until", "2024-02-01");

            assertThat(result.exit()).isEqualTo(2);
        }
    }
}
