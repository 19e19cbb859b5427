package org.bokbuss.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records on a real broker: 80 of them from 8 pages. */
class KafkaSinkTest {
    private static KafkaBroker broker;

    @TempDir
    Path folder;

    private Sandbox libris;
    private String topic;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"));
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void start(TestInfo test) {
        libris = Sandbox.with().bibs(80).pageSize(10).start();
        topic = test.getTestMethod().orElseThrow().getName();
        FailingStep.at(call -> null);
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip(String parameters, String... steps) {
        StringBuilder yaml = new StringBuilder("""
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                  steps:
            """);
        for (String step : steps) {
            yaml.append(step.indent(8));
        }
        yaml.append("""
                    - to:
                        uri: kamelet:record-kafka-sink
                        parameters: { topic: %s%s }
            """.formatted(topic, parameters));
        return new Workspace(folder, libris.baseUrl())
                .with("kafka.brokers", broker.brokers())
                .file("routes/p.camel.yaml", yaml.toString());
    }

    @Test
    void everyRecordIsACloudEventUnderItsSubject() {
        Workspace.Result result = trip("").once();

        assertThat(result.exit()).as(result.err()).isZero();
        List<ConsumerRecord<String, byte[]>> records = broker.records(topic);
        assertThat(records).hasSize(80);
        assertThat(records).extracting(ConsumerRecord::key).doesNotHaveDuplicates();
        for (ConsumerRecord<String, byte[]> record : records) {
            Entry entry = libris.catalogue().record(record.key());
            assertThat(header(record, "ce_subject")).isEqualTo(entry.uri());
            assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(record, "ce_type"))
                    .isEqualTo("bokbuss.record." + (entry.deleted() ? "deleted" : "changed"));
            assertThat(header(record, "ce_id")).hasSize(32);
            assertThat(header(record, "ce_time")).isEqualTo(entry.datestamp());
            assertThat(header(record, "ce_source")).startsWith(libris.baseUrl().toString());
            if (!entry.deleted()) {
                assertThat(header(record, "content-type")).isEqualTo("application/ld+json");
                assertThat(new String(record.value(), UTF_8)).contains(entry.id());
            }
        }
    }

    @Test
    void aDeletionIsATombstoneWhereTheTeamWantsIt() {
        Workspace trip = trip(", tombstones: true");
        assertThat(trip.once().exit()).isZero();
        String bib = libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .findFirst()
                .orElseThrow()
                .uri();
        untilItIsOver(libris.catalogue().delete(bib).modified());

        assertThat(trip.once().exit()).isZero();

        List<ConsumerRecord<String, byte[]>> versions = broker.records(topic).stream()
                .filter(record -> record.key().equals(bib))
                .toList();
        assertThat(versions).hasSize(2);
        assertThat(versions.get(0).value()).isNotNull();
        assertThat(versions.get(1).value()).isNull();
        assertThat(header(versions.get(1), "ce_type")).isEqualTo("bokbuss.record.deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", transactionalId: tx-large"})
    void aRecordTooLargeCostsItselfAlone(String transaction) throws Exception {
        topic += transaction.length();
        broker.topic(topic, Map.of("max.message.bytes", "200000"));
        Workspace trip = trip(transaction, """
            - filter:
                simple: "${header.CamelCloudEventSubject} == '%s'"
                steps:
                  - setBody: { simple: "%s" }
            """.formatted(someBib(), "x".repeat(200_000)));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(broker.records(topic)).hasSize(79);
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).singleElement().satisfies(record -> assertThat(record.cause())
                    .contains(topic, "200000", "max.message.bytes"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", transactionalId: tx-batch"})
    void batchesAreNoLargerThanTheTopicTakes(String transaction) throws Exception {
        topic += transaction.length();
        broker.topic(topic, Map.of("max.message.bytes", "8000"));

        Workspace.Result result = trip(transaction).once();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(broker.records(topic)).hasSize(80);
    }

    @Test
    void aDeletionWithoutDataNamesNoTypeOfData() {
        assertThat(trip("").once().exit()).isZero();

        assertThat(broker.records(topic))
                .filteredOn(record -> record.value().length == 0)
                .isNotEmpty()
                .allSatisfy(record -> {
                    assertThat(header(record, "ce_type")).isEqualTo("bokbuss.record.deleted");
                    assertThat(header(record, "content-type")).isNull();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CamelCloudEventID", "CamelCloudEventSource", "CamelCloudEventType", "CamelCloudEventSubject"})
    void aStepThatTakesHeadersAwayIsNamed(String header) {
        Workspace.Result result =
                trip("", "- removeHeader: { name: " + header + " }").once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("record-kafka-sink: a message without " + header);
    }

    @Test
    void aPageInATransactionAppearsWholeOrNotAtAll() {
        FailingStep.at(call -> call == 45 ? FailingStep.outage() : null);
        Workspace trip = trip(", transactionalId: tx-p", FailingStep.STEP).with("deliver.retry.max-attempts", "1");

        assertThat(trip.once().exit()).isEqualTo(4);

        assertThat(broker.records(topic)).as("four whole pages").hasSize(40);
        FailingStep.at(call -> null);
        assertThat(trip.once().exit()).isZero();
        assertThat(broker.records(topic))
                .extracting(ConsumerRecord::key)
                .hasSize(80)
                .doesNotHaveDuplicates();
    }

    @Test
    void aBrokerThatIsAwayKeepsThePosition() throws Exception {
        Workspace trip = trip("").with("deliver.retry.max-attempts", "1");
        assertThat(trip.once().exit()).isZero();
        untilItIsOver(libris.catalogue().update(someBib()).modified());
        try (KafkaBroker gone = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"))) {
            gone.kill();
            trip.with("kafka.brokers", gone.brokers());

            Workspace.Result stopped = trip.once();

            assertThat(stopped.exit()).isEqualTo(4);
            assertThat(stopped.complaints()).last().asString().contains("Kafka did not take it");
            gone.start();
            assertThat(trip.once().exit()).isZero();
            assertThat(gone.records(topic)).extracting(ConsumerRecord::key).containsExactly(someBib());
        }
    }

    /** Windows end on whole seconds: a change is in one once its second is over. */
    private static void untilItIsOver(Instant change) {
        await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(change));
    }

    private String someBib() {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .skip(30)
                .findFirst()
                .orElseThrow()
                .uri();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
