package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.Leases;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share a pipeline on one PostgreSQL: one falls silent in mid-harvest, the other goes on. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TakeoverIT {
    private static final int PAGES = 40;
    private static final int PAGE = 10;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private EmbeddedPostgres server;
    private Sandbox libris;
    private Node here;
    private Node there;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedPostgres.start();
        libris = Sandbox.with()
                .bibs(PAGES * PAGE)
                .pageSize(PAGE)
                .latency(Duration.ofMillis(100))
                .start();
        String state = server.getJdbcUrl("postgres", "postgres");
        here = seat("here", state);
        there = seat("there", state);
    }

    private Node seat(String name, String state) throws IOException {
        return Node.take(new PackagedProgram(
                        Files.createDirectories(folder.resolve(name)),
                        libris.baseUrl(),
                        "set: bib, metadataPrefix: jsonld, schedule: '0/2 * * * * ?'",
                        "cloudevents")
                .with("state.url", state));
    }

    @AfterEach
    void stop() throws IOException {
        here.process().destroyForcibly();
        there.process().destroyForcibly();
        libris.close();
        server.close();
    }

    @Test
    void aKilledOneIsFollowedAtOnce() throws Exception {
        try (State state = State.open(server.getJdbcUrl("postgres", "postgres"))) {
            Node first = inMidHarvest(state);
            Node second = first == here ? there : here;

            first.process().destroyForcibly().waitFor();

            await().atMost(SOON).until(() -> second.holds(state));
            assertAllArrive(state, first, second);
        }
    }

    @Test
    void aFrozenOneIsOvertakenAndWritesNothingWhenItWakes() throws Exception {
        try (State state = State.open(server.getJdbcUrl("postgres", "postgres"))) {
            Node first = inMidHarvest(state);
            Node second = first == here ? there : here;

            first.signal("STOP");
            int before = first.journey().files().size();
            await().atMost(Leases.TIME.plus(SOON)).until(() -> second.holds(state));
            await().atMost(Duration.ofMinutes(1)).until(() -> complete(state));
            var position = state.positions().of("p").orElseThrow().position();
            first.signal("CONT");

            await().atMost(SOON).until(() -> first.journey().said().contains("; stopped"));
            assertThat(first.journey().files()).hasSize(before);
            assertThat(state.positions().of("p").orElseThrow().position()).isAfterOrEqualTo(position);
            assertAllArrive(state, first, second);
        }
    }

    private Node inMidHarvest(State state) {
        await().atMost(Duration.ofMinutes(1)).until(() -> state.ledger()
                .unfinished("p", WindowKind.LIVE)
                .filter(row -> row.pages() >= 5)
                .isPresent());
        return here.holds(state) ? here : there;
    }

    private static boolean complete(State state) {
        return state.positions().of("p").orElseThrow().lastComplete() != null;
    }

    private void assertAllArrive(State state, Node first, Node second) {
        await().atMost(Duration.ofMinutes(1)).until(() -> complete(state));
        assertThat(first.delivered()).as("the first had begun").isNotEmpty();
        List<String> all = Stream.of(first, second)
                .flatMap(seat -> seat.delivered().stream())
                .map(Delivered::subject)
                .toList();
        assertThat(all.stream().distinct()).hasSize(PAGES * PAGE);
        assertThat(all).hasSizeLessThanOrEqualTo(PAGES * PAGE + PAGE);
    }
}
