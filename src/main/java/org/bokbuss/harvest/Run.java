package org.bokbuss.harvest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.FetchRoutes;
import org.bokbuss.fetch.Request;
import org.bokbuss.state.Confirmation;
import org.bokbuss.state.Digest;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.SetAside;
import org.bokbuss.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a pipeline: its windows, pages and portions, and what has come of them so far. */
public final class Run implements FetchRoutes.Reader {
    /** Exchange property that carries the run through the loop. */
    static final String PROPERTY = "run";

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** How often a window may begin again because its cursor was no longer known. */
    private static final int RESTARTS = 3;

    /** So many records refused one after the other are no longer bad records: nothing gets through. */
    private static final int REFUSALS_IN_A_ROW = 20;

    /** An answer faster than this is cheap to ask for again: the next window may be wider. */
    private static final Duration CHEAP = Duration.ofMinutes(1);

    private final Harvest harvest;
    private final Harvests harvests;
    private final Protocol protocol;
    private final State state;
    private final Task task;
    private final String pipeline;
    private final Duration settle;
    private final Instant started = Instant.now();

    // Where the run stands
    private boolean more;
    private Lease lease;
    private long pipelineNumber;
    private Window window;
    private LedgerRow row;
    private Instant target;
    private Duration width;
    private Instant windowBegun;
    private Instant firstServerTime;
    private int restarts;

    // The page at hand, and the one that is coming
    private Request request;
    private CompletableFuture<Page> coming;
    private Page page;
    private Records records;
    private int place;
    private Portion portion;
    private int portions;
    private Digest pageDigest;
    private final Map<String, Digest> pagesByCursor = new java.util.HashMap<>();
    private String cursorOfPage;
    private final Deque<SetAside> toReplay = new ArrayDeque<>();
    private SetAside replaying;
    private int refusalsInARow;
    private String report;

    // What has come of it
    private volatile long delivered;
    private volatile long deletions;
    private volatile long repeats;
    private volatile long setAside;
    private volatile int pages;
    private volatile String latest;
    private volatile String waiting;
    private volatile boolean lost;

    Run(Harvest harvest, Harvests harvests, Task task) {
        this.harvest = harvest;
        this.harvests = harvests;
        this.protocol = harvest.getProtocol();
        this.state = harvests.state();
        this.task = task;
        this.pipeline = harvest.getPipeline();
        this.settle = harvests.settings().duration(Key.HARVEST_SETTLE);
    }

    /** True while there is a request to make or a page to deliver: what the loop asks. */
    public boolean isMore() {
        return more;
    }

    // Begin

    void begin() throws Exception {
        if (task.kind() == Task.Kind.EXPLAIN) {
            report = explain();
            return;
        }
        if (task.kind() == Task.Kind.CHECK) {
            report = check();
            return;
        }
        harvests.running().add(this);
        pipelineNumber = state.number(pipeline);
        lease = state.acquire(leaseName()).orElseThrow(this::taken);
        waitUntilWelcome();
        switch (task.kind()) {
            case LIVE -> beginLive();
            case BACKFILL -> beginBackfill();
            case REPLAY -> beginReplay();
            default -> throw new IllegalStateException("not a run: " + task.kind());
        }
    }

    private String explain() {
        Instant position = state.pipeline(pipeline).map(PipelineRow::position).orElse(null);
        Optional<LedgerRow> unfinished = state.unfinished(pipeline, "live");
        Window next = unfinished
                .map(row -> new Window(row.from(), row.until()))
                .orElseGet(() -> new Window(
                        position == null ? harvest.from() : position.minus(harvest.overlap()),
                        Instant.now().minus(settle)));
        Request request = unfinished
                .map(LedgerRow::cursor)
                .map(cursor -> protocol.next(next, cursor))
                .orElseGet(() -> protocol.first(next));
        return """
                source:        %s
                position:      %s
                next window:   %s%s
                first request: %s""".formatted(
                        protocol.source(),
                        position == null ? "none yet" : position,
                        next,
                        unfinished.isPresent() ? " (begun, goes on)" : "",
                        request);
    }

