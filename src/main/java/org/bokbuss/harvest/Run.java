package org.bokbuss.harvest;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.config.Key;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.split.PageException;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One run of a pipeline through the loop: begin, fetch, records, confirm, finish. */
public final class Run {
    /** Exchange property that carries the run through the loop. */
    static final String PROPERTY = "run";

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** How often a window may begin again because its cursor was no longer known. */
    private static final int RESTARTS = 3;

    /** How often a process that stands by looks whether the one at work has fallen silent. */
    private static final Duration STANDING_BY = Duration.ofSeconds(1);

    private final Pipelines harvests;
    private Session session;
    private final State state;
    private final RunRequest task;
    private final String pipeline;
    private final Pipeline harvest;
    private WindowPlanner itinerary;
    private PageFetcher fetching;
    private final RunListener witness;
    private final RunLease lease;
    private final Waiting waiting;

    private final ReversedPages walk = new ReversedPages();
    private final Promise promise = new Promise();
    private final Instant started = Instant.now();

    // Where the run stands
    private boolean more;
    private String report;
    private Delivery delivery;
    private Request request;
    private String cursor;
    private PageReader page;
    private int restarts;
    private Circles circles = new Circles();
    private final Replay replay;

    // What has come of it
    private final RunCounts tally;

    Run(Pipeline harvest, Pipelines harvests, RunRequest task) {
        this.harvest = harvest;
        this.harvests = harvests;
        this.state = harvests.state();
        this.task = task;
        this.tally = new RunCounts(task.dryRun());
        this.pipeline = harvest.getPipeline();
        this.lease = new RunLease(state.leases(), pipeline, task);
        this.waiting = new Waiting(this::whyStop, why -> new RunInterrupted(pipeline + ": " + why));
        this.witness = task.dryRun() ? new RunListener() {} : harvests.witness(pipeline);
        this.replay = new Replay(task.replay().stream()
                .map(state.quarantine()::record)
                .flatMap(Optional::stream)
                .toList());
    }

    /** True while there is a request to make or a page to deliver: what the loop asks. */
    public boolean isMore() {
        return more;
    }

    // Begin

    void begin() throws Exception {
        session = harvest.open();
        itinerary = new WindowPlanner(
                harvest,
                session.timed(),
                state,
                task,
                harvests.settings().duration(Key.HARVEST_SETTLE),
                harvests.settings().duration(Key.HARVEST_ANSWER_TIME).dividedBy(5));
        fetching = new PageFetcher(harvests, session, witness, this::pausing);
        switch (task.kind()) {
            case EXPLAIN -> report = explain();
            case CHECK -> report = check();
            default -> harvest();
        }
    }

    private void harvest() throws Exception {
        if (task.kind() == RunRequest.Kind.BACKFILL && !session.timed()) {
            throw new UserError(pipeline + ": every run of its source brings everything, there is no past to backfill;"
                    + " use once, or position reset and once");
        }
        harvests.running().add(this);
        long number = state.positions().number(pipeline);
        if (!isLeased()) {
            // Standing by: counted as being at work, it would keep every later tick from being heeded.
            harvests.running().remove(this);
            return;
        }
        witness.began();
        bringBackWithheld();
        waitUntilWelcome();
        ChunkMessages.Terms terms = new ChunkMessages.Terms(
                harvests.context(),
                state,
                pipeline,
                number,
                session.source(),
                harvest.repeatsToo(),
                harvest.skipsOwnWrites() ? new OwnWriteFilter(state.auditLog()) : null,
                task.kind() == RunRequest.Kind.REPLAY,
                task.dryRun(),
                () -> limitReached() || waiting.isToStop());
        delivery = new Delivery(terms, lease, waiting, RetryPolicy.ofDelivery(harvests.settings()), witness, tally);
        if (session.identifiesFirst()) {
            ask(session.identify()).close();
        }
        if (task.kind() == RunRequest.Kind.REPLAY) {
            beginReplay();
        } else if (itinerary.begin(lease.lease())) {
            beginWindow();
        }
    }

