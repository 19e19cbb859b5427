package org.bokbuss.harvest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.Fingerprint;
import org.bokbuss.state.QuarantinedRecord;

/**
 * The part of a page that is confirmed at once: a whole page as a rule, a bounded piece of a very long one.
 *
 * <p>Keeps account of each record: handed over, delivered, refused, quarantined. Records are counted by their place in the
 * page, so that the chunk can be read again after a refusal without delivering twice what has arrived.
 */
final class Chunk {
    /** Bounds what one confirmation holds in memory, and what a kill can repeat. */
    static final int RECORDS = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();
    private final Barrier barrier;
    private final int start;
    private final BitSet done = new BitSet();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final Map<Integer, String> givenUp = new HashMap<>();
    private final List<Fingerprint> seen = new ArrayList<>();
    private final List<QuarantinedRecord> setAside = new ArrayList<>();

    private final TakenEvents taken = new TakenEvents();
    private final Set<Runnable> incomplete = new LinkedHashSet<>();

    private int onTheWay;
    private int gathering;
    private volatile boolean alone;
    private boolean refusedInBatch;
    private int refusedAt = -1;
    private Throwable refusal;
    private volatile long delivered;
    private long deletions;
    private long repeats;
    private boolean lastOfPage;
    private boolean unsettled;

    Chunk(Barrier barrier, int start) {
        this.barrier = barrier;
        this.start = start;
    }

    Barrier barrier() {
        return barrier;
    }

    TakenEvents taken() {
        return taken;
    }

    // What is done, by place in the page

    /** True for what is delivered or quarantined, and for what an earlier chunk has dealt with. */
    boolean isDone(int place) {
        return place < start || done.get(place - start);
    }

    /** True when no more of the page belongs to this chunk. */
    boolean isFull(int readSoFar) {
        return readSoFar - start >= RECORDS;
    }

    /** Why the record is not to be tried again; null if it is. */
    String whyGivenUp(int place) {
        return givenUp.get(place);
    }

    void repeat(int place) {
        done.set(place - start);
        repeats++;
    }

    void setAside(FingerprintedRecord fingerprinted, QuarantinedRecord record) {
        done.set(fingerprinted.place() - start);
        setAside.add(record);
        seen.add(fingerprinted.mark());
    }

    void handedOver() {
        lock.lock();
        try {
            onTheWay++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A record has arrived, or failed with {@code cause}; may be called from another thread than the split's.
     *
     * @param inBatch whether another record may be to blame
     */
    void landed(FingerprintedRecord fingerprinted, Throwable cause, boolean inBatch) {
        lock.lock();
        try {
            onTheWay--;
            if (cause == null) {
                done.set(fingerprinted.place() - start);
                delivered++;
                deletions += fingerprinted.record().deleted() ? 1 : 0;
                seen.add(fingerprinted.mark());
            } else if (isForGood(cause) && (alone || !inBatch)) {
                giveUp(
                        fingerprinted.place(),
                        FailureClassifier.find(cause, RecordRejected.class)
                                .get()
                                .getMessage());
                unsettled = true;
            } else if (refusal == null) {
                refusal = cause;
                refusedAt = fingerprinted.place();
                refusedInBatch = inBatch && !alone;
            }
            landed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isForGood(Throwable cause) {
        return FailureClassifier.find(cause, RecordRejected.class).isPresent();
    }

    /** The page itself could not be read on. */
    void refuse(Throwable cause) {
        lock.lock();
        try {
            if (refusal == null && !isForGood(cause)) {
                refusal = cause;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A record waits in a batch. @param complete sends the batch on as it is */
    void gathers(Runnable complete) {
        lock.lock();
        try {
            gathering++;
            incomplete.add(complete);
            landed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A batch with a record of this chunk has been sent on. */
    void hasLeft() {
        lock.lock();
        try {
            gathering--;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no record is on its way any more. @return false if it is no use waiting */
    boolean await(BooleanSupplier giveUp) throws InterruptedException {
        for (List<Runnable> waitForMore = arrivals(giveUp); waitForMore != null; waitForMore = arrivals(giveUp)) {
            if (waitForMore.isEmpty()) {
                return false;
            }
            // Not under the lock: whole routes run behind it.
            waitForMore.forEach(Runnable::run);
        }
        return true;
    }

    /** Null when all have arrived, empty if it is no use waiting; the batches to be sent on if there is nothing else to wait for. */
    private List<Runnable> arrivals(BooleanSupplier giveUp) throws InterruptedException {
        lock.lock();
        try {
            while (onTheWay > 0) {
                if (giveUp.getAsBoolean()) {
                    return List.of();
                }
                // More than on the way: a record may wait at several sinks.
                if (gathering >= onTheWay && !incomplete.isEmpty()) {
                    List<Runnable> batches = List.copyOf(incomplete);
                    incomplete.clear();
                    return batches;
                }
                landed.await(200, TimeUnit.MILLISECONDS);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Why delivery stopped; null if it did not. */
    Throwable refusal() {
        return refusal;
    }

    /** The record that was refused, by place; -1 if it was not a record's fault. */
    int refusedAt() {
        return refusedAt;
    }

    /** Whether it was refused with others, of which one alone may be to blame. */
    boolean isRefusedInBatch() {
        return refusedInBatch;
    }

    /** From here on no record waits for another. */
    void goAlone() {
        alone = true;
        attempts.clear();
    }

    boolean isAlone() {
        return alone;
    }

    /** Counts a refusal and clears the way for another try. @return how often it was refused by now */
    int again() {
        int count = attempts.merge(refusedAt, 1, Integer::sum);
        refusal = null;
        refusedAt = -1;
        lastOfPage = false;
        return count;
    }

    /** Whether records were refused for good that are yet to be quarantined: the page is read once more for them. */
    boolean isUnsettled() {
        return unsettled;
    }

    /** Clears the way for setting them aside. */
    void settleRefused() {
        unsettled = false;
        lastOfPage = false;
    }

    /** All is to be delivered once more: the sinks could not keep what they had taken. */
    void startOver() {
        barrier.discard();
        taken.clear();
        done.clear();
        seen.clear();
        setAside.clear();
        delivered = 0;
        deletions = 0;
        repeats = 0;
    }

    void giveUp(int place, String cause) {
        givenUp.put(place, cause);
    }

    void markLastOfPage() {
        lastOfPage = true;
    }

    boolean isLastOfPage() {
        return lastOfPage;
    }

    // What confirmation writes

    /** @see ChunkCommit */
    ChunkCommit commit(String cursor, List<Long> replayed, boolean complete, Instant position, String bookmark) {
        return new ChunkCommit(
                lastOfPage ? 1 : 0,
                cursor,
                delivered,
                deletions,
                repeats,
                setAside,
                seen,
                replayed,
                complete,
                position,
                bookmark);
    }

    long delivered() {
        return delivered;
    }

    List<QuarantinedRecord> setAside() {
        return setAside;
    }
}
