package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.libris.Generation;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Libris that answers with one long list: what does not end in time is asked for in shorter windows. */
class NarrowingTest {
    @TempDir
    Path folder;

    private List<LedgerRow> ledger(Workspace trip) {
        try (var state = trip.state()) {
            return state.ledger().of("p");
        }
    }

    @Test
    void anAnswerWithoutEndIsAskedForInShorterWindows() {
        try (Sandbox libris = Sandbox.with()
                .bibs(600)
                .generation(Generation.STREAM)
                .fault("slow=40*forever")
                .start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .with("harvest.answer-time", "1s")
                    .route("set: bib, metadataPrefix: jsonld, from: '2018-06-01'");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.subjects()).hasSize(600).doesNotHaveDuplicates();
            List<LedgerRow> windows = ledger(trip);
            assertThat(windows)
                    .extracting(LedgerRow::state)
                    .contains(WindowState.NARROWED)
                    .containsOnly(WindowState.NARROWED, WindowState.COMPLETE);
            assertThat(windows.stream().filter(row -> row.state() == WindowState.COMPLETE))
                    .hasSizeGreaterThan(1);
            assertThat(trip.run("ledger", "p").out()).doesNotContain("hole");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut@1", "reset@1", "chunk-cut@1"})
    void anAnswerThatBreaksOffCostsOneRequest(String fault) {
        try (Sandbox libris = Sandbox.with()
                .bibs(300)
                .generation(Generation.STREAM)
                .fault(fault)
                .start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib, metadataPrefix: jsonld, from: '2018-06-01'");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.subjects()).hasSize(300).doesNotHaveDuplicates();
            assertThat(libris.requests()).hasSize(2);
            assertThat(result.err()).contains("retrying").doesNotContain("Failure");
            assertThat(ledger(trip)).extracting(LedgerRow::state).containsExactly(WindowState.COMPLETE);
        }
    }
}
