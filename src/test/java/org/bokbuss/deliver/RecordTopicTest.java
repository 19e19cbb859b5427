package org.bokbuss.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bokbuss.kafka.KafkaBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a producer of transactions in the life of a process, at a real broker. */
class RecordTopicTest {
    private static final String OPTIONS = "&requestRequiredAcks=all"
            + "&valueSerializer=org.apache.kafka.common.serialization.ByteArraySerializer"
            + "&maxBlockMs=10000&requestTimeoutMs=10000&deliveryTimeoutMs=30000";

    private final CamelContext context = new DefaultCamelContext();
    private KafkaBroker broker;
    private RecordTopic sink;
    private int chunks;

    @BeforeEach
    void start() throws Exception {
        broker = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"));
        context.start();
        sink = new RecordTopic();
        sink.setCamelContext(context);
        sink.setEndpoint("kafka:records?brokers=" + broker.brokers() + OPTIONS);
        sink.setTransactionalId("tx");
    }

    @AfterEach
    void close() {
        context.stop();
        broker.close();
    }

    @Test
    void whoLostItsTransactionsToAnotherTakesThemBack() throws Exception {
        deliver("a");
        anotherTakesTheName();

        assertThatThrownBy(() -> deliver("b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Kafka did not take it");
        deliver("b");
        deliver("c");

        assertThat(broker.records("records")).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    @Tag("long")
    void aBrokerThatWasAwayIsFoundAgain() throws Exception {
        deliver("a");
        broker.kill();
        assertThatThrownBy(() -> deliver("b")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> deliver("b"))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("nobody listens");
        broker.start();

        deliver("b");

        assertThat(broker.records("records")).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("a", "b");
    }

    private void anotherTakesTheName() {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.brokers(), "transactional.id", "tx");
        try (var other = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            other.initTransactions();
        }
    }

    /** A chunk of one record. */
    private void deliver(String subject) throws Exception {
        Barrier chunk = new Barrier("p", ++chunks, Fence.NONE);
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(Barrier.PROPERTY, chunk);
        Message message = exchange.getMessage();
        message.setHeader("CamelCloudEventID", subject);
        message.setHeader("CamelCloudEventSource", "https://libris.kb.se");
        message.setHeader("CamelCloudEventType", "bokbuss.record.changed");
        message.setHeader("CamelCloudEventSubject", subject);
        message.setBody("{}".getBytes(UTF_8));
        sink.write(exchange);
        chunk.settle();
    }
}