    /** What came while writing was switched off is not delivered yet. */
    private void bringBackWithheld() {
        if (task.kind() == RunRequest.Kind.LIVE
                && !task.dryRun()
                && harvests.settings().isTrue(Key.LIBRIS_WRITE_ENABLED)
                && state.positions().bringBackWithheld(lease.lease(), pipeline)) {
            LOG.info("{}: goes back to where it stood when libris.write.enabled was not true", pipeline);
        }
    }

    /** False where another process did the work while this one stood by. */
    private boolean isLeased() {
        if (task.standsBy()) {
            return lease.standBy(() -> waiting.pause(STANDING_BY, "another process harvests it"));
        }
        lease.acquire();
        return true;
    }

    /** A source that asked for silence is not disturbed, not even after a restart. */
    private void waitUntilWelcome() {
        Instant notBefore =
                state.positions().of(pipeline).map(PipelineRow::notBefore).orElse(null);
        if (notBefore == null || !notBefore.isAfter(Instant.now())) {
            return;
        }
        Duration wait = Duration.between(Instant.now(), notBefore);
        if (wait.compareTo(harvests.settings().duration(Key.HTTP_RETRY_MAX_DELAY)) > 0) {
            throw new RunInterrupted(pipeline + ": the source asked not to be called before " + notBefore);
        }
        waiting.pause(wait, "the source asked not to be called before " + notBefore);
    }

    private void beginWindow() {
        LedgerRow row = itinerary.row();
        begin(row == null ? null : row.cursor());
    }

    private void begin(String at) {
        circles = new Circles();
        walk.end();
        promise.begin(at == null ? null : itinerary.row());
        cursor = at;
        request = at == null ? session.first(itinerary.window()) : session.next(itinerary.window(), at);
        more = true;
    }

    private void beginReplay() {
        if (!replay.isEmpty() && itinerary.begin(lease.lease())) {
            nextReplay();
        }
    }

    private String explain() {
        Optional<LedgerRow> unfinished = state.ledger().unfinished(pipeline, WindowKind.LIVE);
        Window next = unfinished.map(itinerary::window).orElseGet(itinerary::plan);
        Request first = unfinished
                .map(LedgerRow::cursor)
                .map(at -> session.next(next, at))
                .orElseGet(() -> session.first(next));
        Instant position =
                state.positions().of(pipeline).map(PipelineRow::position).orElse(null);
        return """
            source:        %s
            position:      %s
            next window:   %s%s
            first request: %s\
            """.formatted(
                        session.source(),
                        position == null ? "none yet" : position,
                        next,
                        unfinished.isPresent() ? " (begun, goes on)" : "",
                        first);
    }

    private String check() throws Exception {
        String said = "";
        for (Request question : session.checks()) {
            try (Response answer = ask(question)) {
                said = said.isEmpty() ? answers(answer) : said;
            }
        }
        return session.remark().isEmpty() ? said : said + "; " + session.remark();
    }

    private static String answers(Response answer) {
        String clock = answer.serverTime() == null
                ? "it does not tell its time"
                : "its clock differs by %d s"
                        .formatted(Math.abs(Duration.between(answer.serverTime(), Instant.now())
                                .toSeconds()));
        return "%s answers; %s".formatted(answer.request().uri().getAuthority(), clock);
    }

    private Response ask(Request question) throws Exception {
        return fetching.take(new PageFetcher.Question(question, itinerary.plan(), null))
                .answer();
    }

    // Fetch

    /** Brings the page to be delivered, unless it is here; asks ahead for the one after it. */
    void fetch() throws Exception {
        waiting.stopIfAsked();
        while (page == null) {
            try {
                turnTo(open(fetching.take(question(request, cursor))));
            } catch (SourceFailure failure) {
                recover(failure);
            } finally {
                waiting.because(null);
            }
        }
    }

    private PageFetcher.Question question(Request asked, String at) {
        return new PageFetcher.Question(asked, itinerary.window(), at);
    }

