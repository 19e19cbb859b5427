package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records that the team's steps or the sink do not take: 80 of them on 8 pages. */
class RefusalsTest {
    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(80).pageSize(10).start();
        trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld", FailingStep.STEP);
        FailingStep.at(call -> null);
    }

    @AfterEach
    void close() {
        libris.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 45, 80})
    void aRecordThatIsRefusedOnceArrivesAllTheSame(int which) {
        FailingStep.at(call -> call == which ? FailingStep.outage() : null);

        assertThat(trip.once().exit()).isZero();

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void anOutageStopsTheRunAndLosesNothing() {
        FailingStep.at(call -> call >= 45 ? FailingStep.outage() : null);

        Workspace.Result stopped = trip.once();

        assertThat(stopped.exit()).isEqualTo(4);
        assertThat(stopped.complaints()).hasSize(1);
        assertThat(stopped.complaints().get(0)).contains("delivery failed 3 times", "the disk is full");
        assertThat(trip.subjects()).hasSize(40);

        FailingStep.at(call -> null);
        assertThat(trip.once().exit()).isZero();
        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void aBodyThatIsNotWhatItsTypeSaysIsSetAside() {
        trip.route("set: bib, metadataPrefix: jsonld", """
                - filter:
                    simple: "${header.CamelCloudEventSubject} == '%s'"
                    steps:
                      - setBody: { constant: "{ half" }
                """.formatted(someBib()));

        assertThat(trip.once().exit()).isEqualTo(3);

        assertThat(trip.subjects()).hasSize(79).doesNotHaveDuplicates();
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).hasSize(1).allSatisfy(record -> assertThat(record.cause())
                    .contains("no JSON"));
        }
    }

    @Test
    void aRecordThatIsAlwaysRefusedIsSetAside() {
        String bad = someBib();
        trip.route("set: bib, metadataPrefix: jsonld", """
                - filter:
                    simple: "${header.CamelCloudEventSubject} contains '%s'"
                    steps:
                      - throwException: { exceptionType: java.lang.IllegalArgumentException, message: "no shelf" }
                """.formatted(bad));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(trip.subjects()).hasSize(79).doesNotContain(bad);
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).hasSize(1);
            assertThat(state.quarantine().of("p").get(0).subject()).isEqualTo(bad);
            assertThat(state.quarantine().of("p").get(0).cause()).contains("no shelf");
        }
    }

    @Test
    void aDetourThroughAQueueIsWaitedFor() {
        trip.file("routes/p.camel.yaml", """
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
                """.formatted(trip.out()));

        assertThat(trip.once().exit()).isZero();

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void filesThatCannotBeFinishedStopTheRun() throws IOException {
        trip.route("set: bib, metadataPrefix: jsonld", FailingStep.STEP);
        // The sink writes under a hidden name first; nothing can take the name of a folder that holds something.
        FailingStep.at(call -> call == 1 ? block() : null);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.complaints()).hasSize(1);
        try (var state = trip.state()) {
            assertThat(state.positions().of("p").orElseThrow().position()).isNull();
            assertThat(state.positions().of("p").orElseThrow().records()).isZero();
        }
    }

    private Exception block() {
        try (var state = trip.state()) {
            var row = state.ledger().of("p").get(0);
            String stamp = row.opened().toString().replaceAll("[-:]|\\.\\d+", "");
            Files.createDirectories(trip.out().resolve("p-%s-%06d-0001.ndjson/full".formatted(stamp, row.id())));
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private String someBib() {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .skip(44)
                .findFirst()
                .orElseThrow()
                .uri();
    }
}