    private String check() throws Exception {
        try (Answer answer = await(ask(protocol.identify())).answer()) {
            String clock = answer.serverTime() == null
                    ? "it does not tell its time"
                    : "its clock differs by %d s"
                            .formatted(Math.abs(Duration.between(answer.serverTime(), Instant.now())
                                    .toSeconds()));
            return "%s answers; %s".formatted(answer.request().uri().getAuthority(), clock);
        }
    }

    private String leaseName() {
        return task.kind() == Task.Kind.BACKFILL ? pipeline + " " + task.window() : pipeline;
    }

    private Stopped taken() {
        return new Stopped(pipeline + " is being harvested by another run ("
                + state.holder(leaseName()).orElse("unknown")
                + "); nothing was done, try again when it has ended");
    }

    /** A source that asked for silence is not disturbed, not even after a restart. */
    private void waitUntilWelcome() {
        Instant notBefore = state.pipeline(pipeline).map(PipelineRow::notBefore).orElse(null);
        if (notBefore == null || !notBefore.isAfter(Instant.now())) {
            return;
        }
        Duration wait = Duration.between(Instant.now(), notBefore);
        if (wait.compareTo(harvests.settings().duration(Key.HTTP_RETRY_MAX_DELAY)) > 0) {
            throw new Stopped(pipeline + ": the source asked not to be called before " + notBefore);
        }
        pause(wait, "the source asked not to be called before " + notBefore);
    }

    private void beginLive() {
        Instant now = Instant.now().minus(settle);
        Optional<LedgerRow> unfinished = task.dryRun() ? Optional.empty() : state.unfinished(pipeline, "live");
        if (unfinished.isPresent()) {
            target = later(now, unfinished.get().until());
            resume(unfinished.get());
            return;
        }
        target = now;
        Instant position = state.pipeline(pipeline).map(PipelineRow::position).orElse(null);
        Instant from = position == null ? harvest.from() : position.minus(harvest.overlap());
        if (from != null && from.isAfter(target)) {
            return;
        }
        open(new Window(from, target));
    }

    private void beginBackfill() {
        target = task.window().until();
        Optional<LedgerRow> unfinished = state.unfinished(
                pipeline, "backfill", task.window().from(), task.window().until());
        unfinished.ifPresentOrElse(this::resume, () -> open(task.window()));
    }

