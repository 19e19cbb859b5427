package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.AuditOutcome;
import org.bokbuss.state.State;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file of holdings is written, killed at arbitrary moments and begun again until it is complete: each holding is there
 * once, each deletion is made, and nothing is made twice.
 */
class HoldingsKillIT {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{1} kills")
    @CsvSource("300, 8")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void eachIsWrittenOnce(int holdings, int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        Random chance = new Random(seed);
        try (Sandbox libris =
                Sandbox.with().bibs(3 * holdings).latency(Duration.ofMillis(5)).start()) {
            List<Entry> made = bibs(libris, 0).subList(0, holdings / 2);
            List<Entry> held = bibs(libris, 1);
            List<Entry> changed = held.subList(0, held.size() / 2);
            List<Entry> deleted = held.subList(held.size() / 2, held.size());
            PackagedProgram journey = journey(libris);
            Path file = file(made, changed, deleted);

            int killed = 0;
            int exit = -1;
            while (exit != 0) {
                Process program = journey.start("holdings", "apply", file.toString());
                if (killed < kills) {
                    int moment = writes(libris) + 1 + chance.nextInt(2 * holdings / kills);
                    await().pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(1))
                            .atMost(Duration.ofMinutes(1))
                            .until(() -> writes(libris) >= moment || !program.isAlive());
                    program.destroyForcibly();
                }
                assertThat(program.waitFor(90, TimeUnit.SECONDS))
                        .as(journey.said())
                        .isTrue();
                exit = program.exitValue();
                assertThat(exit).as(journey.said()).isIn(0, 128 + 9);
                killed += exit == 0 ? 0 : 1;
            }

            System.out.printf("kill: holdings, %d kills, %d writes reached Libris%n", killed, writes(libris));
            assertThat(killed).isPositive();
            assertThat(made).allSatisfy(bib -> assertThat(marks(libris, bib)).containsExactly("made"));
            assertThat(changed).allSatisfy(bib -> assertThat(marks(libris, bib)).containsExactly("changed"));
            assertThat(deleted).allSatisfy(bib -> assertThat(marks(libris, bib)).isEmpty());
            assertThat(answered(libris, "POST", 201)).isEqualTo(made.size());
            assertThat(answered(libris, "PUT", 204)).isEqualTo(changed.size());
            assertThat(answered(libris, "DELETE", 204)).isEqualTo(deleted.size());
            everyWriteIsInTheLog(journey, libris);
        }
    }

    /** What was under way at a kill is looked for at the next start: no row stays open. */
    private static void everyWriteIsInTheLog(PackagedProgram journey, Sandbox libris) {
        try (State state = journey.state()) {
            assertThat(state.auditLog().begun("holdings-apply")).isEmpty();
            assertThat(state.auditLog().audit("holdings-apply", Integer.MAX_VALUE))
                    .filteredOn(row -> row.outcome().equals(AuditOutcome.DONE))
                    .hasSize(writes(libris));
        }
    }

    private PackagedProgram journey(Sandbox libris) throws IOException {
        PackagedProgram journey = new PackagedProgram(folder, libris.baseUrl(), "set: bib", "cloudevents")
                .with("libris.write.enabled", "true")
                .with("libris.write.per-second", "0")
                .with("libris.write.max-deletes", "100000");
        libris.librisSettings().forEach(journey::with);
        return journey;
    }

    private Path file(List<Entry> made, List<Entry> changed, List<Entry> deleted) throws IOException {
        List<String> lines = new ArrayList<>();
        made.forEach(bib -> lines.add("{\"bib\": \"%s\", \"shelfMark\": \"made\"}".formatted(bib.uri())));
        changed.forEach(bib -> lines.add("{\"bib\": \"%s\", \"shelfMark\": \"changed\"}".formatted(bib.uri())));
        deleted.forEach(bib -> lines.add("{\"bib\": \"%s\", \"action\": \"delete\"}".formatted(bib.uri())));
        Collections.shuffle(lines, new Random(1));
        return Files.writeString(folder.resolve("holdings.json"), String.join("\n", lines) + "\n");
    }

    private static List<Entry> bibs(Sandbox libris, int holdings) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .filter(bib -> holdings(libris, bib).size() == holdings)
                .toList();
    }

    private static List<Entry> holdings(Sandbox libris, Entry bib) {
        return libris.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .toList();
    }

    /** The shelf marks of S's holdings, one for each. */
    private static List<String> marks(Sandbox libris, Entry bib) {
        return holdings(libris, bib).stream()
                .map(holding -> libris.writing()
                        .document(holding.id())
                        .findPath("shelfMark")
                        .findPath("label"))
                .map(label -> label.isArray() ? label.path(0).asText() : label.asText())
                .toList();
    }

    private static int writes(Sandbox libris) {
        return libris.writing().received().size();
    }

    private static long answered(Sandbox libris, String method, int status) {
        return libris.writing().received().stream()
                .filter(write -> write.method().equals(method) && write.status() == status)
                .count();
    }
}
