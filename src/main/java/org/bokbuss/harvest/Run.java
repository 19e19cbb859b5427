package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.config.Key;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a pipeline through the loop: begin, fetch, records, confirm, finish. Each guarantee is an object of its own:
 * {@link RunLease} (one run at a time), {@link Pages} (what is asked, in which order), {@link Delivery} (nothing lost, bad
 * records cost themselves), {@link NotBefore} and {@link Waiting} (polite pauses that a stop ends).
 */
public final class Run {
    /** Exchange property that carries the run through the loop. */
    static final String PROPERTY = "run";

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** How often a process that stands by looks whether the one at work has fallen silent. */
    private static final Duration STANDING_BY = Duration.ofSeconds(1);

    private final Pipeline pipeline;
    private final String name;
    private final Pipelines pipelines;
    private final State state;
    private final RunRequest request;
    private final RunListener listener;
    private final RunLease lease;
    private final Waiting waiting;
    private final NotBefore notBefore;
    private final RunCounts counts;
    private final Instant started = Instant.now();
    private PageFetcher fetcher;
    private Pages pages;
    private Delivery delivery;
    private boolean more;

    Run(Pipeline pipeline, Pipelines pipelines, RunRequest request) {
        this.pipeline = pipeline;
        this.name = pipeline.getPipeline();
        this.pipelines = pipelines;
        this.state = pipelines.state();
        this.request = request;
        this.listener = request.dryRun() ? new RunListener() {} : pipelines.listener(name);
        this.lease = new RunLease(state.leases(), name, request);
        this.waiting = new Waiting(this::whyStop, why -> new RunInterrupted(name + ": " + why));
        this.notBefore = new NotBefore(name, state.positions(), lease, waiting, listener);
        this.counts = new RunCounts(request.dryRun());
    }

    /** Null while the run is to go on. */
    private String whyStop() {
        if (lease.isLost()) {
            return "another process has taken over";
        }
        return pipelines.stopping() ? "stopped as asked, the position is kept" : null;
    }

    /** True while there is a request to make or a page to deliver: what the loop asks. */
    public boolean isMore() {
        return more;
    }

    // Begin

    void begin() throws Exception {
        Session session = pipeline.open();
        WindowPlanner planner = WindowPlanner.of(pipeline, session, request);
        fetcher = new PageFetcher(pipelines, session, listener, notBefore);
        if (request.kind() == WindowKind.BACKFILL && !session.timed()) {
            throw new UserError(name + ": every run of its source brings everything, there is no past to backfill;"
                    + " use once, or position reset and once");
        }
        pages = pages(session, planner);
        pipelines.running().add(this);
        long number = state.positions().number(name);
        if (!isLeased()) {
            // Standing by: counted as being at work, it would keep every later tick from being acted on.
            pipelines.running().remove(this);
            return;
        }
        listener.began();
        bringBackWithheld();
        notBefore.await(pipelines.settings().duration(Key.HTTP_RETRY_MAX_DELAY));
        delivery = new Delivery(
                new ChunkMessages.Terms(
                        pipelines.context(),
                        state,
                        name,
                        number,
                        session.source(),
                        pipeline.repeatsToo(),
                        pipeline.skipsOwnWrites() ? new OwnWriteFilter(state.auditLog()) : null,
                        request.kind() == WindowKind.REPLAY,
                        request.dryRun(),
                        () -> limitReached() || waiting.isToStop()),
                lease,
                waiting,
                RetryPolicy.ofDelivery(pipelines.settings()),
                listener,
                counts);
        if (session.identifiesFirst()) {
            fetcher.answer(session.identify(), planner.plan()).close();
        }
        more = pages.begin(lease.lease());
    }

    private Pages pages(Session session, WindowPlanner planner) {
        return request.kind() == WindowKind.REPLAY
                ? new QuarantinedPages(
                        pipelines,
                        name,
                        session,
                        fetcher,
                        counts,
                        request.replay().stream()
                                .map(state.quarantine()::record)
                                .flatMap(Optional::stream)
                                .toList())
                : new WindowPages(name, session, planner, fetcher);
    }

    /** False where another process did the work while this one stood by. */
    private boolean isLeased() {
        if (request.standsBy()) {
            return lease.standBy(() -> waiting.pause(STANDING_BY, "another process harvests it"));
        }
        lease.acquire();
        return true;
    }

    /** What came while writing was switched off is not delivered yet. */
    private void bringBackWithheld() {
        if (request.kind() == WindowKind.LIVE
                && !request.dryRun()
                && pipelines.settings().isTrue(Key.LIBRIS_WRITE_ENABLED)
                && state.positions().bringBackWithheld(lease.lease(), name)) {
            LOG.info("{}: goes back to where it stood when libris.write.enabled was not true", name);
        }
    }

