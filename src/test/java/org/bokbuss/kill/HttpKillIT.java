package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bokbuss.receivers.OpenSearch;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program fills a real search engine by {@code _bulk}; now the one is killed at an arbitrary moment, now the
 * other, and started again: in the end the index is the catalogue, deletions too.
 */
class HttpKillIT {
    private static final int PAGE = 50;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLost() throws Exception {
        killAndComplete(6);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInManyKills() throws Exception {
        killAndComplete(100);
    }

    private void killAndComplete(int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (OpenSearch search = OpenSearch.start(Files.createDirectory(folder.resolve("search")));
                Sandbox libris = Sandbox.with()
                        .bibs(400)
                        .pageSize(PAGE)
                        .latency(Duration.ofMillis(20))
                        .start()) {
            PackagedProgram program = new PackagedProgram(
                            Files.createDirectory(folder.resolve("home")), libris.baseUrl(), "set: bib", "cloudevents")
                    .route(
                            "libris-oaipmh-source",
                            "set: bib, metadataPrefix: jsonld",
                            "record-http-sink",
                            "url: '" + search.address() + "/bibs/_bulk', body: bulk, batch: 8");
            Cataloguers cataloguers = new Cataloguers(libris.catalogue(), seed);
            Random chance = new Random(seed);
            int killed = 0;
            int searchKilled = 0;
            while (killed + searchKilled < kills) {
                cataloguers.change(2 * PAGE);
                Process run = program.start("once", "p");
                int moment = libris.requests().size() + 2 + chance.nextInt(5);
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> libris.requests().size() >= moment || !run.isAlive());
                if (chance.nextInt(3) > 0) {
                    killed += run.destroyForcibly().waitFor() == 128 + 9 ? 1 : 0;
                } else {
                    search.kill();
                    search.start();
                    searchKilled++;
                    assertThat(run.waitFor(2, TimeUnit.MINUTES))
                            .as(program.said())
                            .isTrue();
                    // One that comes back too late for this run is there for the next.
                    assertThat(run.exitValue()).as(program.said()).isIn(0, 4);
                }
            }
            Instant last = cataloguers.change(PAGE);
            // Windows end on whole seconds: the last change is in one once its second is over.
            await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(last));
            assertThat(program.once(120)).as(program.said()).isZero();

            compare(search.documents("bibs"), libris);
            System.out.printf("kill: _bulk, %d kills of the program, %d of the receiver%n", killed, searchKilled);
        }
    }

    private static void compare(Map<String, JsonNode> documents, Sandbox libris) {
        List<Entry> wrong = libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB)
                .filter(entry -> entry.deleted() == documents.containsKey(entry.uri())
                        || !entry.deleted() && !isThisVersion(entry, documents.get(entry.uri())))
                .toList();
        assertThat(wrong)
                .as("records that are not in the index as they are in the catalogue")
                .isEmpty();
    }

    private static boolean isThisVersion(Entry entry, JsonNode document) {
        return Instant.parse(document.at("/@graph/0/modified").asText())
                .truncatedTo(ChronoUnit.SECONDS)
                .equals(Instant.parse(entry.datestamp()).truncatedTo(ChronoUnit.SECONDS));
    }
}
