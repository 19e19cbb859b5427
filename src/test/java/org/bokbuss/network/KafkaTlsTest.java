package org.bokbuss.network;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A broker that wants TLS and a login: what {@code check} says of each part that is missing, and that a run delivers. */
@Timeout(90)
class KafkaTlsTest {
    private static final Authority AUTHORITY = new Authority("the broker's authority");

    @TempDir
    static Path brokerFolder;

    private static KafkaBroker broker;

    @TempDir
    Path folder;

    private Sandbox libris;

    @BeforeAll
    static void startBroker() throws Exception {
        Path identity = Authority.identityPem(brokerFolder.resolve("broker.pem"), AUTHORITY.certify("127.0.0.1"));
        broker = KafkaBroker.start(
                brokerFolder,
                Map.of(
                        "listener.security.protocol.map",
                        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,LOGIN:SASL_SSL",
                        "listener.name.login.ssl.keystore.type",
                        "PEM",
                        "listener.name.login.ssl.keystore.location",
                        "" + identity));
        broker.topic("there", Map.of());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(5).start();
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip() {
        return new Workspace(folder, libris.baseUrl())
                .with("kafka.brokers", broker.brokersWithLogin())
                .file("routes/p.camel.yaml", """
                    - route:
                        id: p
                        from:
                          uri: kamelet:libris-oaipmh-source
                          parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                          steps:
                            - to: { uri: kamelet:record-kafka-sink, parameters: { topic: there } }
                    """);
    }

    private Workspace withLogin(String password) {
        return trip().with("camel.component.kafka.security-protocol", "SASL_SSL")
                .with("camel.component.kafka.sasl-mechanism", "PLAIN")
                .with(
                        "camel.component.kafka.sasl-jaas-config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"team\" password=\""
                                + password + "\";");
    }

    private Workspace trusting(String password) {
        return withLogin(password)
                .with("camel.component.kafka.ssl-truststore-type", "PEM")
                .with("camel.component.kafka.ssl-truststore-location", "" + AUTHORITY.pem(folder));
    }

    private static void refuses(Workspace trip, String... named) {
        Workspace.Result result = trip.run("check");
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(4);
        assertThat(result.out())
                .contains("p: 127.0.0.1:", "record-kafka-sink: ")
                .contains(named);
    }

    @Test
    void recordsArriveByTlsWithALogin() {
        Workspace trip = trusting("word");

        Workspace.Result check = trip.run("check");
        assertThat(check.out()).contains("record-kafka-sink: topic there is there");
        assertThat(check.exit()).isZero();
        assertThat(trip.once().exit()).isZero();
        assertThat(broker.records("there")).hasSize(5);
    }

    @Test
    void withoutTlsTheKeysAreNamed() {
        refuses(trip(), "camel.component.kafka.security-protocol", "sasl-mechanism", "sasl-jaas-config");
    }

    @Test
    void anUnknownAuthorityIsNamedWithTheKey() {
        refuses(withLogin("word"), "TLS failed", "ssl-truststore-location", "certification path");
    }

    @Test
    void aWrongLoginIsNamedAndNotRepeated() {
        Workspace trip = trusting("gissat-ord");
        refuses(trip, "Invalid username or password");
        assertThat(trip.run("check").out()).doesNotContain("gissat");
    }
}