    // Fetch

    /** Brings the page to be delivered, unless it is here; asks ahead for the one after it. */
    void fetch() throws Exception {
        waiting.stopIfAsked();
        pages.fetch();
    }

    // Split

    Iterator<Message> records(Exchange exchange) {
        return delivery.records(exchange, pages.page(), pages.row());
    }

    void handOver(Exchange record) {
        delivery.handOver(record);
    }

    void refused(Throwable cause) {
        delivery.refused(cause);
    }

    // Confirm

    void confirm() throws Exception {
        Optional<Chunk> chunk = delivery.complete(pages.page());
        if (chunk.isEmpty()) {
            return;
        }
        delivery.confirm(pages.commit(chunk.get()));
        if (chunk.get().isLastOfPage()) {
            more = pages.turn();
        }
        more = more && !limitReached();
        if (more) {
            waiting.stopIfAsked();
        }
    }

    private boolean limitReached() {
        return request.limit() > 0 && delivered() >= request.limit();
    }

    // Finish

    Outcome finish() {
        Outcome outcome = counts.outcome(name, Outcome.Ending.COMPLETE, null);
        if (lease.isHeld()) {
            if (request.kind() == WindowKind.LIVE && !request.dryRun() && !limitReached()) {
                complete();
            }
            close();
            LOG.info("{}: {}", name, counts);
            listener.ended(outcome);
        }
        return outcome;
    }

    private void complete() {
        for (RunCompletionHook hook : pipelines.context().getRegistry().findByType(RunCompletionHook.class)) {
            hook.runEnds(name, lease);
        }
        state.positions().completed(lease.lease(), name);
        pages.doubts().forEach(sentence -> state.positions().failed(name, sentence, null));
    }

    Outcome fail(Throwable thrown) {
        Throwable cause = FailureClassifier.known(thrown).orElse(thrown);
        Outcome.Ending ending = FailureClassifier.ending(cause);
        String sentence = FailureClassifier.told(name, cause);
        if (ending == Outcome.Ending.DEFECT) {
            LOG.error("{}: stopped by a defect", name, cause);
        }
        if (lease.isHeld()) {
            LOG.info("{}: {}; stopped", name, counts);
            leaveInOrder(cause, sentence);
        }
        if (request.standsBy() && ending != Outcome.Ending.DEFECT) {
            // Nobody waits for the outcome of a scheduled run.
            LOG.warn("{}", sentence);
        }
        close();
        Outcome outcome = counts.outcome(name, ending, sentence);
        listener.ended(outcome);
        return outcome;
    }

    /** @param thrown null if the step gave no reason */
    Outcome endedByAStep(Throwable thrown) {
        if (!more) {
            return counts.outcome(name, Outcome.Ending.COMPLETE, name + ": nothing to do");
        }
        if (thrown == null) {
            return fail(new RunInterrupted(
                    name + ": a step of the route ended the run (stop, or a rollback); the position is"
                            + " kept, and each run ends there until the route is changed"));
        }
        return fail(FailureClassifier.find(thrown, Error.class)
                .<Throwable>map(error -> FailureClassifier.failedStep(name, error))
                .orElse(thrown));
    }

    private void leaveInOrder(Throwable cause, String sentence) {
        try {
            if (delivery != null) {
                delivery.discard();
            }
            if (!(cause instanceof LeaseLost)) {
                // Whoever was overtaken has nothing more to say.
                lease.check();
                state.positions().failed(name, sentence, NotBefore.of(cause));
                pages.abandon(sentence);
            }
        } catch (RuntimeException alsoFailed) {
            LOG.warn("{}: the state could not be written: {}", name, alsoFailed.getMessage());
        }
    }

    private void close() {
        more = false;
        pipelines.running().remove(this);
        if (fetcher != null) {
            fetcher.close();
        }
        if (pages != null) {
            pages.close();
        }
        lease.release();
    }

    /** Keeps the lease; called every few seconds. */
    void renew() {
        lease.renew();
    }

    // For those who watch

    public String pipeline() {
        return name;
    }

    /** False while another process, or another run, holds the lease. */
    public boolean isAtWork() {
        return lease.isHeld();
    }

    public long delivered() {
        return counts.delivered();
    }

    public long setAside() {
        return counts.setAside();
    }

    public Instant started() {
        return started;
    }

    /** The date of the newest record so far; null before the first. */
    public String latest() {
        return counts.latest();
    }

    /** The window being harvested; null before there is one. */
    public Window window() {
        return pages.window();
    }

    /** Why the run waits; null while it moves. */
    public String waiting() {
        return waiting.reason();
    }
}