    private PageReader open(Page answered) {
        return new PageReader(answered, cursor, reading());
    }

    private PageReader.Reading reading() {
        Window window = itinerary.window();
        return answer -> session.records(window, answer);
    }

    private void turnTo(PageReader next) throws SourceFailure {
        if (next.newestFirst()) {
            goBack(next);
            return;
        }
        page = next;
        if (page.cursor() != null) {
            fetching.ahead(question(session.next(itinerary.window(), page.cursor()), page.cursor()));
        }
    }

    /** Keeps a page for later: what is older is delivered first. */
    private void goBack(PageReader newer) throws SourceFailure {
        walk.keep(newer);
        if (circles.isClosedOnTheWayBackAt(newer.cursor())) {
            throw circles(newer);
        }
        SourceFailure endless = new SourceFailure(
                SourceFailure.Kind.TOO_LARGE, "many pages back and not at the window's beginning yet");
        if (walk.isLong() && itinerary.narrow(endless)) {
            beginWindow();
        } else {
            cursor = newer.cursor();
            request = session.next(itinerary.window(), cursor);
        }
    }

    private static SourceFailure circles(PageReader page) {
        return new SourceFailure(
                SourceFailure.Kind.CURSOR_LOOP,
                "the source goes in circles: what came before came again for " + page.request()
                        + "; tell whoever runs it, the position is kept");
    }

    private void recover(SourceFailure failure) throws SourceFailure {
        if (task.kind() == RunRequest.Kind.REPLAY && failure.getCause() instanceof PageException) {
            LOG.warn("{}: {}; it stays in quarantine", pipeline, failure.getMessage());
            page = replay.kept(harvests.spool(), answer -> {
                throw (PageException) failure.getCause();
            });
            return;
        }
        switch (failure.kind().remedy()) {
            case RESTART -> restart(failure);
            case NARROW -> narrow(failure);
            default -> throw failure;
        }
    }

    private void restart(SourceFailure failure) throws SourceFailure {
        if (task.kind() == RunRequest.Kind.REPLAY || ++restarts > RESTARTS) {
            throw failure;
        }
        LOG.warn("{}: {}; beginning the window again", pipeline, failure.getMessage());
        itinerary.restart();
        begin(null);
    }

    private void narrow(SourceFailure failure) throws SourceFailure {
        Optional<Request> smaller = session.smaller(request);
        if (smaller.isPresent()) {
            LOG.warn("{}: {}; asking for a smaller page", pipeline, failure.getMessage());
            request = smaller.get();
            return;
        }
        // A cursor is bound to its window; and what is asked one by one, or all at once, has none.
        if (cursor != null || task.kind() == RunRequest.Kind.REPLAY || !session.timed()) {
            throw failure;
        }
        if (itinerary.narrow(failure)) {
            LOG.warn("{}: {}; asking for a narrower window", pipeline, failure.getMessage());
            beginWindow();
        } else if (failure.kind() == SourceFailure.Kind.TOO_LARGE && request.patience() != null) {
            request = request.withPatience(null);
        } else {
            throw failure;
        }
    }

    private void pausing(SourceFailure failure, Duration pause) {
        waiting.because(failure.getMessage());
        witness.askingAgain(failure);
        // Said by the thread that asks.
        MDC.put(Pipeline.MDC_PIPELINE, pipeline);
        LOG.info("{}: {}; asking again", pipeline, failure.getMessage());
        MDC.remove(Pipeline.MDC_PIPELINE);
        if (!pause.isZero() && !lease.isLost()) {
            state.positions()
                    .failed(pipeline, failure.getMessage(), Instant.now().plus(pause));
        }
    }

    // Split

    Iterator<Message> records(Exchange exchange) {
        return delivery.records(exchange, page, itinerary.row());
    }

    void handOver(Exchange record) {
        delivery.handOver(record);
    }

    void refused(Throwable cause) {
        delivery.refused(cause);
    }

    // Confirm

