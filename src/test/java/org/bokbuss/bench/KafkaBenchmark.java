package org.bokbuss.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.tools.ProducerPerformance;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.PendingDelivery;
import org.bokbuss.kafka.KafkaBroker;

/**
 * 200,000 records of 2 kB through {@code record-kafka-sink}, in chunks of 1000 as the loop hands them over, against the
 * broker's own {@code kafka-producer-perf-test}, once with a producer's defaults and once with the sink's linger and batch
 * size: the same broker, a new topic of one partition each, acks=all, idempotent, each in a Java process of its own, by
 * turns. Prints the ratios of the records a second, the medians last. The sink sends a key and ten headers beside the
 * 2 kB, the tool does not.
 *
 * <p>Arguments: how often to measure (default 5).
 */
public final class KafkaBenchmark {
    private static final int RECORDS = 200_000;
    private static final int CHUNK = 1_000;
    private static final int SIZE = 2_048;
    private static final Pattern RATE = Pattern.compile(RECORDS + " records sent, ([0-9.]+) records/sec");

    private KafkaBenchmark() {}

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        Path folder = Files.createTempDirectory("bokbuss-bench");
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            List<Double> toDefaults = new ArrayList<>();
            List<Double> toItsOwn = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                double defaults = tool(broker, "defaults" + i);
                double sink = sink(broker, "sink" + i);
                double itsOwn = tool(broker, "own" + i, "linger.ms=5", "batch.size=131072");
                toDefaults.add(sink / defaults);
                toItsOwn.add(sink / itsOwn);
                System.out.printf(
                        "records/s: sink %.0f, tool %.0f, tool with the sink's settings %.0f: ratios %.2f, %.2f%n",
                        sink, defaults, itsOwn, toDefaults.get(i), toItsOwn.get(i));
            }
            System.out.printf(
                    "median ratios to the broker's own tool: %.2f, with the sink's settings %.2f%n",
                    median(toDefaults), median(toItsOwn));
        } finally {
            delete(folder);
        }
    }

    private static double median(List<Double> ratios) {
        return ratios.stream().sorted().toList().get(ratios.size() / 2);
    }

    private static double tool(KafkaBroker broker, String topic, String... settings) throws Exception {
        broker.topic(topic, Map.of());
        List<String> arguments = new ArrayList<>(List.of(
                "--topic",
                topic,
                "--num-records",
                "" + RECORDS,
                "--record-size",
                "" + SIZE,
                "--throughput",
                "-1",
                "--producer-props",
                "bootstrap.servers=" + broker.brokers(),
                "acks=all",
                "enable.idempotence=true"));
        arguments.addAll(List.of(settings));
        return rate(ProducerPerformance.class, arguments.toArray(String[]::new));
    }

    private static double sink(KafkaBroker broker, String topic) throws Exception {
        broker.topic(topic, Map.of());
        return rate(Sink.class, broker.brokers(), topic);
    }

    private static double rate(Class<?> program, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As in the tool's own start script.
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(said);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IllegalStateException(program.getSimpleName() + " did not send all: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    /** The process that feeds the sink; prints its rate as the tool does. */
    static final class Sink {
        public static void main(String[] args) throws Exception {
            CamelContext context = new DefaultCamelContext();
            context.getPropertiesComponent().addInitialProperty("kafka.brokers", args[0]);
            context.setStreamCaching(false);
            context.addRoutes(route(args[1]));
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            Instant begun = Instant.now();
            for (int first = 0; first < RECORDS; first += CHUNK) {
                send(context, template, first);
            }
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
            System.out.printf("%d records sent, %.1f records/sec%n", RECORDS, RECORDS / seconds);
            context.stop();
        }

        private static RouteBuilder route(String topic) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:chunk")
                            .split(body())
                            .streaming()
                            .stopOnException()
                            .to("kamelet:record-kafka-sink?topic=" + topic);
                }
            };
        }

        private static void send(CamelContext context, ProducerTemplate template, int first) {
            Arrivals arrivals = new Arrivals();
            Iterator<Message> messages = IntStream.range(first, first + CHUNK)
                    .mapToObj(number -> message(context, number))
                    .iterator();
            var chunk = template.request("direct:chunk", exchange -> {
                exchange.setProperty(Barrier.PROPERTY, new Barrier("bench", first / CHUNK + 1, Fence.NONE));
                exchange.setProperty(PendingDelivery.PROPERTY, arrivals);
                exchange.getMessage().setBody(messages);
            });
            arrivals.await();
            if (chunk.isFailed() || arrivals.refusal != null) {
                throw new IllegalStateException(
                        "a record was refused", chunk.isFailed() ? chunk.getException() : arrivals.refusal);
            }
        }

        /** What the loop makes of a MARC record. */
        private static Message message(CamelContext context, int number) {
            String subject = "https://libris.kb.se/bench" + number;
            Message message = new DefaultMessage(context);
            message.setHeader("CamelCloudEventVersion", "1.0");
            message.setHeader("CamelCloudEventID", "0123456789abcdef0123456" + (100_000_000 + number));
            message.setHeader(
                    "CamelCloudEventSource", "https://libris.kb.se/api/oaipmh/?set=bib&metadataPrefix=marcxml");
            message.setHeader("CamelCloudEventType", "bokbuss.record.changed");
            message.setHeader("CamelCloudEventSubject", subject);
            message.setHeader("CamelCloudEventTime", "2026-05-01T10:00:00+02:00");
            message.setHeader("CamelCloudEventDataContentType", "application/marcxml+xml");
            message.setHeader("BokbussPipeline", "bench");
            message.setHeader("Bokbuss-sets", "bib");
            message.setHeader("Bokbuss-agent", "https://libris.kb.se/library/S");
            message.setBody(BODY.clone());
            return message;
        }

        private static final byte[] BODY =
                "Ämnesord å ä ö ".repeat(200).substring(0, SIZE).getBytes(StandardCharsets.ISO_8859_1);

        private static final class Arrivals implements PendingDelivery {
            private final Phaser underway = new Phaser(1);
            private volatile Throwable refusal;

            @Override
            public boolean isRefusedBy(Throwable cause) {
                return false;
            }

            @Override
            public boolean isTaken(Object sink, CloudEvent event) {
                return false;
            }

            @Override
            public void taken(Object sink, CloudEvent event) {
                // There is one sink.
            }

            @Override
            public void hold() {
                underway.register();
            }

            @Override
            public void gathers(Runnable complete) {
                // Kafka's own producer gathers.
            }

            @Override
            public void leaves() {
                // As above.
            }

            @Override
            public void release(Throwable cause) {
                if (cause != null) {
                    refusal = cause;
                }
                underway.arriveAndDeregister();
            }

            void await() {
                underway.arriveAndAwaitAdvance();
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
