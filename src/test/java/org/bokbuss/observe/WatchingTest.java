package org.bokbuss.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Visitor;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running process is looked at over HTTP. */
class WatchingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void metricsAgreeWithTheLedgerAndHealthWithTheState() throws Exception {
        try (Sandbox libris = Sandbox.with()
                .bibs(60)
                .pageSize(10)
                .fault("503=0@2")
                .fault("bad-record@3")
                .start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib");
            Visitor visitor = Visitor.of(trip);
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"));
                    State state = trip.state()) {
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") == 1);

                assertThat(visitor.metric("records_total"))
                        .isEqualTo(sum(state, LedgerRow::records))
                        .isEqualTo(trip.events().size())
                        .isPositive();
                assertThat(visitor.metric("deletions_total"))
                        .isEqualTo(sum(state, LedgerRow::deletions))
                        .isPositive();
                assertThat(visitor.metric("pages_total"))
                        .isEqualTo(sum(state, LedgerRow::pages))
                        .isGreaterThan(2);
                assertThat(visitor.metric("quarantined_total")).isEqualTo(sum(state, LedgerRow::setAside));
                assertThat(visitor.metric("retries_total")).isEqualTo(1);
                assertThat(visitor.metric("bytes_total")).isGreaterThan(10_000);
                assertThat(visitor.metric("running")).isZero();
                // The state is looked at once a second.
                double complete =
                        state.positions().of("p").orElseThrow().lastComplete().getEpochSecond();
                await().atMost(PATIENCE).until(() -> visitor.metric("last_complete_timestamp_seconds") == complete);
                assertThat(visitor.metric("seconds_behind")).isBetween(0.0, 120.0);
                assertThat(visitor.metric("quarantine")).isEqualTo(1);
                assertThat(visitor.text("/observe/metrics")).contains("camel_exchanges_total", "jvm_memory_used_bytes");

                assertThat(visitor.status("/observe/health")).isEqualTo(200);
                assertThat(visitor.check("pipeline:p").toString())
                        .contains("complete ", " s ago; position 20", "1 quarantined");
                assertThat(visitor.status("/observe/health/live")).isEqualTo(200);
                assertThat(visitor.status("/observe/health/ready")).isEqualTo(200);

                trip.sql("alter table pipeline rename to pipeline_gone");
                await().atMost(PATIENCE).until(() -> visitor.status("/observe/health/ready") == 503);

                assertThat(visitor.text("/observe/health/ready")).contains("no such table");
                assertThat(visitor.status("/observe/health/live")).isEqualTo(200);
                assertThat(program.err()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void whatAnotherProcessHarvestsCountsByTheSharedState() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace trip =
                    new Workspace(folder, libris.baseUrl()).route("set: bib").with("p.max-age", "1h");
            Visitor visitor = Visitor.of(trip);
            try (State state = trip.state()) {
                var lease = state.leases().acquire("p").orElseThrow();
                state.positions().number("p");
                trip.sql(
                        "update pipeline set last_complete = '2020-01-01T00:00:00Z', last_error = 'the source is away'");
                try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                    await().atMost(PATIENCE).until(() -> visitor.status("/observe/health") == 503);
                    await().atMost(PATIENCE).until(() -> visitor.status("/observe/health/ready") == 200);

                    assertThat(visitor.check("pipeline:p").toString())
                            .contains("DOWN", "more than the 3600 s that it may be", "last error: the source is away");
                    assertThat(visitor.status("/observe/health/live")).isEqualTo(200);

                    state.positions().completed(lease, "p");

                    await().atMost(PATIENCE).until(() -> visitor.status("/observe/health") == 200);
                    assertThat(visitor.metric("records_total")).isZero();
                    assertThat(libris.requests()).isEmpty();
                    assertThat(program.err()).doesNotContain("\tat ");
                }
            }
        }
    }

    @Test
    void aPortThatIsTakenIsAMistake() throws Exception {
        Workspace trip = new Workspace(folder, URI.create("http://127.0.0.1:1")).route("set: bib");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Workspace.Result result = trip.with("run", "http.port", String.valueOf(other.getLocalPort()));

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.complaints())
                    .containsExactly(
                            "http.port: port " + other.getLocalPort() + " of 127.0.0.1 cannot be opened"
                                    + " (Address already in use); give another http.port or http.host, or http.port=0 for none");
        }
        assertThat(trip.with("run", "p.max-age", "soon").complaints())
                .containsExactly("p.max-age=soon is not a duration; write it like 30s, 2m or 1h30m");
    }

    private static double sum(State state, ToLongFunction<LedgerRow> figure) {
        return state.ledger().of("p").stream().mapToLong(figure).sum();
    }
}
