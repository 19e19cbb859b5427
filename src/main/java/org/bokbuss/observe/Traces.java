package org.bokbuss.observe;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunListener;
import org.bokbuss.harvest.RunListenerFactory;
import org.bokbuss.state.ChunkCommit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Runs as OpenTelemetry traces: a span for the run, in it one for each request and one for each delivery of a page.
 *
 * <p>Made here and not by Camel's tracer, which would make several spans of every record and show the addresses of the
 * team's endpoints.
 */
public final class Traces implements RunListenerFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
    private static final int PATIENCE_SECONDS = 2;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    private Traces(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("org.bokbuss");
    }

    /**
     * Those that {@code otel.endpoint} or the standard variables of OpenTelemetry ask for; empty if none of them does.
     *
     * @throws UserError if what they ask for makes no sense
     */
    public static Optional<Traces> of(Settings settings) {
        Optional<String> endpoint = settings.find(Key.OTEL_ENDPOINT);
        return endpoint.isPresent() || standardVariables() ? Optional.of(open(endpoint)) : Optional.empty();
    }

    private static boolean standardVariables() {
        return Stream.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                .anyMatch(name -> System.getenv(name) != null);
    }

    private static Traces open(Optional<String> endpoint) {
        Map<String, String> defaults = new HashMap<>(Map.of(
                "otel.service.name", "bokbuss",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none"));
        endpoint.ifPresent(address -> defaults.put("otel.exporter.otlp.endpoint", address));
        // That a collector is unavailable is said in our log, and not as the JDK would say it.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            return new Traces(AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> defaults)
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk());
        } catch (ConfigurationException e) {
            throw new UserError("otel: " + e.getMessage() + "; correct otel.endpoint or the OTEL_ variables", e);
        }
    }

    @Override
    public RunListener over(String pipeline) {
        return new Traced(tracer, pipeline);
    }

    /** Sends what is left. A collector that is unavailable must not keep the process from its end. */
    @Override
    public void close() {
        if (!sdk.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS).isSuccess()) {
            LOG.warn("the last traces are lost: their collector took none within {} s", PATIENCE_SECONDS);
        }
    }

    private static final class Traced implements RunListener {
        private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");

        private final Tracer tracer;
        private final String pipeline;
        private Span run = Span.getInvalid();
        private volatile Span request = Span.getInvalid();
        private Span delivery = Span.getInvalid();

        Traced(Tracer tracer, String pipeline) {
            this.tracer = tracer;
            this.pipeline = pipeline;
        }

        @Override
        public void began() {
            run = tracer.spanBuilder("harvest " + pipeline)
                    .setNoParent()
                    .setAttribute("bokbuss.pipeline", pipeline)
                    .startSpan();
        }

        private Span within(String name, SpanKind kind) {
            return tracer.spanBuilder(name)
                    .setParent(Context.root().with(run))
                    .setSpanKind(kind)
                    .startSpan();
        }

        @Override
        public void asked(Request asked) {
            request = within(asked.method(), SpanKind.CLIENT)
                    .setAttribute("http.request.method", asked.method())
                    .setAttribute("url.full", Secrets.mask(asked.uri().toString()))
                    .setAttribute("server.address", String.valueOf(asked.uri().getHost()));
        }

        @Override
        public void askingAgain(SourceFailure failure) {
            request.addEvent("retrying", Attributes.of(REASON, told(failure)));
        }

        @Override
        public void answered(Response answer) {
            request.setAttribute("http.response.status_code", answer.status())
                    .setAttribute("http.response.body.size", answer.size())
                    .end();
        }

        @Override
        public void unanswered(Throwable cause) {
            request.setStatus(StatusCode.ERROR, told(cause)).end();
        }

        private static String told(Throwable cause) {
            return Secrets.mask(String.valueOf(cause.getMessage()));
        }

        @Override
        public void delivering() {
            delivery = within("deliver", SpanKind.INTERNAL);
        }

        @Override
        public void confirmed(ChunkCommit done) {
            delivery.setAttribute("bokbuss.records", done.delivered())
                    .setAttribute("bokbuss.deletions", done.deletions())
                    .setAttribute("bokbuss.repeats", done.repeats())
                    .setAttribute("bokbuss.quarantined", done.setAside().size())
                    .end();
        }

        @Override
        public void ended(Outcome outcome) {
            delivery.end();
            run.setAttribute("bokbuss.outcome", outcome.ending().name().toLowerCase(Locale.ROOT))
                    .setAttribute("bokbuss.records", outcome.records());
            if (outcome.ending() != Outcome.Ending.COMPLETE) {
                run.setStatus(StatusCode.ERROR, String.valueOf(outcome.sentence()));
            }
            run.end();
        }
    }
}