    private void beginReplay() {
        target = Instant.now();
        task.replay().stream().map(state::setAside).flatMap(Optional::stream).forEach(toReplay::add);
        if (!toReplay.isEmpty()) {
            row = state.open(lease, pipeline, "replay", null, target);
            window = new Window(null, target);
            nextReplay();
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private void open(Window next) {
        window = next;
        row = task.dryRun() ? null : state.open(lease, pipeline, task.kind().text(), next.from(), next.until());
        start(protocol.first(next), null);
    }

    private void resume(LedgerRow unfinished) {
        row = unfinished;
        window = new Window(unfinished.from(), unfinished.until());
        portions = unfinished.portions();
        start(
                unfinished.cursor() == null ? protocol.first(window) : protocol.next(window, unfinished.cursor()),
                unfinished.cursor());
    }

    private void start(Request first, String cursor) {
        if (row != null) {
            state.attempt(lease, row, cursor);
            portions = row.portions();
        }
        pagesByCursor.clear();
        windowBegun = Instant.now();
        request = first;
        cursorOfPage = cursor;
        more = true;
    }

    // Fetch

    void fetch() throws Exception {
        stopIfAsked();
        while (page == null) {
            try {
                page = coming == null ? await(ask(request)) : await(coming);
            } catch (Failure failure) {
                recover(failure);
            } finally {
                coming = null;
            }
        }
        if (page.cursor() != null && coming == null && records == null) {
            coming = ask(protocol.next(window, page.cursor()));
        }
    }

    private CompletableFuture<Page> ask(Request what) {
        Exchange exchange = new DefaultExchange(harvests.context());
        exchange.getMessage().setBody(what);
        exchange.setProperty(FetchRoutes.READER, this);
        return harvests.producer().asyncSend(FetchRoutes.FETCH, exchange).thenApply(Run::pageOf);
    }

    private static Page pageOf(Exchange answered) {
        if (answered.getException() != null) {
            throw new java.util.concurrent.CompletionException(answered.getException());
        }
        return answered.getMessage().getBody(Page.class);
    }

    private Page await(CompletableFuture<Page> asked) throws Exception {
        while (true) {
            try {
                return asked.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (harvests.stopping()) {
                    giveUp(asked);
                    stopIfAsked();
                }
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof Exception cause ? cause : failed;
            } finally {
                waiting = null;
            }
        }
    }

    /** A page that nobody will read must not keep its spool. */
    private static void giveUp(CompletableFuture<Page> asked) {
        asked.thenAccept(page -> page.answer().close());
    }

    private void recover(Failure failure) throws Failure {
        switch (failure.kind()) {
            case RESTART -> restart(failure);
            case NARROW, BROKEN -> narrow(failure);
            default -> throw failure;
        }
    }

    private void restart(Failure failure) throws Failure {
        if (task.kind() == Task.Kind.REPLAY || ++restarts > RESTARTS) {
            throw failure;
        }
        LOG.warn("{}: {}; beginning the window again", pipeline, failure.getMessage());
        start(protocol.first(window), null);
    }

    /** Only a window without cursor can be narrowed: a cursor is bound to its window. */
    private void narrow(Failure failure) throws Failure {
        if (cursorOfPage != null || task.kind() == Task.Kind.REPLAY) {
            throw failure;
        }
        Window half = window.olderHalf();
        if (half == null) {
            if (failure.kind() == Failure.Kind.BROKEN) {
                throw failure;
            }
            request = request.withPatience(null);
            return;
        }
        LOG.warn("{}: {}; asking for a narrower window", pipeline, failure.getMessage());
        if (row != null) {
            state.close(lease, row, "narrowed", failure.getMessage());
        }
        width = Duration.between(half.from() == null ? Instant.EPOCH : half.from(), half.until());
        open(half);
    }

    @Override
    public Page read(Answer answer) throws Failure {
        if (firstServerTime == null) {
            firstServerTime = answer.serverTime();
        }
        return protocol.read(answer);
    }

    @Override
    public void pausing(Failure failure, Duration pause) {
        waiting = failure.getMessage();
        LOG.info("{}: {}; asking again", pipeline, failure.getMessage());
        if (!pause.isZero()) {
            state.failed(pipeline, failure.getMessage(), Instant.now().plus(pause));
        }
    }

    // Split

    Iterator<Message> records(Exchange exchange) throws IOException {
        if (records == null) {
            records = protocol.records(page.answer());
            place = 0;
            pageDigest = Digest.of("page");
        }
        if (portion == null) {
            portion = new Portion(new Barrier(portionName()), place);
        }
        exchange.setProperty(Barrier.PROPERTY, portion.barrier());
        return new Messages(exchange);
    }

    /** The same for the same portion after a crash: a repeated file replaces itself. */
    private String portionName() {
        return row == null
                ? pipeline + "-dry-run"
                : "%s-%s-%06d-%04d".formatted(pipeline, STAMP.format(row.opened()), row.id(), portions + 1);
    }

    /** Reads ahead in small groups, so that repeats are looked up together; ends with the portion, the page or a stop. */
    private final class Messages implements Iterator<Message> {
        private static final int GROUP = 250;
        private static final int GROUP_BYTES = 4 << 20;

        private final Exchange exchange;
        private final Deque<Candidate> ready = new ArrayDeque<>();

        Messages(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty()) {
                if (portion.refusal() != null
                        || portion.lastOfPage()
                        || place - portion.start() >= Portion.RECORDS
                        || limitReached()
                        || harvests.stopping()
                        || lost) {
                    return false;
                }
                read();
            }
            return !limitReached();
        }

        private boolean limitReached() {
            return task.limit() > 0 && delivered + portion.delivered() >= task.limit();
        }

        private void read() {
            List<Candidate> group = new ArrayList<>(GROUP);
            try {
                for (int bytes = 0; group.size() < GROUP && bytes < GROUP_BYTES; ) {
                    LibraryRecord record = records.next();
                    if (record == null) {
                        portion.markLastOfPage();
                        break;
                    }
                    Candidate candidate = new Candidate(record, place++);
                    pageDigest =
                            Digest.of(pageDigest.sha256(), candidate.content().sha256());
                    bytes += record.raw().length;
                    if (candidate.place() >= portion.start() && !portion.isDone(candidate.place())) {
                        group.add(candidate);
                    }
                }
            } catch (IOException broken) {
                portion.refuse(broken);
                return;
            }
            Map<Long, Long> known = state.seen(
                    pipelineNumber, group.stream().map(c -> c.mark().record()).toList());
            for (Candidate candidate : group) {
                sort(candidate, known);
            }
        }

        private void sort(Candidate candidate, Map<Long, Long> known) {
            Confirmation.Seen mark = candidate.mark();
            LibraryRecord record = candidate.record();
            boolean unchanged = Long.valueOf(mark.content()).equals(known.get(mark.record()));
            boolean alwaysDeliver = harvest.unchangedToo() || task.kind() == Task.Kind.REPLAY;
            if (unchanged && (record.fault() != null || !alwaysDeliver)) {
                portion.repeat(candidate.place());
            } else if (record.fault() != null) {
                setAside(candidate, record.fault());
            } else if (portion.hasGivenUp(candidate.place())) {
                setAside(candidate, portion.whyGivenUp(candidate.place()));
            } else {
                ready.add(candidate);
                // Within a group the source may repeat itself too.
                known.put(mark.record(), mark.content());
            }
        }

        private void setAside(Candidate candidate, String cause) {
            LibraryRecord record = candidate.record();
            portion.setAside(
                    candidate.place(),
                    new SetAside(
                            0,
                            pipeline,
                            null,
                            record.subject(),
                            cause,
                            page.answer().request().toString(),
                            record.place(),
                            page.answer().mediaType(),
                            record.raw()),
                    candidate.mark());
        }

        @Override
        public Message next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return message(ready.remove());
        }

        private Message message(Candidate candidate) {
            LibraryRecord record = candidate.record();
            Message message = new RecordMessage(exchange.getContext(), candidate);
            message.setHeader("CamelCloudEventVersion", "1.0");
            message.setHeader("CamelCloudEventID", candidate.eventId());
            message.setHeader("CamelCloudEventSource", protocol.source());
            message.setHeader(
                    "CamelCloudEventType", record.deleted() ? "bokbuss.record.deleted" : "bokbuss.record.changed");
            message.setHeader("CamelCloudEventSubject", record.subject());
            if (record.time() != null) {
                message.setHeader("CamelCloudEventTime", record.time());
                latest = record.time();
            }
            message.setHeader("CamelCloudEventDataContentType", record.mediaType());
            message.setHeader("BokbussPipeline", pipeline);
            record.about().forEach((name, value) -> message.setHeader("Bokbuss-" + name, value));
            message.setBody(record.body());
            return message;
        }
    }

