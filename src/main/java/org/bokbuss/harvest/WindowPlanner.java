package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which window comes next, and its row in the ledger.
 *
 * <p>The first try is the whole stretch. Where an answer has no end in sight, or breaks off after much of it had come, the
 * windows are halved until answers get through, and grow again while they are quick. So a source with resumption tokens
 * is asked once, and one without, in bounded windows, as its answers show.
 */
final class WindowPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(WindowPlanner.class);

    private final Pipeline pipeline;
    private final boolean timed;
    private final State state;
    private final RunRequest request;
    private final Duration settle;
    private final Duration quick;
    private Lease lease;
    private Window window;
    private LedgerRow row;
    private Instant target;
    private Duration width;
    private Instant begun;
    private boolean resumed;

    static WindowPlanner of(Pipeline pipeline, Session session, RunRequest request) {
        Settings settings = pipeline.pipelines().settings();
        return new WindowPlanner(
                pipeline,
                session.timed(),
                pipeline.pipelines().state(),
                request,
                settings.duration(Key.HARVEST_SETTLE),
                settings.duration(Key.HARVEST_ANSWER_TIME).dividedBy(5));
    }

    /**
     * @param timed false where every run brings everything there is
     * @param settle how long before now a live run ends
     * @param quick an answer faster than this is cheap to ask for again: the next window may be wider
     */
    WindowPlanner(Pipeline pipeline, boolean timed, State state, RunRequest request, Duration settle, Duration quick) {
        this.pipeline = pipeline;
        this.timed = timed;
        this.state = state;
        this.request = request;
        this.settle = settle;
        this.quick = quick;
    }

    /** Opens the first window, or goes on with the one a stop left open. @return false if there is nothing to do */
    boolean begin(Lease holding) {
        lease = holding;
        Window wanted = plan();
        target = wanted.until();
        Optional<LedgerRow> unfinished = request.dryRun() ? Optional.empty() : unfinished();
        if (unfinished.isPresent()) {
            resumed = true;
            enter(window(unfinished.get()), unfinished.get());
            return true;
        }
        if (wanted.from() != null && wanted.from().isAfter(wanted.until())) {
            if (wanted.from().isAfter(Instant.now())) {
                LOG.warn(
                        "{}: nothing is asked for before {}, which lies in the future: see from, or position set",
                        pipeline.getPipeline(),
                        wanted.from());
            }
            return false;
        }
        open(wanted);
        return true;
    }

    private Optional<LedgerRow> unfinished() {
        return switch (request.kind()) {
            case LIVE -> state.ledger().unfinished(pipeline.getPipeline(), WindowKind.LIVE);
            case BACKFILL ->
                state.ledger()
                        .unfinished(
                                pipeline.getPipeline(),
                                WindowKind.BACKFILL,
                                request.window().from(),
                                request.window().until());
            default -> Optional.empty();
        };
    }

    /** The stretch a new run would harvest: from the position, less the overlap, to a little before now. */
    Window plan() {
        if (request.kind() == WindowKind.BACKFILL) {
            return request.window();
        }
        // Whole seconds, as the protocols speak them: the ledger says what was asked.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        if (!timed) {
            return new Window(null, now);
        }
        Instant position = state.positions()
                .of(pipeline.getPipeline())
                .map(PipelineRow::position)
                .orElse(null);
        return new Window(
                position == null ? pipeline.from() : position.minus(pipeline.overlap()), now.minus(settle), bookmark());
    }

    /** The window of a row, as it is to be gone on with. */
    Window window(LedgerRow begun) {
        return new Window(begun.from(), begun.until(), request.kind() == WindowKind.BACKFILL ? null : bookmark());
    }

    private String bookmark() {
        return state.positions()
                .of(pipeline.getPipeline())
                .map(PipelineRow::bookmark)
                .orElse(null);
    }

    /** The window now; null before the first. */
    Window window() {
        return window;
    }

    /** The window's row; null in a dry run. */
    LedgerRow row() {
        return row;
    }

    /** The window begins again at its start, by its times: the source no longer knows the place it had given. */
    void restart() {
        if (window.bookmark() != null && row != null) {
            state.positions().forgetBookmark(lease, pipeline.getPipeline());
        }
        window = new Window(window.from(), window.until());
        attempt(null);
    }

    private void attempt(String cursor) {
        begun = Instant.now();
        if (row != null) {
            state.ledger().attempt(lease, row, cursor);
        }
    }

    /** Puts a narrower window in the place of this one. @return false if it is as narrow as can be */
    boolean narrow(SourceFailure failure) {
        Window half = window.olderHalf();
        if (half == null) {
            return false;
        }
        if (row != null) {
            state.ledger().close(lease, row, WindowState.NARROWED, failure.getMessage());
        }
        width = Duration.between(half.from() == null ? Instant.EPOCH : half.from(), half.until());
        open(half);
        return true;
    }

    /** Moves on when a window is complete. @return false if it was the last */
    boolean advance() {
        Instant from = window.until();
        if (request.dryRun() || !from.isBefore(target)) {
            return false;
        }
        if (width == null) {
            // What a stop had left open is done; now to the present.
            if (!resumed || !timed) {
                return false;
            }
            open(new Window(from.minus(pipeline.overlap()), target));
        } else {
            if (Duration.between(begun, Instant.now()).compareTo(quick) < 0) {
                width = width.multipliedBy(2);
            }
            Instant until = from.plus(width);
            open(new Window(from, until.isAfter(target) ? target : until));
        }
        return true;
    }

    /** Whether the pipeline's position moves when a window is complete. */
    boolean movesPosition() {
        return request.kind() == WindowKind.LIVE && !request.dryRun();
    }

    /** The window is complete as far as can be told, but not as it should be. @param why one sentence, for the ledger */
    void doubt(String why) {
        LOG.warn("{}: {}", pipeline.getPipeline(), why);
        if (row != null) {
            state.ledger().close(lease, row, WindowState.COMPLETE, why);
        }
    }

    /** One sentence if the window brought far less than its like. */
    Optional<String> tooFew() {
        return row == null
                ? Optional.empty()
                : VolumeCheck.of(state.ledger().of(pipeline.getPipeline(), VolumeCheck.EARLIER + 1));
    }

    /**
     * The window's end, but not beyond what the source's own clock had reached when it began to answer. Null, for the
     * position to stay, where that clock cannot be right: it had not reached the window's beginning.
     */
    Instant reached(Instant firstServerTime) {
        if (firstServerTime == null) {
            return window.until();
        }
        Instant source = firstServerTime.minus(settle);
        if (source.isBefore(
                window.from() == null
                        ? Instant.EPOCH.plus(settle)
                        : window.from().minus(settle))) {
            LOG.warn(
                    "{}: the source's clock says {}, before what it was asked for: the position stays; tell whoever runs it",
                    pipeline.getPipeline(),
                    firstServerTime);
            return null;
        }
        return source.isBefore(window.until()) ? source : window.until();
    }

    private void open(Window next) {
        enter(
                next,
                request.dryRun()
                        ? null
                        : state.ledger()
                                .open(lease, pipeline.getPipeline(), request.kind(), next.from(), next.until()));
    }

    private void enter(Window next, LedgerRow itsRow) {
        window = next;
        row = itsRow;
        attempt(itsRow == null ? null : itsRow.cursor());
    }
}
