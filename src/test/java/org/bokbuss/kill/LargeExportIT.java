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
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of a large library in one MARC export, through a small heap. */
class LargeExportIT {
    private static final String HEAP = "96m";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"MARCXML", "ISO2709"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void ofAHundredThousandRecords(String format) throws Exception {
        carry(format, 100_000, Duration.ofMinutes(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MARCXML", "ISO2709"})
    @Tag("long")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void ofAMillionRecords(String format) throws Exception {
        carry(format, 1_000_000, Duration.ofHours(1));
    }

    private void carry(String format, int bibs, Duration most) throws Exception {
        Path profile = folder.resolve("profile.properties");
        Files.writeString(profile, "locations=*\nexportdeleted=on\nformat=" + format + "\n");
        boolean xml = format.equals("MARCXML");
        try (Sandbox libris = Sandbox.with().bibs(bibs).start()) {
            PackagedProgram journey = new PackagedProgram(
                            folder,
                            libris.baseUrl(),
                            "libris-marc-export-source",
                            "profile: " + profile,
                            xml ? "marcxml" : "marc")
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
            long bytes = 0;
            for (Path file : journey.files()) {
                bytes += Files.size(file);
            }
            System.out.printf(
                    "large export: %s, %d bibs, %d MB in files, heap %s, %d MB resident at most, %d s%n",
                    format, bibs, bytes >> 20, HEAP, peak.get() >> 10, seconds);
            try (var state = journey.state()) {
                assertThat(state.positions().of("p").orElseThrow().records()).isEqualTo(bibs);
            }
            assertThat(records(journey, xml)).isEqualTo(bibs - deleted(libris));
        }
    }

    private static long deleted(Sandbox libris) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && entry.deleted())
                .count();
    }

    /** Counted by what ends a record, in the files that are not of deletions. */
    private static long records(PackagedProgram journey, boolean xml) throws IOException {
        long records = 0;
        for (Path file : journey.files()) {
            if (file.toString().endsWith(xml ? ".marcxml" : ".mrc")) {
                try (var in = Files.newInputStream(file)) {
                    byte[] buffer = new byte[1 << 16];
                    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                        for (int i = 0; i < count; i++) {
                            records += buffer[i] == (xml ? '\n' : 0x1D) ? 1 : 0;
                        }
                    }
                }
                // A collection has a declaration, a start and an end beside its records.
                records -= xml ? 3 : 0;
            }
        }
        return records;
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
