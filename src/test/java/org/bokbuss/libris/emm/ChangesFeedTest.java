package org.bokbuss.libris.emm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of changes: what arrives, in which order, and what it costs. */
class ChangesFeedTest {
    /** Everything there is, be it of the current second. */
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;

    @BeforeEach
    void start() {
        start(Sandbox.with().bibs(80).pageSize(10));
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip() {
        return new Workspace(folder, libris.baseUrl())
                .source("libris-changes-source")
                .route("types: ''");
    }

    private void start(Sandbox.Builder sandbox) {
        libris = sandbox.start();
        trip = trip();
    }

    private Workspace.Result harvest(String parameters, Instant from, Instant until) {
        return trip.route(parameters).run("backfill", "p", "--from", from.toString(), "--until", until.toString());
    }

    /** Harvests all that happened since. */
    private List<JsonNode> since(Instant from, String parameters) {
        Workspace.Result result = harvest(parameters, from, LATER);
        assertThat(result.exit()).as(result.err()).isZero();
        return trip.events();
    }

    private List<Entry> entries(Predicate<Entry> wanted) {
        return libris.catalogue().entries().filter(wanted).toList();
    }

    private Entry living(Kind kind) {
        return entries(entry -> entry.kind() == kind && !entry.deleted()).get(0);
    }

    private long gets() {
        return libris.requests().stream()
                .filter(request -> !request.path().startsWith("/api/"))
                .count();
    }

    private static List<String> texts(List<JsonNode> events, String field) {
        return events.stream().map(event -> event.path(field).asText()).toList();
    }

    private static Instant time(JsonNode event) {
        return Instant.parse(event.get("time").asText());
    }

    @Test
    void everythingArrivesOnceTheOldestFirst() {
        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isZero();
        List<JsonNode> events = trip.events();
        assertThat(events).hasSize(libris.catalogue().entries().toList().size());
        assertThat(events).isSortedAccordingTo(Comparator.comparing(ChangesFeedTest::time));
        assertThat(texts(events, "subject"))
                .containsAll(entries(entry -> entry.kind() != Kind.TOPIC).stream()
                        .map(Entry::uri)
                        .toList())
                .anyMatch(subject -> subject.startsWith("https://id.kb.se/term/sao/"));
        assertThat(texts(events, "type")).contains("bokbuss.record.deleted", "bokbuss.record.changed");
        assertThat(texts(events, "datacontenttype")).containsOnly("application/activity+json");
    }

    @Test
    void aSecondRunBringsWhatHasHappenedSince() {
        assertThat(trip.position("p", Instant.now().minusSeconds(3600)).once().exit())
                .isZero();
        assertThat(trip.events()).isEmpty();
        Entry bib = living(Kind.BIB);
        libris.catalogue().update(bib.id());
        libris.catalogue().delete(bib.id());

        List<JsonNode> events = since(Instant.now().minusSeconds(60), "types: ''");

        assertThat(texts(events, "subject")).containsExactly(bib.uri(), bib.uri());
        assertThat(texts(events, "type")).containsExactly("bokbuss.record.changed", "bokbuss.record.deleted");
        assertThat(texts(events, "activity")).containsExactly("Update", "Delete");
        assertThat(events.get(1).at("/data/type").asText()).isEqualTo("Delete");
        assertThat(texts(events, "id")).doesNotHaveDuplicates();
        assertThat(since(Instant.now().minusSeconds(120), "types: ''")).hasSize(2);
    }

    @Test
    void whatIsDeliveredAgainOnPurposeStillComesOnceARun() {
        assertThat(harvest("unchanged: deliver", Instant.EPOCH, LATER).exit()).isZero();

        assertThat(texts(trip.events(), "subject"))
                .hasSize(libris.catalogue().entries().toList().size());
    }

    @Test
    void aBulkChangeOfManyAtOneMomentArrivesWhole() {
        List<String> ids = entries(entry -> entry.kind() == Kind.HOLDING).stream()
                .map(Entry::id)
                .toList();
        Instant before = Instant.now().minusSeconds(60);
        libris.catalogue().updateTogether(ids);
        Entry after = libris.catalogue().addBib();

        List<JsonNode> events = since(before, "types: ''");

        assertThat(texts(events, "subject"))
                .hasSize(ids.size() + 1)
                .doesNotHaveDuplicates()
                .endsWith(after.uri());
        assertThat(libris.requests().size()).isLessThan(10);
    }

    @Test
    void changesOfALibraryAreThoseOfItsHoldings() {
        List<JsonNode> events = since(Instant.EPOCH, "heldBy: 'Ål, Gbg'");

        assertThat(texts(events, "subject"))
                .containsExactlyInAnyOrderElementsOf(
                        entries(entry -> entry.kind() == Kind.HOLDING
                                        && List.of("Ål", "Gbg").contains(entry.sigel()))
                                .stream()
                                .map(Entry::uri)
                                .toList());
        assertThat(texts(events, "heldby"))
                .contains("https://libris.kb.se/library/Gbg", "https://libris.kb.se/library/%C3%85l");
        assertThat(texts(events, "type")).contains("bokbuss.record.deleted");
    }

    @ParameterizedTest
    @CsvSource({"kbv:Item, HOLDING", "Instance, BIB", "'Person  Topic', "})
    void onlyTheTypesAskedForCome(String types, Kind kind) {
        List<JsonNode> events = since(Instant.EPOCH, "types: '" + types + "'");

        assertThat(events)
                .hasSize(entries(entry -> kind == null
                                ? entry.kind() == Kind.PERSON || entry.kind() == Kind.TOPIC
                                : entry.kind() == kind)
                        .size());
    }

    @Test
    void whatCanNeverComeIsAMistake() {
        Workspace.Result result = trip.route("heldBy: S, types: Instance").once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("only holdings say who holds them");
        assertThat(libris.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-host@3", "same-token@3", "same-token*forever"})
    void linksAreTakenForTheirTimeAlone(String fault) {
        libris.faults().add(fault);

        List<JsonNode> events = since(Instant.EPOCH, "types: ''");

        assertThat(events).hasSize(libris.catalogue().entries().toList().size());
    }

    @Test
    void aWalkThatIsTooLongIsMadeInShorterWindows() {
        libris.close();
        start(Sandbox.with().bibs(1300).pageSize(10));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isZero();
        List<JsonNode> events = trip.events();
        assertThat(events).hasSize(libris.catalogue().entries().toList().size());
        assertThat(events).isSortedAccordingTo(Comparator.comparing(ChangesFeedTest::time));
        try (var state = trip.state()) {
            assertThat(state.ledger().of("p"))
                    .extracting(LedgerRow::state)
                    .contains(WindowState.NARROWED, WindowState.COMPLETE);
        }
    }

    // With the records

    @Test
    void theRecordComesAsItIsNowAndIsAskedForOnce() {
        Entry bib = living(Kind.BIB);
        Entry holding = living(Kind.HOLDING);
        Instant before = Instant.now().minusSeconds(60);
        for (int i = 0; i < 4; i++) {
            libris.catalogue().update(bib.id());
            libris.catalogue().touch(holding.id());
        }

        List<JsonNode> events = since(before, "fetch: true");

        assertThat(texts(events, "subject")).containsExactly(bib.uri(), holding.uri());
        assertThat(texts(events, "datacontenttype")).containsOnly("application/ld+json");
        assertThat(events.get(1).at("/data/@graph")).hasSize(2);
        assertThat(events.get(1).at("/data/@graph/1/itemOf/@id").asText())
                .isEqualTo("https://libris.kb.se/" + holding.itemOf() + "#it");
        assertThat(gets()).isEqualTo(2);
        assertThat(libris.requests()).noneMatch(request -> request.target().contains("%23"));
    }

    @Test
    void aRecordThatIsStillTheSameIsNotDeliveredAgain() {
        Entry bib = living(Kind.BIB);
        Instant before = Instant.now().minusSeconds(60);
        libris.catalogue().update(bib.id());
        assertThat(since(before, "fetch: true, types: Instance")).hasSize(1);

        assertThat(since(before.minusSeconds(1), "fetch: true, types: Instance"))
                .hasSize(1);
    }

    @Test
    void aDeletionNeedsNoQuestion() {
        Entry bib = living(Kind.BIB);
        Instant before = Instant.now().minusSeconds(60);
        libris.catalogue().update(bib.id());
        libris.catalogue().delete(bib.id());

        List<JsonNode> events = since(before, "fetch: true");

        assertThat(texts(events, "type")).containsExactly("bokbuss.record.deleted");
        assertThat(events.get(0).has("data")).isFalse();
        assertThat(gets()).isZero();
    }

    @Test
    void aRecordThatIsGoneByNowIsDeleted() {
        Entry bib = living(Kind.BIB);
        Instant before = Instant.now().minusSeconds(60);
        Instant changed = libris.catalogue().update(bib.id()).modified();
        libris.catalogue().delete(bib.id());

        assertThat(harvest("fetch: true", before, changed).exit()).isZero();

        assertThat(texts(trip.events(), "type")).containsExactly("bokbuss.record.deleted");
        assertThat(gets()).isEqualTo(1);
    }

    @Test
    void aRecordThatLibrisDoesNotKnowIsSetAsideAndCanBeReplayed() {
        Instant before = Instant.now().minusSeconds(60);
        Entry bib = libris.catalogue().addBib();
        libris.faults().add("404@900");

        Workspace.Result result = harvest("fetch: true", before, LATER);

        assertThat(result.exit()).isEqualTo(3);
        assertThat(trip.run("quarantine", "list").out()).contains("does not know the record");
        assertThat(trip.run("quarantine", "replay", "p").exit()).isZero();
        assertThat(trip.subjects()).containsExactly(bib.uri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"503@900", "html@900", "empty@900", "cut@900", "reset@900", "429=1@900"})
    void aRecordThatComesBadlyIsAskedForAgain(String fault) {
        Instant before = Instant.now().minusSeconds(60);
        for (int i = 0; i < 20; i++) {
            libris.catalogue().addBib();
        }
        libris.faults().add(fault);

        assertThat(since(before, "fetch: true")).hasSize(20);
        assertThat(libris.faults().remaining()).isEmpty();
    }

    @Test
    void whatHasNoRecordInLibrisComesAsItsActivity() {
        Entry topic = living(Kind.TOPIC);
        Instant before = Instant.now().minusSeconds(60);
        libris.catalogue().update(topic.id());

        List<JsonNode> events = since(before, "fetch: true");

        assertThat(texts(events, "datacontenttype")).containsExactly("application/activity+json");
        assertThat(events.get(0).get("subject").asText()).startsWith("https://id.kb.se/term/sao/");
        assertThat(gets()).isZero();
    }
}
