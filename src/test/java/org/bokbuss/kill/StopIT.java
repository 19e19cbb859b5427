package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.libris.Generation;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program is asked to stop (SIGTERM) wherever it stands: it does so soon, and loses nothing. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StopIT {
    private static final long SOON = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"once", "run"})
    void whileALongAnswerIsDelivered(String command) throws Exception {
        try (Sandbox libris =
                Sandbox.with().bibs(60_000).generation(Generation.STREAM).start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Process program = journey.start(command, "p");
            await(journey, program, () -> journey.files().size() >= 2);

            stop(program, journey);

            assertThat(journey.files()).as("not yet all").hasSizeBetween(2, 10);
            assertPositionKept(journey);
            assertNextRunCompletes(journey, libris);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "run"})
    void whileALongAnswerArrives(String command) throws Exception {
        try (Sandbox libris = Sandbox.with()
                .bibs(300)
                .generation(Generation.STREAM)
                .fault("slow=1000@1")
                .start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Process program = journey.start(command, "p");
            await(journey, program, () -> !libris.requests().isEmpty());

            stop(program, journey);

            assertPositionKept(journey);
            assertNextRunCompletes(journey, libris);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "run"})
    void whileTheSourceAsksForSilence(String command) throws Exception {
        try (Sandbox libris =
                Sandbox.with().bibs(80).pageSize(10).fault("503=60@5").start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Process program = journey.start(command, "p");
            await(
                    journey,
                    program,
                    () -> journey.said().contains("503") && journey.files().size() >= 4);

            stop(program, journey);

            assertPositionKept(journey);
            try (State state = journey.copyOfState()) {
                assertThat(state.positions().of("p").orElseThrow().notBefore())
                        .as("the silence asked for outlasts the process")
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "run"})
    void whileTheSourceStalls(String command) throws Exception {
        try (Sandbox libris =
                Sandbox.with().bibs(80).pageSize(10).fault("stall@5").start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Process program = journey.start(command, "p");
            await(
                    journey,
                    program,
                    () -> libris.requests().size() >= 5 && journey.files().size() >= 4);

            stop(program, journey);

            assertPositionKept(journey);
            assertNextRunCompletes(journey, libris);
        }
    }

    private static void await(PackagedProgram journey, Process program, Callable<Boolean> moment) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    assertThat(program.isAlive()).as(journey.said()).isTrue();
                    return moment.call();
                });
    }

    private static void stop(Process program, PackagedProgram journey) throws InterruptedException {
        long begun = System.nanoTime();
        program.destroy();
        boolean ended = program.waitFor(SOON, TimeUnit.SECONDS);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (!ended) {
            program.destroyForcibly().waitFor();
        }
        assertThat(ended)
                .as("an end within %d s; it said: %s", SOON, journey.said())
                .isTrue();
        System.out.printf("stop: ended after %d ms with exit code %d%n", millis, program.exitValue());
    }

    private static void assertPositionKept(PackagedProgram journey) throws Exception {
        try (State state = journey.copyOfState()) {
            assertThat(state.positions().of("p").orElseThrow().position()).isNull();
            assertThat(state.ledger().unfinished("p", WindowKind.LIVE)).isPresent();
            assertThat(state.leases().acquire("p")).as("the lease is free").isPresent();
        }
    }

    private static void assertNextRunCompletes(PackagedProgram journey, Sandbox libris) throws Exception {
        assertThat(journey.once(90)).as(journey.said()).isZero();

        Map<String, Long> arrived = journey.files().stream()
                .flatMap(file -> Delivered.in(file).stream())
                .collect(Collectors.groupingBy(Delivered::subject, Collectors.counting()));
        assertThat(arrived).hasSize((int) libris.catalogue().count("bib"));
        assertThat(arrived.values()).as("how often each arrived").containsOnly(1L);
        assertThat(journey.parts()).isEmpty();
        try (State state = journey.copyOfState()) {
            assertThat(state.ledger().of("p").stream()
                            .mapToLong(LedgerRow::records)
                            .sum())
                    .isEqualTo(arrived.size());
        }
    }
}
