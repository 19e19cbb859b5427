package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Call;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped pipeline from a topic of a real broker into Libris's holdings. */
class KafkaHoldingsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String GROUP = "bokbuss-holdings";

    @TempDir
    Path folder;

    @Test
    void whatIsRefusedIsSetAsideAndTheTopicWaitsWhileLibrisIsAway() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"));
                Sandbox libris = Sandbox.with().bibs(30).start()) {
            List<Entry> bibs = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                    .limit(10)
                    .toList();
            for (Entry bib : bibs) {
                send(broker, bib.uri(), "{\"bib\": \"%s\", \"copyNumber\": \"k\"}".formatted(bib.uri()));
                if (bib == bibs.get(4)) {
                    send(broker, "x", "{\"bib\": \"x\"}");
                    // As whose it is quarantined says the route, not the message.
                    send(
                            broker,
                            "y",
                            "no JSON",
                            new RecordHeader(
                                    "BokbussPipeline", "theirs".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                    send(broker, "z", null);
                }
            }
            libris.faults().add("503@" + Call.FIND_HOLDING.everyPage() + "*forever");
            Workspace trip = trip(broker, libris);

            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(SOON).until(() -> asked(libris) > 4);
                assertThat(committed(broker)).isZero();
                libris.faults().clear();

                await().atMost(SOON).until(() -> committed(broker) == bibs.size() + 3);
                assertThat(program.err()).contains("kafka-holdings");
            }

            assertThat(bibs).allSatisfy(bib -> assertThat(libris.catalogue().holdings(bib))
                    .filteredOn(holding -> holding.sigel().equals("S"))
                    .singleElement()
                    .satisfies(holding -> assertThat(
                                    libris.writing().document(holding.id()).findValuesAsText("copyNumber"))
                            .containsExactly("k")));
            try (var state = trip.state()) {
                assertThat(state.quarantine().of("kafka-holdings"))
                        .extracting(record -> new String(record.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .containsExactlyInAnyOrder("{\"bib\": \"x\"}", "no JSON", "");
            }
        }
    }

    private Workspace trip(KafkaBroker broker, Sandbox libris) throws Exception {
        Workspace trip = new Workspace(folder, libris.baseUrl());
        libris.librisSettings().forEach(trip::with);
        return trip.file(
                        "routes/kafka-holdings.camel.yaml",
                        Files.readString(Path.of("routes/kafka-holdings.camel.yaml")))
                .with("kafka.brokers", broker.brokers())
                .with("kafka-holdings.enabled", "true")
                .with("kafka-holdings.pause", "1s")
                .with("http.retry.max-attempts", "2")
                .with("libris.write.enabled", "true");
    }

    private static long asked(Sandbox libris) {
        return libris.requests().stream()
                .filter(request -> request.path().equals("/_findhold"))
                .count();
    }

    private static void send(KafkaBroker broker, String key, String value, Header... headers) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.brokers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("holdings", null, key, value, List.of(headers)))
                    .get();
        }
    }

    private static long committed(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.brokers()))) {
            return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }
}
