package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.libris.Generation;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One answer as Libris gave it before June 2026, far larger than the memory of the process that carries it. */
@Tag("long")
class LargeAnswerIT {
    private static final String HEAP = "96m";
    private static final long MOST_RESIDENT_KB = 300 * 1024;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void ofSeveralHundredThousandRecordsFitsThroughASmallHeap() throws Exception {
        carry(96_000, Duration.ofMinutes(4));
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void ofMillionsOfRecordsFitsThroughTheSameHeap() throws Exception {
        long peak = carry(1_500_000, Duration.ofHours(3));

        assertThat(peak).as("kB resident at most").isLessThanOrEqualTo(MOST_RESIDENT_KB);
    }

    /** @return the most memory the process ever had resident, in kB; 0 where the system does not tell */
    private long carry(int bibs, Duration most) throws Exception {
        try (Sandbox libris =
                Sandbox.with().bibs(bibs).generation(Generation.STREAM).start()) {
            long records = libris.catalogue().entries().count();
            PackagedProgram journey = new PackagedProgram(
                            folder, libris.baseUrl(), "metadataPrefix: marcxml", "cloudevents")
                    .with("harvest.answer-time", "2h")
                    .heap(HEAP);
            AtomicLong peak = new AtomicLong();
            long begun = System.nanoTime();

            Process program = journey.start("once", "p");
            await().atMost(most).pollInterval(Duration.ofMillis(200)).until(() -> {
                peak.accumulateAndGet(resident(program.pid()), Math::max);
                return !program.isAlive();
            });

            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            assertThat(program.exitValue()).as(journey.said()).isZero();
            assertThat(libris.requests()).as("answers").hasSize(1);
            long lines = lines(journey);
            System.out.printf(
                    "large answer: %d records, %d MB in files, heap %s, %d MB resident at most, %d s%n",
                    lines, bytes(journey) >> 20, HEAP, peak.get() >> 10, seconds);
            assertThat(lines).isEqualTo(records);
            try (State state = journey.state()) {
                assertThat(state.positions().of("p"))
                        .map(PipelineRow::records)
                        .as("in the ledger")
                        .contains(records);
            }
            return peak.get();
        }
    }

    private static long lines(PackagedProgram journey) throws IOException {
        long lines = 0;
        for (Path file : journey.files()) {
            try (var all = Files.lines(file)) {
                lines += all.count();
            }
        }
        return lines;
    }

    private static long bytes(PackagedProgram journey) throws IOException {
        long bytes = 0;
        for (Path file : journey.files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static long resident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinuxOrGone) {
            return 0;
        }
    }
}
