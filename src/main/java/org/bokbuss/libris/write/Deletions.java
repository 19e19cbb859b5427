package org.bokbuss.libris.write;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.state.AuditLog;
import org.bokbuss.state.PendingDeletion;

/** How many deletions a run may make, and how long each waits so that it can be undone. */
final class Deletions {
    private final AuditLog writes;
    private final String pipeline;
    private final long most;
    private final Duration delay;
    private final InstantSource clock;
    private Fence run;
    private LocalDate day;
    private long made;

    Deletions(AuditLog writes, String pipeline, long most, Duration delay) {
        this(writes, pipeline, most, delay, InstantSource.system());
    }

    Deletions(AuditLog writes, String pipeline, long most, Duration delay, InstantSource clock) {
        this.writes = writes;
        this.pipeline = pipeline;
        this.most = most;
        this.delay = delay;
        this.clock = clock;
    }

    /**
     * Counts one deletion of this run. Without a run, which {@link Fence#NONE} stands for, a day in UTC counts as one.
     *
     * @throws SinkUnavailable if there have been enough: in this run, or in an earlier one that nobody has answered yet
     */
    synchronized void allow(Fence current) {
        LocalDate today = current == Fence.NONE ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : null;
        if (run != current || !Objects.equals(day, today)) {
            run = current;
            day = today;
            made = 0;
            requireAnswer();
        }
        if (made >= most) {
            writes.stopDeletionsAt(pipeline, most);
            throw enough(most);
        }
        made++;
    }

    /** A run that was stopped must not go on by itself, five minutes later. */
    private void requireAnswer() {
        Optional<Long> stoppedAt = writes.deletionsStoppedAt(pipeline);
        if (stoppedAt.isPresent()) {
            if (most <= stoppedAt.get()) {
                run = null;
                throw enough(stoppedAt.get());
            }
            writes.stopDeletionsAt(pipeline, null);
        }
    }

    private SinkUnavailable enough(long number) {
        return new SinkUnavailable(pipeline + ": more deletions are asked for than the " + number
                + " that libris.write.max-deletes allows in a run. See whether they are meant; then raise it above "
                + number + " and run again");
    }

    boolean wait(Version holding, String bib, String sigel) {
        if (delay.isZero()) {
            return false;
        }
        writes.postpone(new PendingDeletion(
                pipeline,
                holding.address(),
                bib,
                sigel,
                holding.etag(),
                Instant.now().plus(delay)));
        return true;
    }

    /** The holding is wanted again, whoever had it deleted. */
    void undo(String record) {
        // Also where no deletion waits any more by today's settings: one may from yesterday.
        writes.recall(record);
    }

    List<PendingDeletion> waiting() {
        return writes.postponed(pipeline);
    }

    /** It was made, or is not to be made any more. */
    void settled(PendingDeletion deletion) {
        writes.recall(pipeline, deletion.record());
    }
}
