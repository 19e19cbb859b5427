package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program follows the feed of changes and is killed at arbitrary moments, while it walks back through the
 * pages or while it delivers them: of every change ever made each is delivered, a kill repeats a page at most.
 */
@Tag("long")
class ChangesKillIT {
    private static final int PAGE = 50;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noChangeIsLost() throws Exception {
        killAndComplete(6);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void noChangeIsLostInManyKills() throws Exception {
        killAndComplete(100);
    }

    private void killAndComplete(int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (Sandbox libris = Sandbox.with()
                .bibs(400)
                .pageSize(PAGE)
                .latency(Duration.ofMillis(20))
                .start()) {
            PackagedProgram journey = new PackagedProgram(
                    folder, libris.baseUrl(), "libris-changes-source", "types: 'Item, Instance'", "cloudevents");
            Cataloguers cataloguers = new Cataloguers(libris.catalogue(), seed);
            Random chance = new Random(seed);
            int killed = 0;
            while (killed < kills) {
                cataloguers.change(PAGE);
                if (killAtSomeMoment(journey.start("once", "p"), libris, journey, chance)) {
                    killed++;
                }
            }
            Instant last = cataloguers.change(PAGE);
            await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(last));
            assertThat(journey.once(120)).as(journey.said()).isZero();

            List<String> delivered = delivered(journey);
            Set<String> once = new HashSet<>(delivered);
            Set<String> made = new HashSet<>(libris.catalogue()
                    .versions(last)
                    .filter(entry -> entry.kind() == Kind.BIB || entry.kind() == Kind.HOLDING)
                    .map(ChangesKillIT::key)
                    .toList());
            System.out.printf(
                    "kill: changes, %d kills, %d changes, %d deliveries%n", killed, made.size(), delivered.size());
            made.removeAll(once);
            assertThat(made).as("changes that never arrived").isEmpty();
            assertThat(delivered.size() - once.size())
                    .as("changes delivered again")
                    .isLessThanOrEqualTo(killed * 2 * PAGE);
            assertThat(journey.parts()).as("files begun and left").isEmpty();
        }
    }

    private static boolean killAtSomeMoment(Process program, Sandbox libris, PackagedProgram journey, Random chance)
            throws Exception {
        int requests = libris.requests().size() + 1 + chance.nextInt(20);
        int files = journey.files().size() + 1 + chance.nextInt(8);
        boolean byFiles = chance.nextBoolean();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> !program.isAlive()
                        || (byFiles
                                ? journey.files().size() >= files
                                : libris.requests().size() >= requests));
        return program.destroyForcibly().waitFor() == 128 + 9;
    }

    private static String key(Entry version) {
        return version.uri() + " " + version.modified() + " " + version.deleted();
    }

    private static List<String> delivered(PackagedProgram journey) throws Exception {
        List<String> keys = new ArrayList<>();
        for (Path file : journey.files()) {
            String text = Files.readString(file);
            assertThat(text).as(file.toString()).endsWith("}\n");
            for (String line : text.split("\n")) {
                JsonNode event = new ObjectMapper().readTree(line);
                keys.add(event.get("subject").asText() + " "
                        + Instant.parse(event.get("time").asText()) + " "
                        + event.get("type").asText().endsWith("deleted"));
            }
        }
        return keys;
    }
}
