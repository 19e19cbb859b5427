package org.bokbuss.harvest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The loop of every source kamelet: begin, then while there is more: fetch, split into records, confirm; then finish.
 *
 * <p>One bean a pipeline, holding its parameters; what happens in a run is in {@link Run}.
 */
public final class Pipeline implements CamelContextAware, AggregationStrategy {
    /** Under this name the log knows which pipeline an event belongs to. */
    static final String MDC_PIPELINE = "pipeline";

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private static final String REGISTERED = "bokbussPipeline:";

    private CamelContext context;
    private String pipeline;
    private Source source;
    private Instant from;
    private Duration overlap = Duration.ofMinutes(2);
    private boolean repeatsToo;
    private boolean skipsOwnWrites;

    /** The one of that name; empty if no route of this context has it. */
    public static Optional<Pipeline> of(CamelContext context, String name) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(REGISTERED + name, Pipeline.class));
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        boolean follows = context.getCamelContextExtension().getInterceptStrategies().stream()
                .anyMatch(ErrorsAsFailures.class::isInstance);
        if (!follows) {
            throw new UserError(
                    "Camel " + context.getVersion() + " has not loaded what follows records through a route:"
                            + " take Camel 4.17 or later, and if you pack jars into one, keep the lines of all their"
                            + " META-INF/services/org.apache.camel.spi.ContextServicePlugin");
        }
        this.context = context;
    }

    /** Its name in position, ledger, files and metrics. */
    public void setPipeline(String pipeline) {
        if (!pipeline.matches("[\\p{Alnum}][\\p{Alnum}._-]{0,99}")) {
            throw new UserError("pipeline '" + pipeline
                    + "': a name has letters, digits, '.', '_' and '-', and begins with a letter or digit");
        }
        this.pipeline = pipeline;
        // A kamelet's own beans are known to its route alone.
        context.getRegistry().bind(REGISTERED + pipeline, this);
    }

    public String getPipeline() {
        return pipeline;
    }

    public void setSource(Source source) {
        this.source = source;
    }

    /** Where a first run starts: a date or a time with zone; empty for the source's beginning. */
    public void setFrom(String from) {
        this.from = from == null || from.isBlank() ? null : time("from", from.strip());
    }

    /** How far each run reaches back behind the position. */
    public void setOverlap(String overlap) {
        this.overlap = Settings.duration("overlap", overlap);
    }

    /** {@code skip} or {@code deliver} a record that was already delivered with the same id and content. */
    public void setUnchanged(String unchanged) {
        this.repeatsToo = !skips("unchanged", unchanged);
    }

    /** {@code deliver} or {@code skip} what this program has written into the source itself. */
    public void setOwnWrites(String ownWrites) {
        this.skipsOwnWrites = skips("ownWrites", ownWrites);
    }

    private static boolean skips(String name, String value) {
        if (!value.equals("skip") && !value.equals("deliver")) {
            throw new UserError(name + "=" + value + ": write skip or deliver");
        }
        return value.equals("skip");
    }

    /** What a run would ask first. Contacts nobody. */
    public String explain() {
        return SourceReport.of(this).plan();
    }

    /**
     * What the source answers when it is asked who it is.
     *
     * @throws Exception if it does not answer, or not as a source does; see {@link Outcome#failed}
     */
    public String check() throws Exception {
        return SourceReport.of(this).check();
    }

    Pipelines pipelines() {
        return Pipelines.of(context);
    }

    Session open() {
        return source.open(context, pipelines().settings());
    }

    boolean skipsOwnWrites() {
        return skipsOwnWrites;
    }

    Instant from() {
        return from;
    }

    Duration overlap() {
        return overlap;
    }

    boolean repeatsToo() {
        return repeatsToo;
    }

    /** Takes the pipeline's lease and opens the next window in the ledger. */
    public void begin(Exchange exchange) {
        MDC.put(MDC_PIPELINE, pipeline);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                close(done);
            }
        });
        unlessEnded(exchange, () -> {
            Pipelines pipelines = pipelines();
            RunRequest request = exchange.getProperty(RunRequest.PROPERTY, RunRequest.class);
            boolean scheduled = request == null;
            Run run = new Run(this, pipelines, scheduled ? RunRequest.scheduled() : request);
            exchange.setProperty(Run.PROPERTY, run);
            if (!scheduled || pipelines.wants(pipeline, exchange.getFromRouteId())) {
                run.begin();
            }
        });
    }

    /** Brings the next page, proven whole; asks for the one after it, so that it comes while this one is delivered. */
    public void fetch(Exchange exchange) {
        unlessEnded(exchange, () -> run(exchange).fetch());
        exchange.getMessage().setBody(null);
    }

    /** The page's records that are to be delivered, a message each; none where the page could not be had. */
    public Iterator<Message> records(Exchange exchange) {
        return isEnded(exchange) ? Collections.emptyIterator() : run(exchange).records(exchange);
    }

    /** Notes that a record is on its way into the team's steps. */
    public void handOver(Exchange record) {
        run(record).handOver(record);
    }

    /** Notes that a record could not be delivered; nothing of its exchange passes into the loop's. */
    @Override
    public Exchange aggregate(Exchange before, Exchange record) {
        if (record.getException() != null) {
            run(record).refused(record.getException());
        }
        return null;
    }

    /** Waits until every record is delivered or quarantined, then moves the position. */
    public void confirm(Exchange exchange) {
        unlessEnded(exchange, () -> run(exchange).confirm());
    }

    /** Closes the window: all is delivered. */
    public void finish(Exchange exchange) {
        unlessEnded(exchange, () -> end(exchange, run(exchange).finish()));
    }

    /** A step of the loop. One that fails ends the run where it stands, and those after it do nothing. */
    private void unlessEnded(Exchange exchange, Step step) {
        if (isEnded(exchange)) {
            return;
        }
        try {
            step.take();
        } catch (Throwable failed) {
            Run run = run(exchange);
            end(exchange, run == null ? notBegun(exchange, failed) : run.fail(failed));
            if (failed instanceof Error error) {
                // Whoever watches for memory that has run out hears of it.
                throw error;
            }
        }
    }

    /** What a step of the loop does. */
    private interface Step {
        void take() throws Exception;
    }

    /** Closes a run that a step ended beside the loop: by {@code stop}, a rollback, or an {@link Error}. */
    public static void close(Exchange exchange) {
        Run run = run(exchange);
        if (run != null && !isEnded(exchange)) {
            end(exchange, run.endedByAStep(exchange.getException()));
        }
    }

    private static boolean isEnded(Exchange exchange) {
        return exchange.getProperty(Outcome.PROPERTY) != null;
    }

    private static void end(Exchange exchange, Outcome outcome) {
        exchange.setProperty(Outcome.PROPERTY, outcome);
        MDC.remove(MDC_PIPELINE);
    }

    /** The state could not be opened, for one; the next tick tries again. */
    private Outcome notBegun(Exchange exchange, Throwable cause) {
        if (exchange.getProperty(RunRequest.PROPERTY) == null) {
            // Nobody waits for the outcome of a scheduled run.
            LOG.error(
                    "{}: the run cannot begin: {}",
                    pipeline,
                    cause instanceof UserError ? cause.getMessage() : cause.toString());
        }
        return Outcome.failed(pipeline, cause);
    }

    private static Run run(Exchange exchange) {
        return exchange.getProperty(Run.PROPERTY, Run.class);
    }

    /** A time with zone, or a date, which means its first moment in UTC as Libris reads it. */
    public static Instant time(String name, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new UserError(
                    name + "=" + text + " is not a time; write 2024-01-31 or 2024-01-31T00:00:00Z, with its zone", e);
        }
    }
}
