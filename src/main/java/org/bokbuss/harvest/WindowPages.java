package org.bokbuss.harvest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LedgerRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of a source's windows, from cursor to cursor. While one is delivered the next is on its way. A window that is
 * too large is narrowed, one whose cursor is lost begins again, and endless paging is named.
 */
final class WindowPages implements Pages {
    private static final Logger LOG = LoggerFactory.getLogger(WindowPages.class);

    /** How often a window may begin again because its cursor was no longer known. */
    private static final int RESTARTS = 3;

    private final String pipeline;
    private final Session session;
    private final WindowPlanner planner;
    private final PageFetcher fetcher;
    private final ReversedPages reversed = new ReversedPages();
    private final Promise promise = new Promise();
    private Circles circles = new Circles();
    private Request request;
    private String cursor;
    private PageReader page;
    private int restarts;

    WindowPages(String pipeline, Session session, WindowPlanner planner, PageFetcher fetcher) {
        this.pipeline = pipeline;
        this.session = session;
        this.planner = planner;
        this.fetcher = fetcher;
    }

    @Override
    public boolean begin(Lease lease) {
        boolean some = planner.begin(lease);
        if (some) {
            beginWindow();
        }
        return some;
    }

    private void beginWindow() {
        beginWindowAt(row() == null ? null : row().cursor());
    }

    private void beginWindowAt(String at) {
        circles = new Circles();
        reversed.end();
        promise.begin(at == null ? null : row());
        goOnAt(at);
    }

    private void goOnAt(String at) {
        cursor = at;
        request = at == null ? session.first(window()) : session.next(window(), at);
    }

    @Override
    public PageReader page() {
        return page;
    }

    @Override
    public Window window() {
        return planner.window();
    }

    @Override
    public LedgerRow row() {
        return planner.row();
    }

    // Fetch

    @Override
    public void fetch() throws Exception {
        while (page == null) {
            try {
                take(PageReader.of(fetcher.take(question(request, cursor)), cursor, session, window()));
            } catch (SourceFailure failure) {
                recover(failure);
            }
        }
    }

    private PageFetcher.Question question(Request asked, String at) {
        return new PageFetcher.Question(asked, window(), at);
    }

    private void take(PageReader next) throws SourceFailure {
        if (next.newestFirst()) {
            goBack(next);
            return;
        }
        page = next;
        if (page.cursor() != null) {
            fetcher.ahead(question(session.next(window(), page.cursor()), page.cursor()));
        }
    }

    /** Keeps a page for later: what is older is delivered first. */
    private void goBack(PageReader newer) throws SourceFailure {
        reversed.keep(newer);
        if (circles.isClosedOnTheWayBackAt(newer.cursor())) {
            throw circles(newer);
        }
        SourceFailure endless = new SourceFailure(
                SourceFailure.Kind.TOO_LARGE, "many pages back and not at the window's beginning yet");
        if (reversed.isLong() && planner.narrow(endless)) {
            beginWindow();
        } else {
            goOnAt(newer.cursor());
        }
    }

    private static SourceFailure circles(PageReader page) {
        return new SourceFailure(
                SourceFailure.Kind.CURSOR_LOOP,
                "endless paging: what came before came again for " + page.request()
                        + "; tell whoever runs it, the position is kept");
    }

    private void recover(SourceFailure failure) throws SourceFailure {
        switch (failure.kind().remedy()) {
            case RESTART -> restart(failure);
            case NARROW -> narrow(failure);
            default -> throw failure;
        }
    }

    private void restart(SourceFailure failure) throws SourceFailure {
        if (++restarts > RESTARTS) {
            throw failure;
        }
        LOG.warn("{}: {}; beginning the window again", pipeline, failure.getMessage());
        planner.restart();
        beginWindowAt(null);
    }

    private void narrow(SourceFailure failure) throws SourceFailure {
        Optional<Request> smaller = session.smaller(request);
        if (smaller.isPresent()) {
            LOG.warn("{}: {}; asking for a smaller page", pipeline, failure.getMessage());
            request = smaller.get();
            return;
        }
        // A cursor is bound to its window; and what is asked all at once has none.
        if (cursor != null || !session.timed()) {
            throw failure;
        }
        if (planner.narrow(failure)) {
            LOG.warn("{}: {}; asking for a narrower window", pipeline, failure.getMessage());
            beginWindow();
        } else if (failure.kind() == SourceFailure.Kind.TOO_LARGE && request.patience() != null) {
            request = request.withPatience(null);
        } else {
            throw failure;
        }
    }

    // Confirm

    @Override
    public ChunkCommit commit(Chunk chunk) {
        boolean pageEnds = chunk.isLastOfPage();
        boolean complete = pageEnds && isLast();
        boolean moves = complete && planner.movesPosition();
        return chunk.commit(
                goesOnAt(pageEnds),
                List.of(),
                complete,
                moves ? planner.reached(fetcher.firstServerTime()) : null,
                moves ? page.bookmark() : null);
    }

    /** Whether the window ends with this page. */
    private boolean isLast() {
        return reversed.isEmpty() && goesOnAt(true) == null;
    }

    /** Where a later run would go on. Pages in reverse have no such place: it begins again, and repeats are skipped. */
    private String goesOnAt(boolean pageEnds) {
        if (reversed.hasBegun()) {
            return null;
        }
        return pageEnds ? page.cursor() : page.askedBy();
    }

    @Override
    public boolean turn() throws SourceFailure, IOException {
        boolean last = isLast();
        promise.read(page);
        if (last) {
            promise.broken().ifPresent(planner::doubt);
        }
        if (!reversed.hasBegun() && circles.isClosedBy(page)) {
            throw circles(page);
        }
        String next = page.cursor();
        page.close();
        page = reversed.oldest();
        if (page == null && last) {
            if (!planner.advance()) {
                return false;
            }
            beginWindow();
        } else if (page == null) {
            goOnAt(next);
        }
        return true;
    }

    @Override
    public List<String> doubts() {
        Optional<String> few = session.provable() ? Optional.empty() : planner.tooFew();
        few.ifPresent(planner::doubt);
        return Stream.concat(promise.broken().stream(), few.stream()).toList();
    }

    @Override
    public void close() {
        reversed.end();
        if (page != null) {
            page.abandon();
        }
    }
}
