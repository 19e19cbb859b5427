package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Collecting;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways that a team's steps may take a record: 30 records on 3 pages, one of which ends before the sink. */
class WaysTest {
    /** True for one record alone. */
    private static final String ONE = "simple: \"${header.CamelCloudEventSubject} == '%s'\"";

    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;
    private String one;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(30).pageSize(10).start();
        trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld");
        trip.run("once", "p", "--limit", "15");
        one = trip.subjects().get(14);
        trip = new Workspace(folder.resolve("ways"), libris.baseUrl());
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private String filter(String step) {
        return "- filter:\n    %s\n    steps: [ %s ]".formatted(ONE.formatted(one), step);
    }

    private void assertThatTheOthersArrive(int exit) {
        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(trip.subjects()).hasSize(29).doesNotHaveDuplicates().doesNotContain(one);
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(trip.once().out() + trip.subjects().size())
                .as("the next run has nothing to do")
                .endsWith("29");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop: {}",
                "doTry: { steps: [ throwException: { exceptionType: java.lang.IllegalStateException, message: no } ],"
                        + " doCatch: [ { exception: [ java.lang.Exception ], steps: [ stop: {} ] } ] }"
            })
    void aRecordThatIsStoppedIsDealtWith(String step) {
        trip.route("set: bib, metadataPrefix: jsonld", filter(step));

        assertThatTheOthersArrive(0);
    }

    @Test
    void alsoInASubroute() {
        trip.route("set: bib, metadataPrefix: jsonld", "- to: 'direct:sub'")
                .file("routes/sub.camel.yaml", """
            - route:
                id: sub
                from:
                  uri: "direct:sub"
                  steps:
                    - filter:
                        %s
                        steps: [ stop: {} ]
            """.formatted(ONE.formatted(one)));

        assertThatTheOthersArrive(0);
    }

    @Test
    void aRecordWhoseFailureIsHandledIsDealtWith() {
        trip.route(
                "set: bib, metadataPrefix: jsonld",
                filter("throwException: { exceptionType: java.lang.IllegalStateException, message: no }"));
        insert("errorHandler", """
            - onException:
                exception: [ java.lang.IllegalStateException ]
                handled: { constant: "true" }
                steps: [ log: "handled" ]
            """);

        assertThatTheOthersArrive(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"global", "route"})
    void aRecordThatADeadLetterChannelTakesIsDealtWith(String where) {
        trip.route(
                "set: bib, metadataPrefix: jsonld",
                filter("throwException: { exceptionType: java.lang.IllegalStateException, message: no }"));
        if (where.equals("global")) {
            insert(where, """
                - errorHandler:
                    deadLetterChannel: { deadLetterUri: "direct:dead" }
                """);
        } else {
            trip.file("routes/p.camel.yaml", trip.text("routes/p.camel.yaml").replace("    id: p\n", """
                    id: p
                    errorHandler:
                      deadLetterChannel: { deadLetterUri: "direct:dead" }
                """));
        }
        trip.file("routes/dead.camel.yaml", """
            - route:
                id: dead
                from:
                  uri: "direct:dead"
                  steps: [ log: "dead" ]
            """);

        assertThatTheOthersArrive(0);
    }

    private void insert(String what, String before) {
        trip.file("routes/p.camel.yaml", before + trip.text("routes/p.camel.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"markRollbackOnlyLast", "markRollbackOnly"})
    void aRecordThatIsRolledBackIsQuarantined(String how) {
        trip.route("set: bib, metadataPrefix: jsonld", filter("rollback: { %s: true }".formatted(how)));

        assertThatTheOthersArrive(3);
        assertThat(List.of(trip.run("quarantine", "list").out().split("\n")))
                .anyMatch(line -> line.contains(one) && line.contains("rolled it back"));
    }

    // Batches

    private static String batch(String more, String... steps) {
        return """
            - aggregate:
                correlationExpression: { constant: "all" }
                aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy"
                completionSize: 4
                %s
                steps: [ %s ]
            """.formatted(more, String.join(", ", steps));
    }

    private Workspace collecting(String step) {
        Collecting.begin();
        return trip.file("routes/p.camel.yaml", """
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                  steps:
            """ + step.indent(8));
    }

    private static final String COLLECT = "bean: { beanType: org.bokbuss.workspace.Collecting, method: collect }";

    @ParameterizedTest
    @ValueSource(strings = {"", "parallelProcessing: true", "completionTimeout: 60000", "eagerCheckCompletion: true"})
    void aRecordInABatchHasArrivedWhenTheBatchHas(String more) {
        collecting(batch(more, COLLECT));

        assertThat(trip.once().exit()).isZero();
        assertThat(Collecting.batches())
                .as("four by four, and the rest of each page")
                .hasSize(9);
        assertThat(Collecting.subjects()).hasSize(30).doesNotHaveDuplicates();

        trip.once();
        assertThat(Collecting.batches()).as("nothing is delivered twice").hasSize(9);
    }

    @Test
    void aBatchThatFailsIsTriedAgain() {
        collecting(batch("", COLLECT));
        Collecting.refuse(call -> call == 2 ? FailingStep.outage() : null);

        assertThat(trip.once().exit()).isZero();
        assertThat(Collecting.subjects()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void aBatchWhoseReceiverIsAwayIsDeliveredByTheNextRun() {
        collecting(batch("", COLLECT));
        Collecting.refuse(call -> FailingStep.outage());

        Workspace.Result away = trip.once();
        assertThat(away.exit()).isEqualTo(4);
        assertThat(away.complaints()).hasSize(1);
        assertThat(away.err()).doesNotContain("\tat ");
        assertThat(Collecting.subjects()).isEmpty();

        Collecting.begin();
        assertThat(trip.once().exit()).isZero();
        assertThat(Collecting.subjects()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void ofABatchThatIsRefusedEachRecordIsTriedAlone() {
        collecting(batch("", COLLECT));
        Collecting.refuse(one);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(Collecting.subjects()).hasSize(29).doesNotHaveDuplicates().doesNotContain(one);
        assertThat(trip.run("quarantine", "list").out()).contains(one, "no such title");
    }

    @Test
    void ofABatchWhosePartsGoToASinkOneAfterTheOtherNoneIsLost() {
        trip.file(
                "routes/p.camel.yaml",
                """
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                  steps:
            """ + """
            - aggregate:
                correlationExpression: { constant: "all" }
                aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedMessageAggregationStrategy"
                completionSize: 4
                steps:
                  - split:
                      simple: "${body}"
                      steps:
                        - to: { uri: "kamelet:record-file-sink", parameters: { directory: %s } }
                        - filter:
                            %s
                            steps: [ throwException: { exceptionType: java.lang.IllegalStateException, message: no } ]
            """.formatted(trip.out(), ONE.formatted(one)).indent(8));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(trip.subjects())
                .as("what the sink has taken it does not get again with each try")
                .hasSize(30)
                .doesNotHaveDuplicates();
        assertThat(trip.run("quarantine", "list").out()).contains(one);
    }

    // Several sinks

    @ParameterizedTest
    @ValueSource(strings = {"", "multicast: { steps: [ %s, %s ] }", "seda"})
    void whatTheFirstOfTwoSinksHasTakenItDoesNotGetAgain(String way) {
        String first = "to: { uri: 'kamelet:record-file-sink', parameters: { directory: '%s' } }".formatted(trip.out());
        String second = COLLECT;
        Collecting.begin();
        Collecting.refuse(one);
        trip.file("routes/p.camel.yaml", """
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                  steps:
                    %s
            - route:
                id: later
                from:
                  uri: "seda:later"
                  steps:
                    - %s
                    - %s
            """.formatted(
                        switch (way) {
                            case "" -> "- " + first + "\n        - " + second;
                            case "seda" -> "- to: 'seda:later'";
                            default -> "- " + way.formatted(first, second);
                        },
                        first,
                        second));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(trip.subjects()).hasSize(30).doesNotHaveDuplicates().contains(one);
        assertThat(Collecting.subjects()).hasSize(29).doesNotContain(one);
    }

    @Test
    void aBatchBehindAQueueIsWaitedFor() {
        collecting("- to: 'seda:later'")
                .file("routes/later.camel.yaml", """
            - route:
                id: later
                from:
                  uri: "seda:later"
                  steps:
            """ + batch("", COLLECT).indent(8));

        assertThat(trip.once().exit()).isZero();
        assertThat(Collecting.subjects()).hasSize(30).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsPutInOrderHaveArrivedWhenTheyComeOut(boolean refused) {
        collecting("""
            - resequence:
                expression: { simple: "${header.CamelCloudEventSubject}" }
                batchConfig: { batchSize: 4, batchTimeout: 200, allowDuplicates: true }
                steps: [ %s ]
            """.formatted(COLLECT));
        Collecting.refuse(refused ? one : "none");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(refused ? 3 : 0);
        assertThat(Collecting.subjects()).hasSize(refused ? 29 : 30).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resequence: { expression: { simple: '${header.CamelCloudEventTime}' }, batchConfig: { batchSize: 4 }, steps: [ log: x ] }",
                "resequence: { expression: { simple: '${header.CamelCloudEventTime}' }, streamConfig: { capacity: 4 }, steps: [ log: x ] }"
            })
    void aStepThatMayDropARecordUnseenIsRefused(String step) {
        collecting("- " + step);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("resequence", "unseen").doesNotContain("\tat ");
    }
}
