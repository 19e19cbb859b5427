package org.bokbuss.harvest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Piece;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quarantined records on their way through the pipeline once more, a page each: afresh from the source where it has records
 * one by one, else from the bytes that were kept. What does not come through stays in quarantine.
 */
final class QuarantinedPages implements Pages {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantinedPages.class);

    private final Pipelines pipelines;
    private final String pipeline;
    private final Session session;
    private final PageFetcher fetcher;
    private final RunCounts counts;
    private final Deque<QuarantinedRecord> records;
    private final Window window = new Window(null, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private Lease lease;
    private LedgerRow row;
    private PageReader page;

    /** @param records the first is the one at work */
    QuarantinedPages(
            Pipelines pipelines,
            String pipeline,
            Session session,
            PageFetcher fetcher,
            RunCounts counts,
            List<QuarantinedRecord> records) {
        this.pipelines = pipelines;
        this.pipeline = pipeline;
        this.session = session;
        this.fetcher = fetcher;
        this.counts = counts;
        this.records = new ArrayDeque<>(records);
    }

    @Override
    public boolean begin(Lease holding) {
        if (records.isEmpty()) {
            return false;
        }
        lease = holding;
        row = pipelines.state().ledger().open(lease, pipeline, WindowKind.REPLAY, window.from(), window.until());
        pipelines.state().ledger().attempt(lease, row, null);
        return true;
    }

    @Override
    public void fetch() throws Exception {
        if (page == null) {
            Optional<Request> afresh =
                    Optional.ofNullable(records.element().subject()).flatMap(session::one);
            page = afresh.isPresent() ? afresh(afresh.get()) : kept(this::read);
        }
    }

    private PageReader afresh(Request request) throws Exception {
        try {
            return PageReader.of(fetcher.take(new PageFetcher.Question(request, window, null)), null, session, window);
        } catch (SourceFailure failure) {
            if (failure.getCause() instanceof PageException unreadable) {
                LOG.warn("{}: {}; it stays in quarantine", pipeline, failure.getMessage());
                return kept(record -> faulty(record, unreadable.getMessage()));
            }
            throw failure;
        }
    }

    private PageReader kept(Function<QuarantinedRecord, LibraryRecord> reading) {
        QuarantinedRecord kept = records.element();
        return PageReader.kept(kept, () -> {
            var alone = Stream.ofNullable(reading.apply(kept)).iterator();
            return () -> alone.hasNext() ? alone.next() : null;
        });
    }

    /** The record out of the bytes that were kept; where they cannot be read, itself with its fault, so that it stays. */
    private LibraryRecord read(QuarantinedRecord kept) {
        try {
            LibraryRecord record = Records.of(Piece.kept(kept.bytes(), kept.place()), session);
            return record == null || record.fault() == null ? record : faulty(kept, record.fault());
        } catch (IOException | UncheckedIOException unreadable) {
            return faulty(kept, unreadable.getMessage());
        }
    }

    private static LibraryRecord faulty(QuarantinedRecord kept, String fault) {
        return LibraryRecord.faulty(kept.subject(), kept.mediaType(), kept.bytes(), kept.place(), fault);
    }

    @Override
    public PageReader page() {
        return page;
    }

    @Override
    public Window window() {
        return window;
    }

    @Override
    public LedgerRow row() {
        return row;
    }

    @Override
    public ChunkCommit commit(Chunk chunk) {
        if (!chunk.isLastOfPage()) {
            return chunk.commit(null, List.of(), false, null, null);
        }
        boolean leaves = leaves(chunk);
        if (!leaves && chunk.setAside().isEmpty()) {
            counts.stays();
        }
        return chunk.commit(
                null, leaves ? List.of(records.element().id()) : List.of(), records.size() == 1, null, null);
    }

    /** Whether the record leaves quarantine: if it came through, or was quarantined anew with other bytes. */
    private boolean leaves(Chunk chunk) {
        byte[] kept = records.element().bytes();
        boolean anew = !chunk.setAside().isEmpty()
                && chunk.setAside().stream().noneMatch(each -> Arrays.equals(each.bytes(), kept));
        return anew || chunk.delivered() > 0 && !chunk.barrier().isWithheld();
    }

    @Override
    public boolean turn() throws IOException {
        QuarantinedRecord done = records.remove();
        if (page.place() == 0) {
            LOG.warn(
                    "{}: the source no longer has {}; it stays in quarantine as {} until you drop it",
                    pipeline,
                    done.subject(),
                    done.id());
        }
        page.close();
        page = null;
        return !records.isEmpty();
    }

    @Override
    public void abandon(String why) {
        if (row != null) {
            pipelines.state().ledger().close(lease, row, WindowState.ABANDONED, why);
        }
    }

    @Override
    public void close() {
        if (page != null) {
            page.abandon();
        }
    }
}
