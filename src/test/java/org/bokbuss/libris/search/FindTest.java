package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches in Libris as a source: every hit arrives, once, and what changed since. */
class FindTest {
    @TempDir
    Path folder;

    private Workspace trip(Sandbox libris, String parameters) {
        return new Workspace(folder, libris.baseUrl())
                .source("libris-find-source")
                .route(parameters);
    }

    private static Set<String> living(Sandbox libris, Predicate<Entry> wanted) {
        return libris.catalogue()
                .entries()
                .filter(e -> !e.deleted())
                .filter(wanted)
                .map(Entry::uri)
                .collect(Collectors.toSet());
    }

    private static Set<String> bibs(Sandbox libris) {
        return living(libris, e -> e.kind() == Kind.BIB);
    }

    private static void assertComplete(Workspace.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    @Test
    void everyHitArrivesOnce() {
        try (Sandbox libris = Sandbox.with().bibs(60).pageSize(10).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance'");

            assertComplete(trip.once());

            assertThat(trip.subjects()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(bibs(libris));
            assertThat(trip.events()).allSatisfy(event -> {
                Entry bib = libris.catalogue().record(event.get("subject").asText());
                assertThat(event.get("type").asText()).isEqualTo("bokbuss.record.changed");
                assertThat(event.get("datacontenttype").asText()).isEqualTo("application/ld+json");
                assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant())
                        .isEqualTo(bib.modified());
                assertThat(event.at("/data/@id").asText()).isEqualTo(bib.thing());
            });
        }
    }

    @Test
    void theHoldingsOfALibraryWhoseSigelHasToBeEscaped() {
        try (Sandbox libris = Sandbox.with().bibs(60).start()) {
            Workspace trip = trip(libris, "query: '@type=Item&heldBy.@id=https://libris.kb.se/library/%25C3%2585l'");

            assertComplete(trip.once());

            assertThat(trip.subjects())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(living(
                            libris, e -> e.kind() == Kind.HOLDING && e.sigel().equals("Ål")));
        }
    }

    @Test
    void wordsAreLookedFor() {
        try (Sandbox libris = Sandbox.with().bibs(60).start()) {
            Workspace trip = trip(libris, "query: 'Fyrvaktaren | bröd*'");

            assertComplete(trip.once());

            assertThat(trip.events()).isNotEmpty().allSatisfy(event -> assertThat(event.toString())
                    .containsPattern("Fyrvaktaren|(?i)bröd"));
        }
    }

    @Test
    void laterRunsBringWhatChangedAndNoWordOfDeletions() {
        try (Sandbox libris = Sandbox.with().bibs(40).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance'");
            assertComplete(trip.once());
            List<String> bibs = bibs(libris).stream().sorted().toList();
            libris.catalogue().update(bibs.get(3));
            libris.catalogue().delete(bibs.get(4));
            String added = libris.catalogue().addBib().uri();
            int before = trip.events().size();
            waitForTheNextSecond();
            waitForTheNextSecond();

            assertComplete(trip.once());

            List<JsonNode> events = trip.events();
            assertThat(events.subList(before, events.size()))
                    .extracting(event -> event.get("subject").asText())
                    .containsExactlyInAnyOrder(bibs.get(3), added);
            String asked = libris.requests().get(libris.requests().size() - 1).target();
            assertThat(asked).contains("min-meta.modified=", "max-meta.modified=");
        }
    }

    /** A search ends with the second before the run. */
    private static void waitForTheNextSecond() {
        long now = Instant.now().getEpochSecond();
        while (Instant.now().getEpochSecond() == now) {
            Thread.onSpinWait();
        }
    }

    @Test
    void moreThanASearchShowsIsHarvestedInSlices() {
        try (Sandbox libris =
                Sandbox.with().bibs(1200).pageSize(100).mostHits(600).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance'");

            assertComplete(trip.once());

            assertThat(trip.subjects()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(bibs(libris));
            assertThat(trip.run("ledger", "p").out()).contains("narrowed");
        }
    }

    @Test
    void moreThanASearchShowsIsRefusedWhereItCannotBeSliced() {
        try (Sandbox libris =
                Sandbox.with().bibs(600).pageSize(100).mostHits(400).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance', modifiedSince: false");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("the search shows no more than 400", "set modifiedSince to true");
            assertThat(trip.subjects()).isEmpty();
        }
    }

    @Test
    void allHitsAtEveryRunWhereThatIsWanted() {
        try (Sandbox libris = Sandbox.with().bibs(20).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance', modifiedSince: false, unchanged: deliver");
            assertComplete(trip.once());
            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(2 * bibs(libris).size());
        }
    }

    @Test
    void nothingOlderThanADateIsBrought() {
        try (Sandbox libris = Sandbox.with().bibs(60).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance', modifiedSince: '2022-07-01T00:00:00Z'");

            assertComplete(trip.once());

            Instant since = Instant.parse("2022-07-01T00:00:00Z");
            assertThat(trip.subjects())
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(living(
                            libris, e -> e.kind() == Kind.BIB && !e.modified().isBefore(since)));
        }
    }

    @Test
    void aRecordThatChangesInMidHarvestPushesNoOtherOutOfIt() {
        try (Sandbox libris = Sandbox.with().bibs(100).pageSize(10).start()) {
            List<String> before = libris.catalogue()
                    .entries()
                    .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                    .sorted(Comparator.comparing(Entry::modified))
                    .map(Entry::uri)
                    .toList();
            // Those that came on the first page leave the window while the third is on its way.
            FailingStep.at(call -> {
                if (call == 15 || call == 16) {
                    libris.catalogue().update(before.get(call - 15));
                }
                return null;
            });
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .source("libris-find-source")
                    .route("query: '@type=Instance'", FailingStep.STEP);

            assertComplete(trip.once());

            assertThat(trip.subjects()).containsAll(before);
        }
    }

    @Test
    void requestsGoToTheConfiguredHostAlone() {
        try (Sandbox libris = Sandbox.with().bibs(40).pageSize(10).start()) {
            libris.faults().add("elsewhere@1*");
            Workspace trip = trip(libris, "query: '@type=Instance'");

            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(bibs(libris).size());
        }
    }

    @Test
    void aQuestionThatLibrisRefusesIsAMistakeInItsOwnWords() {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace trip = trip(libris, "query: '@type=Instance&min-meta.created=2024-13'");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("Invalid query, please check the documentation", "correct the query");
        }
    }

    @Test
    void whatTheSourceAsksItselfIsNotForTheQuery() {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            for (String query : List.of("q=a&_limit=9", "_q=a", "q=a&min-meta.modified=2024")) {
                Workspace.Result result = trip(libris, "query: '" + query + "'").once();

                assertThat(result.exit()).as(query).isEqualTo(2);
                assertThat(result.err()).contains("query: ");
            }
            assertThat(libris.requests()).isEmpty();
        }
    }

    @Test
    void aBadHitIsSetAsideAndReplayed() {
        try (Sandbox libris = Sandbox.with().bibs(20).start()) {
            libris.faults().add("bad-utf8@1");
            Workspace trip = trip(libris, "query: '@type=Instance'");

            assertThat(trip.once().exit()).isEqualTo(3);
            assertThat(trip.run("quarantine", "list").out()).contains("not UTF-8");
            assertThat(trip.run("quarantine", "replay", "p").exit()).isEqualTo(3);
        }
    }

    @Test
    void checkAsksTheQuestion() {
        try (Sandbox libris = Sandbox.with().bibs(600).mostHits(400).start()) {
            assertComplete(trip(libris, "query: '@type=Instance'").run("check"));
        }
    }
}
