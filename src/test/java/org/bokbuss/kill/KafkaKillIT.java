package org.bokbuss.kill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program delivers to a broker; now the one is killed at an arbitrary moment, now the other, and started
 * again: a consumer of committed records finds every version, and what the ledger counts.
 */
class KafkaKillIT {
    private static final int PAGE = 50;
    private static final String TOPIC = "records";

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingIsLost() throws Exception {
        killAndComplete(4);
    }

    @Test
    @Tag("long")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void nothingIsLostInManyKills() throws Exception {
        killAndComplete(100);
    }

    private void killAndComplete(int kills) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (KafkaBroker broker = KafkaBroker.start(Files.createDirectory(folder.resolve("kafka")));
                Sandbox libris = Sandbox.with()
                        .bibs(400)
                        .pageSize(PAGE)
                        .latency(Duration.ofMillis(20))
                        .start()) {
            broker.topic(TOPIC, Map.of());
            PackagedProgram journey = new PackagedProgram(
                            Files.createDirectory(folder.resolve("home")), libris.baseUrl(), "set: bib", "cloudevents")
                    .route(
                            "libris-oaipmh-source",
                            "metadataPrefix: jsonld",
                            "record-kafka-sink",
                            "topic: " + TOPIC + ", brokers: '" + broker.brokers() + "'");
            Cataloguers cataloguers = new Cataloguers(libris.catalogue(), seed);
            Random chance = new Random(seed);
            int killed = 0;
            int brokerKilled = 0;
            while (killed + brokerKilled < kills) {
                cataloguers.change(2 * PAGE);
                Process program = journey.start("once", "p");
                int moment = libris.requests().size() + 2 + chance.nextInt(5);
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> libris.requests().size() >= moment || !program.isAlive());
                if (chance.nextBoolean()) {
                    killed += program.destroyForcibly().waitFor() == 128 + 9 ? 1 : 0;
                } else {
                    broker.kill();
                    broker.start();
                    brokerKilled++;
                    assertThat(program.waitFor(2, TimeUnit.MINUTES))
                            .as(journey.said())
                            .isTrue();
                    // A broker that comes back too late for this run is there for the next one.
                    assertThat(program.exitValue()).as(journey.said()).isIn(0, 4);
                }
            }
            Instant last = cataloguers.change(PAGE);
            // Windows end on whole seconds: the last change is in one once its second is over.
            await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(last));
            assertThat(journey.once(120)).as(journey.said()).isZero();

            compare(broker.records(TOPIC), libris, journey, killed, brokerKilled);
        }
    }

    private static void compare(
            List<ConsumerRecord<String, byte[]>> records,
            Sandbox libris,
            PackagedProgram journey,
            int killed,
            int brokerKilled) {
        Map<String, ConsumerRecord<String, byte[]>> latest = new HashMap<>();
        Set<String> events = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            latest.put(record.key(), record);
            events.add(header(record, "ce_id"));
        }
        List<Entry> lost = libris.catalogue()
                .entries()
                .filter(entry -> !isThere(entry, latest.get(entry.uri())))
                .toList();
        int repeats = records.size() - events.size();
        System.out.printf(
                "kill: kafka, %d kills of the program, %d of the broker, %d records, %d repeats, %d lost%n",
                killed, brokerKilled, records.size(), repeats, lost.size());
        assertThat(lost).isEmpty();
        assertThat(repeats).isLessThanOrEqualTo((killed + brokerKilled) * PAGE);
        try (State state = journey.state()) {
            long counted = state.ledger().of("p").stream()
                    .mapToLong(LedgerRow::records)
                    .sum();
            assertThat((long) records.size())
                    .as("records, of which the ledger counts " + counted)
                    .isBetween(counted, counted + (killed + brokerKilled) * PAGE);
        }
    }

    private static boolean isThere(Entry entry, ConsumerRecord<String, byte[]> record) {
        return record != null
                && header(record, "ce_time").equals(entry.datestamp())
                && header(record, "ce_type").endsWith("deleted") == entry.deleted();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
