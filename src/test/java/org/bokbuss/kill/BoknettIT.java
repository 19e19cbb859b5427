package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Title;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Boknett's inventory through the packaged program: killed at arbitrary moments, and with full pages in a small heap. */
@Tag("long")
class BoknettIT {
    private static final int PAGE = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private PackagedProgram journey(Sandbox sandbox, String parameters) throws IOException {
        PackagedProgram journey =
                new PackagedProgram(folder, sandbox.baseUrl(), "boknett-inventory-source", parameters, "cloudevents");
        sandbox.boknettSettings().forEach(journey::with);
        return journey;
    }

    private static List<JsonNode> events(Path file) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLostHoweverOftenItIsKilled() throws Exception {
        kill(10);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInHundredsOfKills() throws Exception {
        kill(200);
    }

    private void kill(int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        Random chance = new Random(seed);
        try (Sandbox sandbox =
                Sandbox.with().titles(700).latency(Duration.ofMillis(40)).start()) {
            PackagedProgram journey = journey(sandbox, "format: json, pageSize: " + PAGE);
            Set<String> gone = new HashSet<>();
            Map<Path, List<JsonNode>> files = new HashMap<>();
            Set<String> seen = new HashSet<>();
            int done = 0;
            int deliveries = 0;
            int repeats = 0;
            while (done < kills) {
                publish(sandbox, chance, gone, PAGE);
                boolean killed = killAtSomeMoment(journey.start("once", "p"), journey, sandbox, chance);
                done += killed ? 1 : 0;
                int before = repeats;
                for (Path file : journey.files()) {
                    List<JsonNode> events = events(file);
                    if (!events.equals(files.put(file, events))) {
                        for (JsonNode event : events) {
                            deliveries++;
                            repeats += seen.add(event.get("id").asText()) ? 0 : 1;
                        }
                    }
                }
                assertThat(repeats - before).as("repeats after one kill").isLessThanOrEqualTo(PAGE);
            }
            assertThat(journey.once(120)).as(journey.said()).isZero();

            Map<String, JsonNode> last = new HashMap<>();
            for (Path file : journey.files()) {
                events(file).forEach(event -> last.put(event.get("subject").asText(), event));
            }
            System.out.printf(
                    "kill: %d kills, %d titles, %d deliveries, %d repeats%n",
                    done, sandbox.boknett().titles().count(), deliveries, repeats);
            assertThat(sandbox.boknett().titles()).allSatisfy(title -> {
                JsonNode event = last.get("urn:isbn:" + title.isbn());
                assertThat(event).as(title.toString()).isNotNull();
                assertThat(event.get("uuid").asText()).isEqualTo(title.uuid());
                assertThat(event.get("type").asText().endsWith("deleted")).isEqualTo(title.deleted() != null);
            });
            assertThat(journey.parts()).as("files begun and left").isEmpty();
        }
    }

    private static void publish(Sandbox sandbox, Random chance, Set<String> gone, int many) {
        List<String> isbns = sandbox.boknett()
                .titles()
                .filter(title -> title.deleted() == null)
                .map(Title::isbn)
                .toList();
        for (int i = 0; i < many; i++) {
            String isbn = isbns.get(chance.nextInt(isbns.size()));
            if (chance.nextInt(10) == 0) {
                sandbox.boknett().add();
            } else if (!gone.contains(isbn) && chance.nextInt(8) == 0) {
                gone.add(isbn);
                sandbox.boknett().delete(isbn);
            } else if (!gone.contains(isbn)) {
                sandbox.boknett().republish(isbn);
            }
        }
    }

    /** @return false if the program came to its end before its moment */
    private static boolean killAtSomeMoment(Process program, PackagedProgram journey, Sandbox sandbox, Random chance)
            throws Exception {
        int requests = sandbox.requests().size() + 1 + chance.nextInt(8);
        int files = journey.files().size() + 1 + chance.nextInt(3);
        Set<Path> parts = new HashSet<>(journey.parts());
        BooleanSupplier moment =
                switch (chance.nextInt(3)) {
                    case 0 -> () -> sandbox.requests().size() >= requests;
                    case 1 -> () -> journey.files().size() >= files;
                    default -> () -> journey.parts().stream().anyMatch(part -> !parts.contains(part));
                };
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> moment.getAsBoolean() || !program.isAlive());
        long later = System.nanoTime() + chance.nextInt(40_000_000);
        while (System.nanoTime() < later && program.isAlive()) {
            Thread.onSpinWait();
        }
        // SIGKILL: nothing of the program runs after it.
        return program.destroyForcibly().waitFor() == 128 + 9;
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void fullPagesFitThroughASmallHeap() throws Exception {
        try (Sandbox sandbox = Sandbox.with().titles(35_000).start()) {
            PackagedProgram journey = journey(sandbox, "format: json").heap("48m");
            long begun = System.nanoTime();

            int exit = journey.once(150);

            assertThat(exit).as(journey.said()).isZero();
            long events = 0;
            for (Path file : journey.files()) {
                try (var lines = Files.lines(file)) {
                    events += lines.count();
                }
            }
            System.out.printf(
                    "full pages: %d titles in pages of 10000, heap 48m, %d s%n",
                    events, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            assertThat(events).isEqualTo(35_000);
            assertThat(sandbox.requests().stream()
                            .filter(request -> request.path().endsWith("/v2")))
                    .hasSize(5);
        }
    }
}
