package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The MARC export, all in one answer and in another order each time, is killed at arbitrary moments while cataloguers are
 * at work: every bib arrives as it stands at last, with its holdings, and every deletion.
 */
@Tag("long")
class MarcExportKillIT {
    /** What is confirmed at once. */
    private static final int CHUNK = 5000;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}, {2} kills")
    @CsvSource({"MARCXML, 7000, 5", "ISO2709, 7000, 4"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLost(String format, int bibs, int kills) throws Exception {
        killAndComplete(format, bibs, kills);
    }

    @ParameterizedTest(name = "{0}, {2} kills")
    @CsvSource({"MARCXML, 12000, 100", "ISO2709, 12000, 100"})
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInManyKills(String format, int bibs, int kills) throws Exception {
        killAndComplete(format, bibs, kills);
    }

    private void killAndComplete(String format, int bibs, int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        Path profile = folder.resolve("profile.properties");
        Files.writeString(profile, "locations=*\nformat=" + format + "\n");
        try (Sandbox libris = Sandbox.with().bibs(bibs).start()) {
            PackagedProgram journey = new PackagedProgram(
                    folder,
                    libris.baseUrl(),
                    "libris-marc-export-source",
                    "deleted: append, profile: " + profile,
                    "cloudevents");
            Random chance = new Random(seed);

            for (int killed = 0; killed < kills; ) {
                catalogue(libris.catalogue(), chance, 100);
                Process program = journey.start("once", "p");
                killed += killAtSomeMoment(program, journey, libris, chance) ? 1 : 0;
            }
            Instant lastChange = catalogue(libris.catalogue(), chance, 100);
            // Windows end on whole seconds: the last change is in one once its second is over.
            await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(lastChange));
            assertThat(journey.once(120)).as(journey.said()).isZero();

            List<Entry> all = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB)
                    .toList();
            Found found = new Found(journey.files());
            long lost = all.stream()
                    .filter(bib -> !found.arrived(bib, libris.catalogue()))
                    .peek(bib -> System.out.println("kill: lost " + bib))
                    .count();
            System.out.printf(
                    "kill: %s, %d kills, %d bibs, %d deliveries, %d repeats, %d lost%n",
                    format, kills, all.size(), found.deliveries, found.repeats, lost);
            assertThat(lost).isZero();
            assertThat(found.repeats).isLessThanOrEqualTo((long) kills * CHUNK);
            assertThat(journey.parts()).as("files begun and left").isEmpty();
        }
    }

    /** @return when the last change was made */
    private static Instant catalogue(Catalogue catalogue, Random chance, int many) {
        List<Entry> alive = catalogue
                .entries()
                .filter(entry -> !entry.deleted() && (entry.kind() == Kind.BIB || entry.kind() == Kind.HOLDING))
                .toList();
        Set<String> gone = new HashSet<>();
        Instant last = Instant.EPOCH;
        for (int i = 0; i < many; i++) {
            Entry entry = alive.get(chance.nextInt(alive.size()));
            // What is deleted stays so, and has no holdings: Libris sees to that.
            if (gone.contains(entry.id()) || gone.contains(entry.itemOf())) {
                continue;
            }
            switch (chance.nextInt(6)) {
                case 0 -> {
                    catalogue.holdings(entry).forEach(holding -> {
                        gone.add(holding.id());
                        catalogue.delete(holding.id());
                    });
                    gone.add(entry.id());
                    last = catalogue.delete(entry.id()).modified();
                }
                case 1 -> last = catalogue.addBib().modified();
                case 2 -> last = catalogue.touch(entry.id()).modified();
                default -> last = catalogue.update(entry.id()).modified();
            }
        }
        return last;
    }

    /** @return false if the program came to its end before its moment */
    private static boolean killAtSomeMoment(Process program, PackagedProgram journey, Sandbox libris, Random chance)
            throws Exception {
        int requests = libris.requests().size() + 1;
        int files = journey.files().size() + 1;
        Set<Path> parts = new HashSet<>(journey.parts());
        int moment = chance.nextInt(3);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> !program.isAlive()
                        || switch (moment) {
                            case 0 -> libris.requests().size() >= requests;
                            case 1 -> journey.files().size() >= files;
                            default -> journey.parts().stream().anyMatch(part -> !parts.contains(part));
                        });
        long later = System.nanoTime() + chance.nextInt(700_000_000);
        while (System.nanoTime() < later && program.isAlive()) {
            Thread.onSpinWait();
        }
        // SIGKILL: nothing of the program runs after it.
        return program.destroyForcibly().waitFor() == 128 + 9;
    }

    /** What lies in the folder at last. */
    private static final class Found {
        private final Map<String, JsonNode> last = new HashMap<>();
        private final Set<String> events = new HashSet<>();
        private long deliveries;
        private long repeats;

        Found(List<Path> files) throws IOException {
            for (Path file : files) {
                String text = Files.readString(file);
                assertThat(text).as(file.toString()).endsWith("}\n");
                for (String line : text.split("\n")) {
                    JsonNode event = JSON.readTree(line);
                    deliveries++;
                    repeats += events.add(event.get("id").asText()) ? 0 : 1;
                    last.put(event.get("subject").asText(), event);
                }
            }
        }

        boolean arrived(Entry bib, Catalogue catalogue) {
            JsonNode event = last.get(bib.uri());
            if (event == null || bib.deleted()) {
                return event != null && event.path("reason").asText().equals("Gallrad ur Libris.");
            }
            String record = data(event);
            return record.contains(origin(bib))
                    && catalogue.holdings(bib).stream()
                            .collect(java.util.stream.Collectors.toMap(Entry::sigel, h -> h, (one, other) -> other))
                            .values()
                            .stream()
                            .allMatch(holding -> record.contains(origin(holding)));
        }

        private static String origin(Entry entry) {
            return "{\"@id\":\"" + entry.id() + "\",\"modified\":\"" + entry.datestamp() + "\"}";
        }

        private static String data(JsonNode event) {
            try {
                return event.has("data")
                        ? event.get("data").asText()
                        : new String(event.path("data_base64").binaryValue(), StandardCharsets.UTF_8);
            } catch (IOException | NullPointerException noData) {
                return "";
            }
        }
    }
}
