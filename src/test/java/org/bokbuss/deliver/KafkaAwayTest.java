package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker, or a topic, that is not there when a run begins: the run ends with the cause, once, and soon. */
@Timeout(30)
class KafkaAwayTest {
    private static KafkaBroker broker;

    @TempDir
    Path folder;

    private Sandbox libris;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(
                Files.createTempDirectory("bokbuss-kafka"), Map.of("auto.create.topics.enable", "false"));
        broker.topic("there", Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(20).pageSize(10).start();
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip(String brokers, String parameters) {
        return new Workspace(folder, libris.baseUrl())
                .with("kafka.brokers", brokers)
                .file("routes/p.camel.yaml", """
                    - route:
                        id: p
                        from:
                          uri: kamelet:libris-oaipmh-source
                          parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                          steps:
                            - to: { uri: kamelet:record-kafka-sink, parameters: { %s } }
                    """.formatted(parameters));
    }

    private static void assertIncomplete(Workspace.Result result, String... named) {
        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.complaints())
                .filteredOn(line -> line.contains("Kafka did not take it"))
                .singleElement()
                .asString()
                .contains(named);
        assertThat(result.err().lines()).hasSizeLessThan(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", transactionalId: tx"})
    void aTopicThatIsNotThereIsNamed(String transaction) {
        assertIncomplete(trip(broker.brokers(), "topic: nowhere" + transaction).once(), "nowhere", broker.brokers());
    }

    @Test
    void aBrokerThatIsNotThereIsNamed() throws Exception {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        assertIncomplete(trip(nobody, "topic: there").once(), nobody, "nobody listens there");
    }

    @Test
    void aHostThatIsUnknownIsNamed() {
        assertIncomplete(trip("kafka.invalid:9092", "topic: there").once(), "kafka.invalid:9092", "No resolvable");
    }

    @Test
    void aLoginThatIsMissingIsNamed() {
        assertIncomplete(trip(broker.brokersWithLogin(), "topic: there").once(), broker.brokersWithLogin(), "SASL");
    }

    @Test
    void aLoginThatIsWrongIsNamed() {
        assertIncomplete(withLogin("wrong").once(), broker.brokersWithLogin(), "Invalid username or password");
    }

    @Test
    void aLoginIsGivenInCamelsSettings() {
        Workspace.Result result = withLogin("word").once();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(broker.records("there")).hasSize(20);
    }

    private Workspace withLogin(String password) {
        return trip(broker.brokersWithLogin(), "topic: there")
                .with("camel.component.kafka.security-protocol", "SASL_PLAINTEXT")
                .with("camel.component.kafka.sasl-mechanism", "PLAIN")
                .with(
                        "camel.component.kafka.sasl-jaas-config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"team\" password=\""
                                + password + "\";");
    }
}
