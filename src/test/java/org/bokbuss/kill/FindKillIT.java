package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A search is harvested, killed at arbitrary moments and started again, while what it finds changes, vanishes and moves
 * between its pages: every record that lives arrives as it now stands, and a kill repeats a page at most.
 */
@Tag("long")
class FindKillIT {
    private static final int PAGE = 100;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{1} kills")
    @CsvSource("1000, 8")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLost(int bibs, int kills) throws Exception {
        killAndComplete(bibs, kills);
    }

    @ParameterizedTest(name = "{1} kills")
    @CsvSource("3000, 100")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInAHundredKills(int bibs, int kills) throws Exception {
        killAndComplete(bibs, kills);
    }

    private void killAndComplete(int bibs, int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (Sandbox libris = Sandbox.with()
                .bibs(bibs)
                .pageSize(PAGE)
                // Fewer than there are: windows have to be narrowed.
                .mostHits(bibs + bibs / 2)
                .latency(Duration.ofMillis(20))
                .start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "libris-find-source", "query: '*'", "cloudevents");
            Cataloguers cataloguers = new Cataloguers(libris.catalogue(), seed);
            Random chance = new Random(seed);
            int killed = 0;
            while (killed < kills) {
                cataloguers.change(2 * PAGE);
                killed += killAtSomeMoment(journey.start("once", "p"), journey, libris, cataloguers, chance) ? 1 : 0;
            }
            Instant lastChange = cataloguers.change(PAGE);
            // A search ends with the second before the run.
            await().until(() -> Instant.now().isAfter(lastChange.plusSeconds(2)));
            assertThat(journey.once(120)).as(journey.said()).isZero();

            compare(journey, libris, killed);
        }
    }

    private static boolean killAtSomeMoment(
            Process program, PackagedProgram journey, Sandbox libris, Cataloguers cataloguers, Random chance)
            throws Exception {
        int moment = libris.requests().size() + 1 + chance.nextInt(6);
        int change = libris.requests().size() + 1 + chance.nextInt(4);
        boolean[] changed = {false};
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    if (!changed[0] && libris.requests().size() >= change) {
                        changed[0] = true;
                        cataloguers.change(30);
                    }
                    return libris.requests().size() >= moment || !program.isAlive();
                });
        long later = System.nanoTime() + chance.nextInt(40_000_000);
        while (System.nanoTime() < later && program.isAlive()) {
            Thread.onSpinWait();
        }
        boolean killed = program.destroyForcibly().waitFor() == 128 + 9;
        assertThat(killed || program.exitValue() == 0).as(journey.said()).isTrue();
        return killed;
    }

    private static void compare(PackagedProgram journey, Sandbox libris, int kills) {
        Map<String, Delivered> last = new HashMap<>();
        Set<String> events = new HashSet<>();
        int repeats = 0;
        for (Path file : journey.files()) {
            for (Delivered record : Delivered.in(file)) {
                last.put(record.subject(), record);
                repeats += events.add(record.event()) ? 0 : 1;
            }
        }
        List<Entry> lost = libris.catalogue()
                .entries()
                .filter(entry -> !entry.deleted())
                .filter(entry -> !last.containsKey(entry.id())
                        || !last.get(entry.id()).modified().equals(entry.modified()))
                .toList();
        System.out.printf("kill: find, %d kills, %d repeats, %d lost%n", kills, repeats, lost.size());
        assertThat(lost).isEmpty();
        assertThat(repeats).isLessThanOrEqualTo(kills * PAGE);
        assertThat(journey.parts()).as("files begun and left").isEmpty();
    }
}