    void confirm() throws Exception {
        Optional<Chunk> complete = delivery.complete(page);
        if (complete.isEmpty()) {
            return;
        }
        Chunk chunk = complete.get();
        boolean pageEnds = chunk.isLastOfPage();
        boolean windowEnds = pageEnds && walk.isEmpty() && goesOnAt(true) == null && replay.isEmpty();
        commit(chunk, pageEnds, windowEnds);
        if (pageEnds && task.kind() != RunRequest.Kind.REPLAY) {
            promise.read(page);
        }
        if (windowEnds) {
            promise.broken().ifPresent(this::warn);
        }
        if (pageEnds) {
            guardAgainstLoop();
            turnPage(windowEnds);
        }
        more = more && !limitReached();
        if (more) {
            waiting.stopIfAsked();
        }
    }

    private void commit(Chunk chunk, boolean pageEnds, boolean windowEnds) {
        List<Long> settled = pageEnds ? replay.settled(chunk) : List.of();
        boolean moves = windowEnds && task.kind() == RunRequest.Kind.LIVE && !task.dryRun();
        delivery.confirm(chunk.commit(
                goesOnAt(pageEnds),
                settled,
                windowEnds,
                moves ? itinerary.reached(fetching.firstServerTime()) : null,
                moves ? page.bookmark() : null));
        if (task.kind() == RunRequest.Kind.REPLAY
                && pageEnds
                && settled.isEmpty()
                && chunk.setAside().isEmpty()) {
            tally.stays();
        }
    }

    /** Where a later run would go on. A walk has no such place: it begins again, and repeats are passed over. */
    private String goesOnAt(boolean pageEnds) {
        if (walk.hasBegun()) {
            return null;
        }
        return pageEnds ? page.cursor() : page.askedBy();
    }

    private void guardAgainstLoop() throws SourceFailure {
        if (task.kind() != RunRequest.Kind.REPLAY && !walk.hasBegun() && circles.isClosedBy(page)) {
            throw circles(page);
        }
    }

    private void turnPage(boolean windowEnds) throws IOException {
        if (task.kind() == RunRequest.Kind.REPLAY && page.place() == 0) {
            replay.noLongerThere(pipeline);
        }
        cursor = page.cursor();
        page.close();
        page = walk.oldest();
        if (page != null) {
            return;
        }
        if (task.kind() == RunRequest.Kind.REPLAY) {
            nextReplay();
        } else if (!windowEnds) {
            request = session.next(itinerary.window(), cursor);
        } else if (itinerary.advance()) {
            beginWindow();
        } else {
            more = false;
        }
    }

    /** Afresh from the source where it has records one by one, else from the bytes that were kept. */
    private void nextReplay() {
        more = replay.next();
        if (more) {
            cursor = null;
            Optional<Request> afresh = replay.afresh(session);
            if (afresh.isPresent()) {
                request = afresh.get();
            } else {
                page = replay.kept(harvests.spool(), reading());
            }
        }
    }

    // Finish

    Outcome finish() {
        Outcome outcome = outcome(Outcome.Ending.COMPLETE, report);
        if (lease.isHeld()) {
            if (task.kind() == RunRequest.Kind.LIVE && !task.dryRun() && !limitReached()) {
                for (RunCompletionHook other : harvests.context().getRegistry().findByType(RunCompletionHook.class)) {
                    other.runEnds(pipeline, lease);
                }
                state.positions().completed(lease.lease(), pipeline);
                promise.broken().ifPresent(sentence -> state.positions().failed(pipeline, sentence, null));
                raiseSizeAlarm();
            }
            close();
            LOG.info("{}: {}", pipeline, tally);
            witness.ended(outcome);
        }
        return outcome;
    }

    private void raiseSizeAlarm() {
        if (session.provable() || itinerary.row() == null) {
            return;
        }
        VolumeCheck.of(state.ledger().of(pipeline, VolumeCheck.EARLIER + 1)).ifPresent(sentence -> {
            warn(sentence);
            state.positions().failed(pipeline, sentence, null);
        });
    }

