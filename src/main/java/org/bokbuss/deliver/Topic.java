package org.bokbuss.deliver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A topic at brokers that may be away. It is looked at before anything is sent, so that what is wrong is said once. */
final class Topic {
    private static final int PATIENCE_MS = 10_000;

    /** With Kafka's 16 kB, eight records, half of the throughput is lost. */
    private static final int BATCH = 128 << 10;

    /** Kafka's own, where the topic's is not told: a login may send to a topic and not read how it is set. */
    private static final int USUAL_LIMIT = 1 << 20;

    private final KafkaEndpoint endpoint;

    Topic(KafkaEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    String name() {
        return endpoint.getConfiguration().getTopic();
    }

    private String brokers() {
        return endpoint.getKafkaClientFactory().getBrokers(endpoint.getConfiguration());
    }

    private Properties settings() {
        Properties settings = endpoint.getConfiguration().createProducerProperties();
        endpoint.updateClassProperties(settings);
        settings.put("bootstrap.servers", brokers());
        return settings;
    }

    /**
     * How many bytes a batch may have, and so a record.
     *
     * @throws SinkUnavailable if the topic or its brokers are not there
     */
    int limit() {
        try (Admin admin = Admin.create(slowly())) {
            OptionalInt told = told(admin);
            if (told.isEmpty()) {
                haveItMade();
                told = told(admin);
            }
            return told.orElse(USUAL_LIMIT);
        } catch (KafkaException away) {
            throw halted(away);
        }
    }

    /** The topic's {@code max.message.bytes}; nothing if the topic is unknown, or this login may not know. */
    private OptionalInt told(Admin admin) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name());
        try {
            var config =
                    admin.describeConfigs(List.of(topic)).values().get(topic).get();
            return OptionalInt.of(
                    Integer.parseInt(config.get("max.message.bytes").value()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof AuthorizationException) {
                return OptionalInt.empty();
            }
            throw e.getCause() instanceof KafkaException away ? away : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SinkUnavailable("record-kafka-sink: stopped while waiting for " + brokers(), e);
        }
    }

    /** Each try is a warning in the log. */
    private Properties slowly() {
        Properties settings = settings();
        settings.put("default.api.timeout.ms", PATIENCE_MS);
        for (String retry : List.of("reconnect.backoff", "retry.backoff")) {
            settings.put(retry + ".ms", 1_000);
            settings.put(retry + ".max.ms", 2_500);
        }
        return settings;
    }

    /** Brokers may make a topic when a producer asks for it. */
    private void haveItMade() {
        try (Producer<String, byte[]> asking = made(slowly())) {
            asking.partitionsFor(name());
        } catch (TimeoutException e) {
            throw new SinkUnavailable(
                    "Kafka did not take it: there is no topic " + name() + " at " + brokers()
                            + "; make it, or correct the parameter topic of record-kafka-sink",
                    e);
        }
    }

    /**
     * What sends there.
     *
     * @param limit the topic's: a batch above it is divided in pieces of the same size, without end (KAFKA-8350)
     * @param transactionalId names its transactions, and takes the name from who had it before; empty for none
     * @throws SinkUnavailable if the brokers give it no transactions
     */
    Producer<String, byte[]> producer(int limit, String transactionalId) {
        Properties settings = settings();
        settings.put("batch.size", Math.min(BATCH, limit));
        // A record's size is judged before it is sent; Kafka's own estimate is some bytes above it.
        settings.put("max.request.size", Math.max(USUAL_LIMIT, limit) + 1024);
        if (transactionalId.isEmpty()) {
            return made(settings);
        }
        settings.put("transactional.id", transactionalId);
        Producer<String, byte[]> producer = made(settings);
        try {
            producer.initTransactions();
            return producer;
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw halted(e);
        }
    }

    @SuppressWarnings("unchecked")
    private Producer<String, byte[]> made(Properties settings) {
        return endpoint.getKafkaClientFactory().getProducer(settings);
    }

    private SinkUnavailable halted(KafkaException away) {
        return new SinkUnavailable("Kafka did not take it: " + brokers() + ": " + reason(away), away);
    }

    private String reason(KafkaException away) {
        Throwable root = away;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (away instanceof SslAuthenticationException || away.getCause() instanceof SslAuthenticationException) {
            return "TLS failed: " + root.getMessage()
                    + "; whom to trust is set by camel.component.kafka.ssl-truststore-type=PEM and"
                    + " ssl-truststore-location, a client certificate by ssl-keystore-type and ssl-keystore-location";
        }
        if (!(root instanceof TimeoutException)) {
            return root.getClass().getSimpleName() + ": " + root.getMessage();
        }
        return Arrays.stream(brokers().split(",")).anyMatch(Topic::listens)
                ? "somebody listens there and does not answer as Kafka does without a login; if it wants TLS or SASL,"
                        + " set camel.component.kafka.security-protocol, sasl-mechanism and sasl-jaas-config ("
                        + root.getMessage() + ")"
                : "nobody listens there; start the broker, or correct kafka.brokers";
    }

    private static boolean listens(String broker) {
        int colon = broker.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(broker.substring(colon + 1).strip());
            socket.connect(new InetSocketAddress(broker.substring(0, colon).strip(), port), 2_000);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
