package org.bokbuss.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunListener;
import org.bokbuss.harvest.RunListenerFactory;
import org.bokbuss.state.ChunkCommit;

/**
 * Counts what this process has harvested since it started, just as the ledger does, and shows how its pipelines stand.
 * In Prometheus's format {@code bokbuss.records} is {@code bokbuss_records_total}.
 */
final class Metrics implements RunListenerFactory {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Shows all figures of these pipelines, also those that are 0. */
    void show(PipelineStatuses standings) {
        for (String pipeline : standings.pipelines()) {
            over(pipeline);
            gauge("bokbuss.seconds.behind", pipeline, standings, standing -> seconds(standing.behind()));
            gauge(
                    "bokbuss.last.complete.timestamp.seconds",
                    pipeline,
                    standings,
                    standing -> seconds(standing.row().lastComplete()));
            gauge("bokbuss.quarantine", pipeline, standings, standing -> standing.row()
                    .quarantined());
            Gauge.builder("bokbuss.running", standings, now -> now.isAtWork(pipeline) ? 1 : 0)
                    .tag("pipeline", pipeline)
                    .strongReference(true)
                    .register(registry);
        }
    }

    private void gauge(
            String name, String pipeline, PipelineStatuses standings, ToDoubleFunction<PipelineStatus> figure) {
        Gauge.builder(name, standings, now -> figure.applyAsDouble(now.of(pipeline)))
                .tag("pipeline", pipeline)
                .strongReference(true)
                .register(registry);
    }

    private static double seconds(Duration duration) {
        return duration == null ? Double.NaN : duration.toSeconds();
    }

    private static double seconds(Instant time) {
        return time == null ? Double.NaN : time.getEpochSecond();
    }

    @Override
    public RunListener over(String pipeline) {
        return new Counted(registry, pipeline);
    }

    private static final class Counted implements RunListener {
        private final Counter records;
        private final Counter deletions;
        private final Counter pages;
        private final Counter quarantined;
        private final Counter bytes;
        private final Counter retries;
        private final Map<Outcome.Ending, Counter> runs = new EnumMap<>(Outcome.Ending.class);

        Counted(MeterRegistry registry, String pipeline) {
            Tags tags = Tags.of("pipeline", pipeline);
            records = registry.counter("bokbuss.records", tags);
            deletions = registry.counter("bokbuss.deletions", tags);
            pages = registry.counter("bokbuss.pages", tags);
            quarantined = registry.counter("bokbuss.quarantined", tags);
            bytes = registry.counter("bokbuss.bytes", tags);
            retries = registry.counter("bokbuss.retries", tags);
            for (Outcome.Ending ending : Outcome.Ending.values()) {
                String outcome = ending.name().toLowerCase(Locale.ROOT);
                runs.put(ending, registry.counter("bokbuss.runs", tags.and("outcome", outcome)));
            }
        }

        @Override
        public void answered(Response answer) {
            bytes.increment(answer.size());
        }

        @Override
        public void askingAgain(SourceFailure failure) {
            retries.increment();
        }

        @Override
        public void confirmed(ChunkCommit done) {
            records.increment(done.delivered());
            deletions.increment(done.deletions());
            pages.increment(done.pages());
            quarantined.increment(done.setAside().size());
        }

        @Override
        public void ended(Outcome outcome) {
            runs.get(outcome.ending()).increment();
        }
    }
}