    /** The message of a record, which knows it. */
    private static final class RecordMessage extends DefaultMessage {
        private final Candidate candidate;

        RecordMessage(CamelContext context, Candidate candidate) {
            super(context);
            this.candidate = candidate;
        }
    }

    /** A record, its place in the page, and what recognises it. */
    record Candidate(LibraryRecord record, int place, Digest content, Confirmation.Seen mark) {
        Candidate(LibraryRecord record, int place) {
            this(record, place, contentOf(record));
        }

        private Candidate(LibraryRecord record, int place, Digest content) {
            this(
                    record,
                    place,
                    content,
                    new Confirmation.Seen(idOf(record, content).head(), content.head()));
        }

        /** Content is what is delivered; a date that moves while all else stays is no change. */
        private static Digest contentOf(LibraryRecord record) {
            if (record.fault() != null) {
                return Digest.of(record.raw());
            }
            String about = record.about().isEmpty() ? "" : record.about().toString();
            return Digest.of(
                    record.deleted() ? new byte[] {1} : new byte[0],
                    record.body(),
                    about.getBytes(StandardCharsets.UTF_8));
        }

        private static Digest idOf(LibraryRecord record, Digest content) {
            return record.subject() == null ? content : Digest.of(record.subject());
        }

        String eventId() {
            return Digest.of(record.subject().getBytes(StandardCharsets.UTF_8), content.sha256())
                    .hex();
        }
    }

