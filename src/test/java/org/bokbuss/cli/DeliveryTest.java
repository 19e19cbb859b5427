package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records when the team's own steps, or what is behind them, go wrong. */
class DeliveryTest {
    @TempDir
    private Path folder;

    private Sandbox libris;

    @BeforeEach
    void start() {
        Stumble.CALLS.set(0);
        libris = Sandbox.with().bibs(80).pageSize(40).start();
    }

    @AfterEach
    void stop() {
        libris.close();
    }

    private Trip trip(String... steps) {
        return new Trip(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld", steps);
    }

    private static String step(String method) {
        return "- bean: { beanType: org.bokbuss.cli.Stumble, method: " + method + " }";
    }

    @ParameterizedTest
    @ValueSource(strings = {"onceBroken", "onceWrong"})
    void aStepThatFailsOnceLosesNothing(String method) {
        Trip trip = trip(step(method));

        assertThat(trip.once().exit()).isZero();

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void aRecordThatAlwaysFailsCostsItselfOnly() {
        Stumble.poison = libris.catalogue().addBib().uri();
        Trip trip = trip(step("atOneRecord"));

        assertThat(trip.once().exit()).isEqualTo(3);

        assertThat(trip.subjects()).hasSize(80).doesNotContain(Stumble.poison);
        try (State state = trip.state()) {
            assertThat(state.quarantine("p")).singleElement().satisfies(record -> {
                assertThat(record.subject()).isEqualTo(Stumble.poison);
                assertThat(record.cause()).contains("this record has no title");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alwaysBroken", "alwaysWrong"})
    void anOutageStopsTheRunAndSetsNothingAside(String method) {
        Trip trip = trip(step(method));

        assertThat(trip.once().exit()).isEqualTo(4);

        assertThat(trip.events()).isEmpty();
        try (State state = trip.state()) {
            assertThat(state.quarantine("p")).isEmpty();
            assertThat(state.pipeline("p").orElseThrow().position()).isNull();
        }
        trip(); // the step is mended
        assertThat(trip.once().exit()).isZero();
        assertThat(new HashSet<>(trip.subjects())).hasSize(80);
    }

    @Test
    void aDetourThroughAQueueIsWaitedFor() {
        Trip trip =
                new Trip(folder, libris.baseUrl()).file("routes/p.camel.yaml", """
                        - route:
                            id: p
                            from:
                              uri: kamelet:libris-oaipmh-source
                              parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                              steps:
                                - to: "seda:later?size=2000"
                        - route:
                            id: later
                            from:
                              uri: "seda:later?size=2000"
                              steps:
                                - delay: { constant: "2" }
                                - to:
                                    uri: kamelet:record-file-sink
                                    parameters: { directory: %s }
                        """.formatted(folder.resolve("out")));

        assertThat(trip.once().exit()).isZero();

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }
}
