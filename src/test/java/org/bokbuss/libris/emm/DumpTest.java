package org.bokbuss.libris.emm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps: what arrives, and what becomes of one that is made anew. */
class DumpTest {
    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(80).pageSize(10).start();
        trip = new Workspace(folder, libris.baseUrl())
                .source("libris-dump-source")
                .route("selection: 'type:Instance'", FailingStep.STEP);
        FailingStep.at(call -> null);
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private List<String> living(Predicate<Entry> wanted) {
        return libris.catalogue()
                .entries()
                .filter(entry -> !entry.deleted())
                .filter(wanted)
                .map(Entry::uri)
                .toList();
    }

    private List<JsonNode> load() {
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.err()).isZero();
        return trip.events();
    }

    @Test
    void everyLivingRecordArrives() {
        List<JsonNode> events = load();

        assertThat(trip.subjects()).containsExactlyInAnyOrderElementsOf(living(entry -> entry.kind() == Kind.BIB));
        assertThat(events)
                .allMatch(event -> event.get("datacontenttype").asText().equals("application/ld+json"))
                .allMatch(event -> event.at("/data/@graph/0/@id").equals(event.get("subject")))
                .allMatch(event -> event.get("time").asText().matches("\\d{4}-.*T\\d\\d:\\d\\d:\\d\\d.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "Ål", "%C3%85l"})
    void allThatALibraryHoldsArrivesWithItsBibs(String sigel) {
        trip.route("selection: 'itemAndInstance:" + sigel + "'");

        List<JsonNode> events = load();

        assertThat(trip.subjects())
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(living(
                        entry -> entry.kind() == Kind.HOLDING && entry.sigel().equals(sigel.equals("S") ? "S" : "Ål")));
        assertThat(events)
                .allMatch(event ->
                        event.at("/data/@graph/1/itemOf/meta/@id").asText().startsWith("https://libris.kb.se/"));
    }

    @Test
    void aLaterLoadBringsOnlyWhatDiffers() {
        int all = load().size();
        Entry bib = libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .findFirst()
                .orElseThrow();
        libris.catalogue().update(bib.id());

        List<JsonNode> events = load();

        assertThat(events).hasSize(all + 1);
        assertThat(events.get(all).get("subject").asText()).isEqualTo(bib.uri());
    }

    @Test
    void aDumpMadeAnewIsReadFromItsStart() {
        libris.faults().add("new-dump@4");

        load();

        assertThat(trip.subjects())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(living(entry -> entry.kind() == Kind.BIB));
        assertThat(libris.requests().stream().filter(request -> request.target().endsWith("offset=0")))
                .hasSize(2);
    }

    @Test
    void aDumpMadeAnewBetweenTwoRunsIsReadFromItsStartToo() {
        FailingStep.at(call -> call == 35 ? FailingStep.outage() : call > 35 ? FailingStep.outage() : null);
        assertThat(trip.once().exit()).isEqualTo(4);
        assertThat(trip.subjects()).isNotEmpty();
        FailingStep.at(call -> null);
        Entry added = libris.catalogue().addBib();
        libris.faults().add("new-dump@4");
        int before = libris.requests().size();

        load();

        assertThat(trip.subjects()).contains(added.uri()).doesNotHaveDuplicates();
        assertThat(libris.requests().get(before).target()).doesNotEndWith("offset=0");
        assertThat(libris.requests().get(before + 1).target()).endsWith("offset=0");
    }

    @Test
    void anInterruptedLoadGoesOnWhereItStood() {
        FailingStep.at(call -> call >= 35 ? FailingStep.outage() : null);
        assertThat(trip.once().exit()).isEqualTo(4);
        FailingStep.at(call -> null);
        int before = libris.requests().size();

        load();

        assertThat(libris.requests().get(before).target()).endsWith("offset=30");
        Set<String> expected = new TreeSet<>(living(entry -> entry.kind() == Kind.BIB));
        assertThat(trip.subjects()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void anEmptyDumpIsComplete() {
        trip.route("selection: 'itemAndInstance:Finnsinte'");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("has no records: is it spelt right?");
        assertThat(trip.events()).isEmpty();
        try (var state = trip.state()) {
            assertThat(state.ledger().of("p")).extracting(LedgerRow::state).containsExactly(WindowState.COMPLETE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "type:", "itemAndInstance:", "bib:S"})
    void aSelectionThatLibrisHasNotIsAMistake(String selection) {
        Workspace.Result result = trip.route("selection: '" + selection + "'").once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("itemAndInstance:SIGEL");
        assertThat(libris.requests()).isEmpty();
    }
}
