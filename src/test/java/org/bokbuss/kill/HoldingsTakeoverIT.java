package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Title;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.Leases;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes write holdings into Libris; the one at work is frozen, and wakes when the other has done it all. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class HoldingsTakeoverIT {
    private static final int TITLES = 120;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private EmbeddedPostgres server;
    private Sandbox sandbox;
    private Node here;
    private Node there;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedPostgres.start();
        sandbox = Sandbox.with()
                .bibs(2 * TITLES)
                .titles(TITLES)
                .latency(Duration.ofMillis(50))
                .start();
        List<Title> titles = sandbox.boknett().titles().toList();
        for (int i = 0; i < titles.size(); i++) {
            giveIsbn(bibs().get(i), titles.get(i).isbn());
        }
        here = seat("here");
        there = seat("there");
    }

    private Node seat(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        PackagedProgram journey = new PackagedProgram(
                        own,
                        sandbox.baseUrl(),
                        "boknett-inventory-source",
                        "format: json, schedule: '0/2 * * * * ?'",
                        "cloudevents")
                .with("state.url", server.getJdbcUrl("postgres", "postgres"))
                .with("libris.write.enabled", "true")
                .with("libris.write.per-second", "0");
        sandbox.boknettSettings().forEach(journey::with);
        sandbox.librisSettings().forEach(journey::with);
        String route = Files.readString(own.resolve("routes/p.camel.yaml"));
        Files.writeString(own.resolve("routes/p.camel.yaml"), route.substring(0, route.indexOf("- to:")) + """
                        - to: { uri: 'kamelet:inventory-to-holding-action' }
                                - to: { uri: 'kamelet:libris-holdings-sink', parameters: { pipeline: p } }
                        """);
        return Node.take(journey);
    }

    private List<Entry> bibs() {
        return sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .toList();
    }

    private void giveIsbn(Entry bib, String isbn) {
        sandbox.writing().edit(bib.id(), document -> {
            ObjectNode thing = (ObjectNode) document.at("/@graph/1");
            thing.putArray("identifiedBy").addObject().put("@type", "ISBN").put("value", isbn);
            return document;
        });
    }

    @AfterEach
    void stop() throws IOException {
        here.process().destroyForcibly();
        there.process().destroyForcibly();
        sandbox.close();
        server.close();
    }

    private long stored() {
        return sandbox.writing().received().stream()
                .filter(write -> write.status() == 201 || write.status() == 204)
                .count();
    }

    @Test
    void aFrozenOneStoresNothingWhenItWakes() throws Exception {
        try (State state = State.open(server.getJdbcUrl("postgres", "postgres"))) {
            await().atMost(Duration.ofMinutes(1)).until(() -> stored() >= 10);
            Node first = here.holds(state) ? here : there;
            Node second = first == here ? there : here;

            first.signal("STOP");
            await().atMost(Leases.TIME.plus(SOON)).until(() -> second.holds(state));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> state.positions().of("p").orElseThrow().lastComplete() != null);
            long stored = stored();
            first.signal("CONT");
            await().atMost(SOON).until(() -> first.journey().said().contains("; stopped"));

            assertThat(stored()).isEqualTo(stored);
            assertEachTitleHasItsHolding();
        }
    }

    private void assertEachTitleHasItsHolding() {
        List<Title> titles = sandbox.boknett().titles().toList();
        for (int i = 0; i < titles.size(); i++) {
            Title title = titles.get(i);
            boolean sellable = title.published() && title.access() && title.deleted() == null;
            assertThat(sandbox.catalogue().holdings(bibs().get(i)))
                    .filteredOn(holding -> holding.sigel().equals("S"))
                    .as(title.isbn())
                    .hasSize(sellable ? 1 : 0);
        }
    }
}
