package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packaged program is killed at arbitrary moments while cataloguers are at work, and started again: nothing is lost,
 * a kill repeats a page at most, and no file under its final name is ever half written.
 */
class KillIT {
    private static final int PAGE = 200;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}, {2} kills")
    @CsvSource({"cloudevents, 1500, 8", "marcxml, 1000, 4", "single, 400, 4"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLost(String format, int bibs, int kills) throws Exception {
        killAndComplete(format, bibs, kills);
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}, {2} kills")
    @CsvSource({"cloudevents, 5000, 200", "marcxml, 3000, 60", "single, 1000, 40"})
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInSeveralHundredKills(String format, int bibs, int kills) throws Exception {
        killAndComplete(format, bibs, kills);
    }

    private void killAndComplete(String format, int bibs, int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (Sandbox libris = Sandbox.with()
                .bibs(bibs)
                .pageSize(PAGE)
                .latency(Duration.ofMillis(30))
                .start()) {
            String prefix = format.equals("marcxml") ? "marcxml" : "jsonld";
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "metadataPrefix: " + prefix, format);
            Witness witness = new Witness(journey, format);
            Cataloguers cataloguers = new Cataloguers(libris.catalogue(), seed);
            Random chance = new Random(seed);

            while (witness.kills < kills) {
                cataloguers.change(PAGE);
                Process program = journey.start("once", "p");
                boolean killed = killAtSomeMoment(program, journey, libris, cataloguers, chance);
                assertThat(killed || program.exitValue() == 0)
                        .as(journey.said())
                        .isTrue();
                witness.look(killed);
            }
            Instant lastChange = cataloguers.change(PAGE);
            // Windows end on whole seconds: the last change is in one once its second is over.
            await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(lastChange));
            assertThat(journey.once(120)).as(journey.said()).isZero();
            witness.look(false);

            int lost = witness.compareWith(libris);
            System.out.printf(
                    "kill: %s, %d kills, %d records, %d deliveries, %d repeats, %d lost%n",
                    format,
                    witness.kills,
                    libris.catalogue().entries().count(),
                    witness.deliveries,
                    witness.repeats,
                    lost);
            assertThat(lost).isZero();
            assertThat(journey.parts()).as("files begun and left").isEmpty();
        }
    }

    /** @return false if the program came to its end before its moment */
    private static boolean killAtSomeMoment(
            Process program, PackagedProgram journey, Sandbox libris, Cataloguers cataloguers, Random chance)
            throws Exception {
        int requests = libris.requests().size() + 1 + chance.nextInt(6);
        int files = journey.files().size() + 1 + chance.nextInt(4);
        Set<Path> parts = new HashSet<>(journey.parts());
        long state = journey.bytesOfState() + 10_000 + chance.nextInt(300_000);
        BooleanSupplier moment =
                switch (chance.nextInt(5)) {
                    case 0, 1 -> () -> libris.requests().size() >= requests;
                    case 2 -> () -> journey.files().size() >= files;
                    case 3 -> () -> journey.parts().stream().anyMatch(part -> !parts.contains(part));
                    default -> () -> journey.bytesOfState() >= state;
                };
        int change = libris.requests().size() + 2;
        boolean[] changed = {false};
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    if (!changed[0] && libris.requests().size() >= change) {
                        changed[0] = true;
                        cataloguers.change(20);
                    }
                    return moment.getAsBoolean() || !program.isAlive();
                });
        long later = System.nanoTime() + chance.nextInt(40_000_000);
        while (System.nanoTime() < later && program.isAlive()) {
            Thread.onSpinWait();
        }
        // SIGKILL: nothing of the program runs after it.
        return program.destroyForcibly().waitFor() == 128 + 9;
    }

    /** Looks at what is in the folder after each run, as a consumer that reads every file as it appears. */
    private static final class Witness {
        private static final Pattern CHUNK = Pattern.compile("p-\\w+-(\\d+)-(\\d+)\\..*");

        private final PackagedProgram journey;
        private final boolean single;
        private final Map<Path, Object> known = new HashMap<>();
        private final Map<Path, List<Delivered>> content = new TreeMap<>();
        private final Map<List<Object>, Integer> versions = new HashMap<>();
        private final Map<Integer, Integer> repeatsByKill = new HashMap<>();
        private final Set<Integer> looksAfterKills = new HashSet<>();
        private int looks;
        private int kills;
        private long deliveries;
        private long repeats;

        Witness(PackagedProgram journey, String format) {
            this.journey = journey;
            this.single = format.equals("single");
        }

        void look(boolean killed) throws IOException {
            looks++;
            if (killed) {
                kills++;
                looksAfterKills.add(looks);
            }
            content.keySet().retainAll(new HashSet<>(journey.files()));
            for (Path file : journey.files()) {
                Object stamp = stamp(file);
                if (!stamp.equals(known.put(file, stamp))) {
                    List<Delivered> records = Delivered.in(file);
                    content.put(file, records);
                    records.forEach(this::note);
                }
            }
            assertThat(looksAfterKills)
                    .as("what comes again was delivered right before a kill")
                    .containsAll(repeatsByKill.keySet());
            assertThat(repeatsByKill.values())
                    .as("repeats for each kill")
                    .allMatch(many -> many <= PAGE, "a page at most");
            if (!single) {
                compareWithLedger(killed);
            }
        }

        private void note(Delivered record) {
            deliveries++;
            Integer before = versions.put(List.of(record.subject(), record.event()), looks);
            if (before != null) {
                repeats++;
                assertThat(before).as("the run before that of a repeat").isLessThan(looks);
                // The next run may be killed before it comes to the place: a kill can show later.
                repeatsByKill.merge(before, 1, Integer::sum);
            }
        }

        /** Another file under the same name is another delivery. */
        private static Object stamp(Path file) throws IOException {
            var attributes = Files.readAttributes(file, "unix:ino,lastModifiedTime");
            return List.of(attributes.get("ino"), (FileTime) attributes.get("lastModifiedTime"));
        }

        /** What the ledger counts lies in files; in files lies at most one chunk more, after a kill. */
        private void compareWithLedger(boolean killed) throws IOException {
            try (State state = journey.copyOfState()) {
                Map<Long, LedgerRow> windows = new HashMap<>();
                state.ledger().of("p").forEach(row -> windows.put(row.id(), row));
                Map<Long, Long> inFiles = new HashMap<>();
                Set<String> ahead = new HashSet<>();
                content.forEach((file, records) -> {
                    Matcher name = CHUNK.matcher(file.getFileName().toString());
                    assertThat(name.matches()).as(file.toString()).isTrue();
                    long window = Long.parseLong(name.group(1));
                    if (Integer.parseInt(name.group(2)) <= windows.get(window).chunks()) {
                        inFiles.merge(window, (long) records.size(), Long::sum);
                    } else {
                        ahead.add(name.group(1) + "-" + name.group(2));
                    }
                });
                windows.forEach((id, row) -> assertThat(inFiles.getOrDefault(id, 0L))
                        .as("records in the files of window %d", id)
                        .isEqualTo(row.records()));
                assertThat(ahead).as("chunks ahead of the ledger").hasSizeLessThanOrEqualTo(killed ? 1 : 0);
            }
        }

        /** @return how many records of the catalogue did not arrive as they now stand */
        int compareWith(Sandbox libris) {
            Map<String, List<Delivered>> last = new HashMap<>();
            content.values()
                    .forEach(records ->
                            records.forEach(record -> last.computeIfAbsent(record.subject(), none -> new ArrayList<>())
                                    .add(record)));
            return (int) libris.catalogue()
                    .entries()
                    .filter(entry -> !arrived(entry, last.getOrDefault(entry.id(), List.of())))
                    .peek(entry -> System.out.println("kill: lost " + entry + ", there is " + last.get(entry.id())))
                    .count();
        }

        private boolean arrived(Entry entry, List<Delivered> history) {
            if (history.isEmpty() || single && history.size() > 1) {
                return false;
            }
            Delivered last = history.get(history.size() - 1);
            return last.deleted() == entry.deleted() && last.modified().equals(entry.modified());
        }
    }
}