    void handOver(Exchange message) {
        Candidate candidate = ((RecordMessage) message.getMessage()).candidate;
        Portion mine = portion;
        mine.handedOver();
        message.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                mine.landed(candidate.place(), candidate.record().deleted(), candidate.mark(), null);
            }

            @Override
            public void onFailure(Exchange failed) {
                Throwable cause = failed.getException();
                mine.landed(
                        candidate.place(),
                        candidate.record().deleted(),
                        candidate.mark(),
                        cause == null ? new IOException("the steps failed without saying why") : cause);
            }
        });
    }

    void refused(Throwable cause) {
        portion.refuse(cause);
    }

    // Confirm

    void confirm() throws Exception {
        if (!portion.await(() -> harvests.stopping() && !harvests.context().isRunAllowed())) {
            throw new Failure(Failure.Kind.STOPPED, "stopped before all records of the page had arrived");
        }
        if (portion.refusal() == null) {
            settle();
        }
        if (portion.refusal() != null) {
            tryAgain();
            return;
        }
        waiting = null;
        boolean pageEnds = portion.lastOfPage();
        boolean windowEnds = pageEnds && page.cursor() == null && toReplay.isEmpty();
        commit(pageEnds, windowEnds);
        portion = null;
        if (pageEnds) {
            guardAgainstLoop();
            turnPage(windowEnds);
        } else if (task.limit() > 0 && delivered >= task.limit()) {
            more = false;
        }
        stopIfAsked();
    }

    private void settle() throws LeaseLost {
        if (row == null) {
            return;
        }
        state.renew(lease);
        try {
            portion.barrier().settle();
        } catch (IOException failed) {
            portion.barrier().discard();
            Portion again = new Portion(portion.barrier(), portion.start());
            again.refuse(failed);
            portion = again;
        }
    }

    private void tryAgain() throws Exception {
        Throwable cause = root(portion.refusal());
        if (cause instanceof Mistake mistake) {
            throw mistake;
        }
        int which = portion.refusedAt();
        int count = portion.again();
        boolean outage = which < 0 || outage(cause);
        if (count >= harvests.settings().integer(Key.DELIVER_MAX_ATTEMPTS)) {
            if (outage || ++refusalsInARow >= REFUSALS_IN_A_ROW) {
                throw new Stopped("%s: delivery failed %d times at the same record: %s"
                        .formatted(pipeline, count, sentence(cause)));
            }
            portion.giveUp(which, "could not be delivered: " + sentence(cause));
        } else {
            Duration delay = harvests.settings().duration(Key.DELIVER_DELAY).multipliedBy(1L << (count - 1));
            LOG.info("{}: delivery failed: {}; trying again", pipeline, sentence(cause));
            pause(delay, "delivery failed: " + sentence(cause));
        }
        reopenPage();
    }

    private void reopenPage() throws IOException {
        records.close();
        records = null;
    }

    /** Trouble with the way, not with the record: another record would fare no better. */
    private static boolean outage(Throwable cause) {
        return cause instanceof IOException || cause instanceof SQLException;
    }

    private static Throwable root(Throwable cause) {
        return cause.getCause() == null || cause.getCause() == cause ? cause : root(cause.getCause());
    }

    private static String sentence(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private void commit(boolean pageEnds, boolean windowEnds) {
        if (portion.delivered() > 0) {
            refusalsInARow = 0;
        }
        if (row != null) {
            state.confirm(
                    lease,
                    row,
                    pipelineNumber,
                    new Confirmation(
                            pageEnds ? 1 : 0,
                            pageEnds ? page.cursor() : cursorOfPage,
                            portion.delivered(),
                            portion.deletions(),
                            portion.repeats(),
                            portion.setAside(),
                            portion.seen(),
                            pageEnds && replaying != null && portion.delivered() > 0
                                    ? List.of(replaying.id())
                                    : List.of(),
                            windowEnds,
                            windowEnds && task.kind() == Task.Kind.LIVE ? reached() : null));
        }
        portions++;
        delivered += portion.delivered();
        deletions += portion.deletions();
        repeats += portion.repeats();
        setAside += portion.setAside().size();
        pages += pageEnds ? 1 : 0;
    }

    /** The window's end, but not beyond what the source's own clock had reached when it began to answer. */
    private Instant reached() {
        if (firstServerTime == null) {
            return window.until();
        }
        Instant source = firstServerTime.minus(settle);
        return source.isBefore(window.until()) ? source : window.until();
    }

    /** The same cursor may come again with other records; with the same ones, the source goes in circles. */
    private void guardAgainstLoop() throws Failure {
        if (cursorOfPage == null) {
            return;
        }
        Digest before = pagesByCursor.put(cursorOfPage, pageDigest);
        if (before != null && before.head() == pageDigest.head() && cursorOfPage.equals(page.cursor())) {
            throw new Failure(
                    Failure.Kind.LOOP,
                    "the source goes in circles: it gave the same cursor and the same records twice for " + request);
        }
    }

    private void turnPage(boolean windowEnds) throws IOException {
        String cursor = page.cursor();
        closePage();
        if (task.kind() == Task.Kind.REPLAY) {
            nextReplay();
        } else if (!windowEnds) {
            cursorOfPage = cursor;
            request = protocol.next(window, cursor);
        } else {
            nextWindow();
        }
    }

    private void nextWindow() {
        more = false;
        if (task.dryRun() || (width == null && !window.until().isBefore(target.minus(settle)))) {
            return;
        }
        Instant from = window.until();
        if (width == null) {
            open(new Window(from.minus(harvest.overlap()), target));
        } else if (from.isBefore(target)) {
            if (Duration.between(windowBegun, Instant.now()).compareTo(CHEAP) < 0) {
                width = width.multipliedBy(2);
            }
            Instant until = from.plus(width);
            open(new Window(from, until.isAfter(target) ? target : until));
        }
    }

    private void nextReplay() {
        replaying = toReplay.poll();
        more = replaying != null;
        if (!more) {
            return;
        }
        cursorOfPage = null;
        request = null;
        Optional<Request> afresh = Optional.ofNullable(replaying.subject()).flatMap(protocol::one);
        if (afresh.isPresent()) {
            request = afresh.get();
        } else {
            page = fromQuarantine(replaying);
        }
    }

    private Page fromQuarantine(SetAside record) {
        try {
            Request origin = new Request("quarantine", java.net.URI.create("#" + record.id()), Map.of(), null, null);
            return new Page(Answer.of(origin, record.mediaType(), record.bytes(), harvests.spool()), null);
        } catch (IOException e) {
            throw new Stopped(pipeline + ": " + record.id() + " cannot be spooled: " + sentence(e));
        }
    }

    private void closePage() throws IOException {
        if (records != null) {
            records.close();
            records = null;
        }
        if (page != null) {
            page.answer().close();
            page = null;
        }
    }

    // Finish

    Outcome finish() {
        Outcome outcome = outcome(Outcome.Ending.COMPLETE, report);
        if (report != null) {
            return outcome;
        }
        if (row != null && lease != null && limitNotReached()) {
            state.completed(lease, pipeline);
        }
        close();
        LOG.info("{}: {}", pipeline, summary());
        return outcome;
    }

    private boolean limitNotReached() {
        return task.limit() == 0 || delivered < task.limit();
    }

    Outcome fail(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        String sentence = cause.getMessage() == null ? sentence(cause) : cause.getMessage();
        Outcome.Ending ending = ending(cause);
        if (ending == Outcome.Ending.DEFECT) {
            sentence = pipeline + ": " + sentence(cause);
            LOG.error("{}: stopped by a defect", pipeline, cause);
        }
        try {
            if (portion != null) {
                portion.barrier().discard();
            }
            if (!(cause instanceof LeaseLost) && lease != null) {
                state.failed(pipeline, sentence, notBefore(cause));
            }
            if (row != null && task.kind() == Task.Kind.REPLAY) {
                state.close(lease, row, "abandoned", sentence);
            }
        } catch (RuntimeException alsoFailed) {
            LOG.warn("{}: the state could not be written: {}", pipeline, alsoFailed.getMessage());
        }
        close();
        LOG.info("{}: {}; stopped: {}", pipeline, summary(), sentence);
        return outcome(ending, sentence);
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (!(known(cause)) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return known(cause) ? cause : thrown;
    }

    private static boolean known(Throwable cause) {
        return cause instanceof Failure
                || cause instanceof Mistake
                || cause instanceof Stopped
                || cause instanceof LeaseLost;
    }

    private static Outcome.Ending ending(Throwable cause) {
        if (cause instanceof Mistake || cause instanceof Failure failure && failure.kind() == Failure.Kind.MISTAKE) {
            return Outcome.Ending.MISTAKE;
        }
        return known(cause) ? Outcome.Ending.INCOMPLETE : Outcome.Ending.DEFECT;
    }

    private static Instant notBefore(Throwable cause) {
        return cause instanceof Failure failure && failure.retryAfter() != null
                ? Instant.now().plus(failure.retryAfter())
                : null;
    }

    private Outcome outcome(Outcome.Ending ending, String sentence) {
        return new Outcome(pipeline, ending, delivered, deletions, repeats, setAside, sentence);
    }

    private void close() {
        more = false;
        harvests.running().remove(this);
        if (coming != null) {
            giveUp(coming);
        }
        try {
            closePage();
        } catch (IOException spoolGone) {
            LOG.debug("closing the page", spoolGone);
        }
        if (lease != null && !lost) {
            state.release(lease);
        }
    }

    // Leases, pauses, stops

    /** Keeps the lease while a long page is at work; called every few seconds. */
    void renew() {
        try {
            if (lease != null && !lost) {
                state.renew(lease);
            }
        } catch (LeaseLost overtaken) {
            lost = true;
        } catch (RuntimeException busy) {
            LOG.debug("the lease could not be renewed this time", busy);
        }
    }

    private void pause(Duration wait, String why) {
        waiting = why;
        Instant end = Instant.now().plus(wait);
        try {
            while (Instant.now().isBefore(end)) {
                stopIfAsked();
                TimeUnit.MILLISECONDS.sleep(Math.max(
                        1, Math.min(200, Duration.between(Instant.now(), end).toMillis())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Stopped(pipeline + ": stopped while waiting");
        } finally {
            waiting = null;
        }
    }

    private void stopIfAsked() {
        if (lost) {
            throw new Stopped(pipeline + ": another process has taken over");
        }
        if (harvests.stopping()) {
            throw new Stopped(pipeline + ": stopped as asked, the position is kept");
        }
    }

    /** The run cannot go on now; the next one can. */
    static final class Stopped extends RuntimeException {
        Stopped(String sentence) {
            super(sentence);
        }
    }

    // For those who watch

    public String pipeline() {
        return pipeline;
    }

    public long delivered() {
        Portion now = portion;
        return delivered + (now == null ? 0 : now.delivered());
    }

    public long setAside() {
        return setAside;
    }

    public Instant started() {
        return started;
    }

    /** The date of the newest record so far; null before the first. */
    public String latest() {
        return latest;
    }

    /** The window being harvested; null before there is one. */
    public Window window() {
        return window;
    }

    /** Why the run waits; null while it moves. */
    public String waiting() {
        return waiting;
    }

    private String summary() {
        return "%d records (%d deletions), %d repeats, %d set aside, %d pages"
                .formatted(delivered, deletions, repeats, setAside, pages);
    }
}
