package org.bokbuss.harvest;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.LedgerRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers pages, chunk by chunk: hands the records over, waits until they have arrived, retries what was refused, sends to
 * quarantine what is refused each time, and confirms the chunk in one transaction.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** So many records refused one after the other are no longer bad records: nothing gets through. */
    private static final int REFUSALS_IN_A_ROW = 20;

    private final ChunkMessages.Terms terms;
    private final RunLease lease;
    private final Waiting waiting;
    private final RetryPolicy retries;
    private final RunListener listener;
    private final RunCounts counts;
    private Chunk chunk;
    private LedgerRow window;
    private int chunks;
    private int refusalsInARow;

    Delivery(
            ChunkMessages.Terms terms,
            RunLease lease,
            Waiting waiting,
            RetryPolicy retries,
            RunListener listener,
            RunCounts counts) {
        this.terms = terms;
        this.lease = lease;
        this.waiting = waiting;
        this.retries = retries;
        this.listener = listener;
        this.counts = counts;
    }

    /**
     * The page's next records, a message each, and the barrier that sinks find at the exchange.
     *
     * @param row the window's; null in a dry run
     */
    Iterator<Message> records(Exchange exchange, PageReader page, LedgerRow row) {
        if (chunk == null) {
            begin(page, row);
        }
        exchange.setProperty(Barrier.PROPERTY, chunk.barrier());
        return new ChunkMessages(terms, page, chunk);
    }

    private void begin(PageReader page, LedgerRow row) {
        if (row != window) {
            window = row;
            chunks = row == null ? 0 : row.chunks();
        }
        chunk = new Chunk(new Barrier(windowName(), chunks + 1, lease), page.place());
        counts.begin(chunk);
        listener.delivering();
    }

    /** The same after a crash: a repeated file replaces itself. */
    private String windowName() {
        return window == null
                ? terms.pipeline()
                : "%s-%s-%06d".formatted(terms.pipeline(), STAMP.format(window.opened()), window.id());
    }

    /** A record is on its way into the team's steps. */
    void handOver(Exchange record) {
        FingerprintedRecord fingerprinted = ChunkMessages.fingerprinted(record.getMessage());
        counts.reach(fingerprinted.record().time());
        chunk.handedOver();
        new RecordArrival(chunk, fingerprinted).waitAtFirstFor(record);
    }

    /** A record, or the page, could not be delivered. */
    void refused(Throwable cause) {
        chunk.refuse(cause);
    }

    /**
     * Waits until each record has arrived or was refused, and makes durable what the sinks have taken.
     *
     * @return the chunk, ready to be confirmed; empty if the page is to be read, and its records handed over, once more
     * @throws RuntimeException if the run is to stop
     */
    Optional<Chunk> complete(PageReader page) throws Exception {
        if (!chunk.await(waiting::isToStop)) {
            throw new RunInterrupted(terms.pipeline() + ": stopped before all records of the page had arrived");
        }
        if (chunk.refusal() == null && chunk.isUnsettled()) {
            chunk.settleRefused();
        } else {
            settle();
            if (chunk.refusal() == null) {
                return Optional.of(chunk);
            }
            retry();
        }
        page.rewind();
        return Optional.empty();
    }

    private void settle() {
        if (chunk.refusal() != null || terms.dryRun()) {
            return;
        }
        lease.check();
        try {
            chunk.barrier().settle();
        } catch (IOException failed) {
            chunk.startOver();
            chunk.refuse(failed);
        }
    }

    /** Clears the way for another try, or gives the record up. */
    private void retry() {
        FailureClassifier.stop(terms.pipeline(), chunk.refusal()).ifPresent(stop -> {
            throw stop;
        });
        Optional<Throwable> outage = FailureClassifier.outage(chunk.refusal());
        String cause = FailureClassifier.sentence(outage.orElseGet(() -> FailureClassifier.root(chunk.refusal())));
        int which = chunk.refusedAt();
        int count = chunk.again();
        if (retries.permits(count)) {
            LOG.info("{}: delivery failed: {}; retrying", terms.pipeline(), cause);
            waiting.pause(retries.delay(count), "delivery failed: " + cause);
        } else if (which < 0 || outage.isPresent() || ++refusalsInARow >= REFUSALS_IN_A_ROW) {
            // Trouble with the way, not with the record: another one would fare no better.
            throw new RunInterrupted(
                    "%s: delivery failed %d times at the same place: %s".formatted(terms.pipeline(), count, cause));
        } else if (chunk.isRefusedInBatch()) {
            LOG.info("{}: a batch failed {} times: {}; its records go on alone", terms.pipeline(), count, cause);
            chunk.goAlone();
        } else {
            chunk.giveUp(which, "could not be delivered: " + cause);
        }
    }

    /** Writes what the chunk has made true; then the next one begins. */
    void confirm(ChunkCommit done) {
        if (!terms.dryRun()) {
            if (chunk.barrier().isWithheld()) {
                terms.state().positions().withhold(lease.lease(), terms.pipeline());
            }
            terms.state().confirm(lease.lease(), window, terms.pipelineNumber(), done);
            listener.confirmed(done);
        }
        if (done.delivered() > 0) {
            chunks++;
            refusalsInARow = 0;
        }
        counts.add(done);
        chunk = null;
    }

    /** Takes back what was handed over and is not confirmed. */
    void discard() {
        if (chunk != null) {
            chunk.barrier().discard();
        }
    }
}
