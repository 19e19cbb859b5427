package org.bokbuss.libris.write;

import java.time.Duration;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.KeyedExecutor;
import org.bokbuss.deliver.PendingDelivery;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.Sink;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.harvest.RunCompletionHook;
import org.bokbuss.state.QuarantinedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink behind {@code libris-holdings-sink} and {@code libris-record-sink}: what a message asks for is written into
 * Libris.
 *
 * <p>Behind a source of Bokbuss several are written at once, and a record counts as delivered when Libris has stored it.
 * In another route each message waits for its write; one that is refused is quarantined under the pipeline's name, if it
 * has one, or fails.
 */
public final class LibrisSink extends Sink implements RunCompletionHook {
    private static final Logger LOG = LoggerFactory.getLogger(LibrisSink.class);

    /** So many writes wait for each that is under way. */
    static final int WAITING = 7;

    /** What to do with a deletion. */
    private enum OnDelete {
        DELETE,
        IGNORE,
        REFUSE
    }

    private WriteRequests requests;
    private String pipeline = "";
    private String sigel = "";
    private OnDelete onDelete = OnDelete.DELETE;
    private boolean dryRun;
    private Duration pause = Duration.ofSeconds(10);
    private LibrisWriter writer;
    private KeyedExecutor executor;

    /** Reads the messages. */
    public void setRequests(WriteRequests requests) {
        this.requests = requests;
    }

    /** Its name in quarantine and audit log, where the route has no source of Bokbuss. */
    public void setPipeline(String pipeline) {
        this.pipeline = pipeline.strip();
    }

    /** The library that is written for, where a message names none; empty for {@code libris.sigel}. */
    public void setSigel(String sigel) {
        this.sigel = sigel.strip();
    }

    /** What to do with a deletion: {@code delete}, {@code ignore}, or {@code refuse}, which sets it aside. */
    public void setOnDelete(String onDelete) {
        this.onDelete = switch (onDelete) {
            case "delete" -> OnDelete.DELETE;
            case "ignore" -> OnDelete.IGNORE;
            case "refuse" -> OnDelete.REFUSE;
            default -> throw new UserError("onDelete=" + onDelete + ": write delete, ignore or refuse");
        };
    }

    /** How long a message waits before it fails because Libris is unavailable, where the route has no source of Bokbuss. */
    public void setPause(String pause) {
        this.pause = Settings.duration("pause", pause);
    }

    /** Tell what would change, write nothing. */
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Carries out what the message asks for. */
    public void write(Exchange exchange) throws Exception {
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        PendingDelivery pending = exchange.getProperty(PendingDelivery.PROPERTY, PendingDelivery.class);
        if (pending == null || barrier == null) {
            // Not by its header BokbussPipeline, which may come from whoever sends messages.
            alone(exchange, writer(pipeline));
            return;
        }
        LibrisWriter at = writer(exchange.getMessage().getHeader("BokbussPipeline", pipeline, String.class));
        WriteRequests.Write asked = asked(exchange.getMessage());
        if (isToBeLeft(asked)) {
            return;
        }
        pending.hold();
        try {
            executor().add(asked.key(), () -> pending.release(refusal(at, asked, barrier)));
        } catch (InterruptedException | RuntimeException stopped) {
            pending.release(stopped);
        }
    }

    private Throwable refusal(LibrisWriter at, WriteRequests.Write asked, Barrier barrier) {
        try {
            WriteResult done = asked.work().at(at, barrier.fence());
            if (!done.made() && !dryRun) {
                barrier.withhold();
            }
            tell(at, done);
            return null;
        } catch (RecordRejected | RuntimeException | Error refusal) {
            return refusal;
        }
    }

    /** A route without a source of Bokbuss: nobody else quarantines what is refused. */
    private void alone(Exchange exchange, LibrisWriter at) throws Exception {
        try {
            tellDue(at.makeDue(Fence.NONE));
            WriteRequests.Write asked = asked(exchange.getMessage());
            if (!isToBeLeft(asked)) {
                tell(at, asked.work().at(at, Fence.NONE));
            }
        } catch (SinkUnavailable away) {
            // Who sends it again, as a topic's reader does, would do so at once.
            LOG.warn("{}: {}", exchange.getFromRouteId(), away.getMessage());
            exchange.setProperty(SinkUnavailable.TOLD, true);
            new Waiting(() -> Waiting.isStopping(getCamelContext()) ? away.getMessage() : null, SinkUnavailable::new)
                    .pause(pause, away.getMessage());
            throw away;
        } catch (RecordRejected refused) {
            if (at.terms().pipeline().isEmpty()) {
                throw refused;
            }
            LOG.warn("{}: quarantined: {}", at.terms().pipeline(), refused.getMessage());
            Pipelines.of(getCamelContext())
                    .state()
                    .quarantine()
                    .add(setAside(exchange, at.terms().pipeline(), refused));
        }
    }

    private static QuarantinedRecord setAside(Exchange exchange, String pipeline, RecordRejected why) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        Endpoint from = exchange.getFromEndpoint();
        return new QuarantinedRecord(
                0,
                pipeline,
                null,
                message.getHeader(CloudEvent.SUBJECT, String.class),
                why.getMessage(),
                from == null ? null : from.getEndpointBaseUri(),
                0,
                "application/json",
                body == null ? new byte[0] : body);
    }

    private WriteRequests.Write asked(Message message) throws RecordRejected {
        try {
            return requests.of(message);
        } catch (IllegalArgumentException mistaken) {
            throw new RecordRejected(mistaken.getMessage(), mistaken);
        }
    }

    private boolean isToBeLeft(WriteRequests.Write asked) throws RecordRejected {
        if (asked.deletion() && onDelete == OnDelete.REFUSE) {
            throw new RecordRejected("a deletion, and onDelete=refuse: see whether it is meant");
        }
        return asked.deletion() && onDelete == OnDelete.IGNORE;
    }

    /** Those deletions that have waited long enough are made. */
    @Override
    public void runEnds(String ended, Fence fence) {
        if (ended.equals(pipeline)
                || writer != null && ended.equals(writer.terms().pipeline())) {
            LibrisWriter at = writer(ended);
            at.settle();
            tellDue(at.makeDue(fence));
        }
    }

    private static void tell(LibrisWriter at, WriteResult done) {
        if (!done.made()) {
            LOG.info("{}: {}\n{}", at.terms().pipeline(), done.sentence(), done.difference());
        } else if (done.change() != WriteResult.Change.UNCHANGED) {
            LOG.info("{}: {}", at.terms().pipeline(), done.sentence());
        }
    }

    private static void tellDue(List<LibrisWriter.Due> settled) {
        settled.forEach(due -> LOG.info(
                "{}: {}",
                due.deletion().pipeline(),
                due.refusal() == null ? due.done().sentence() : due.refusal()));
    }

    private synchronized LibrisWriter writer(String name) {
        if (writer == null) {
            writer = LibrisWriter.of(getCamelContext(), name, sigel, dryRun);
        }
        return writer;
    }

    private synchronized KeyedExecutor executor() {
        if (executor == null) {
            executor = new KeyedExecutor(
                    getCamelContext(), Settings.of(getCamelContext()).integer(Key.LIBRIS_WRITE_IN_FLIGHT), WAITING);
        }
        return executor;
    }

    @Override
    protected void doStop() {
        if (executor != null) {
            executor.close();
        }
    }
}