    /** The window is complete as far as can be told, but not as it should be. */
    private void warn(String sentence) {
        LOG.warn("{}: {}", pipeline, sentence);
        if (itinerary.row() != null) {
            state.ledger().close(lease.lease(), itinerary.row(), WindowState.COMPLETE, sentence);
        }
    }

    Outcome fail(Throwable thrown) {
        Throwable cause = FailureClassifier.known(thrown).orElse(thrown);
        Outcome.Ending ending = FailureClassifier.ending(cause);
        String sentence = ending == Outcome.Ending.DEFECT || cause.getMessage() == null
                ? pipeline + ": " + FailureClassifier.sentence(cause)
                : cause.getMessage();
        if (ending == Outcome.Ending.DEFECT) {
            LOG.error("{}: stopped by a defect", pipeline, cause);
        }
        if (lease.isHeld()) {
            LOG.info("{}: {}; stopped", pipeline, tally);
            leaveInOrder(cause, sentence);
        }
        if (task.standsBy() && ending != Outcome.Ending.DEFECT) {
            // Nobody waits for the outcome of a scheduled run.
            LOG.warn("{}", sentence);
        }
        close();
        Outcome outcome = outcome(ending, sentence);
        witness.ended(outcome);
        return outcome;
    }

    /** @param thrown null if the step gave no reason */
    Outcome endedByAStep(Throwable thrown) {
        if (!more) {
            return outcome(Outcome.Ending.COMPLETE, pipeline + ": nothing to do");
        }
        if (thrown == null) {
            return fail(new RunInterrupted(
                    pipeline + ": a step of the route ended the run (stop, or a rollback); the position is"
                            + " kept, and each run ends there until the route is changed"));
        }
        return fail(FailureClassifier.find(thrown, Error.class)
                .<Throwable>map(error -> FailureClassifier.failedStep(pipeline, error))
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
                state.positions().failed(pipeline, sentence, notBefore(cause));
                if (task.kind() == RunRequest.Kind.REPLAY) {
                    state.ledger().close(lease.lease(), itinerary.row(), WindowState.ABANDONED, sentence);
                }
            }
        } catch (RuntimeException alsoFailed) {
            LOG.warn("{}: the state could not be written: {}", pipeline, alsoFailed.getMessage());
        }
    }

    private static Instant notBefore(Throwable cause) {
        return cause instanceof SourceFailure failure && failure.retryAfter() != null
                ? Instant.now().plus(failure.retryAfter())
                : null;
    }

    private Outcome outcome(Outcome.Ending ending, String sentence) {
        return tally.outcome(pipeline, ending, sentence);
    }

    private void close() {
        more = false;
        harvests.running().remove(this);
        if (fetching != null) {
            fetching.close();
        }
        walk.end();
        try {
            if (page != null) {
                page.close();
            }
        } catch (IOException spoolGone) {
            LOG.debug("closing the page", spoolGone);
        }
        lease.release();
    }

    // Leases, pauses, stops

    /** Keeps the lease; called every few seconds. */
    void renew() {
        lease.renew();
    }

    private boolean limitReached() {
        return task.limit() > 0 && delivered() >= task.limit();
    }

    /** Null while the run is to go on. */
    private String whyStop() {
        if (lease.isLost()) {
            return "another process has taken over";
        }
        return harvests.stopping() ? "stopped as asked, the position is kept" : null;
    }

    // For those who watch

    public String pipeline() {
        return pipeline;
    }

    /** False while another process, or another run, holds the lease. */
    public boolean isAtWork() {
        return lease.isHeld();
    }

    public long delivered() {
        return tally.delivered();
    }

    public long setAside() {
        return tally.setAside();
    }

    public Instant started() {
        return started;
    }

    /** The date of the newest record so far; null before the first. */
    public String latest() {
        return tally.latest();
    }

    /** The window being harvested; null before there is one. */
    public Window window() {
        return itinerary.window();
    }

    /** Why the run waits; null while it moves. */
    public String waiting() {
        return waiting.reason();
    }
}
