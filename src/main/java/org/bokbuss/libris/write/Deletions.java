package org.bokbuss.libris.write;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.state.AuditLog;
import org.bokbuss.state.AuditRow;
import org.bokbuss.state.PendingDeletion;

/** How many deletions may be made, and how long each waits so that it can be undone. */
final class Deletions {
    private final AuditLog writes;
    private final String pipeline;
    private final long most;
    private final Duration delay;

    Deletions(AuditLog writes, String pipeline, long most, Duration delay) {
        this.writes = writes;
        this.pipeline = pipeline;
        this.most = most;
        this.delay = delay;
    }

    /**
     * Notes a deletion that is about to be made, and counts it with those that any process has made since the pipeline's
     * last complete run; without a run, which {@link Fence#NONE} stands for, with those of the day.
     *
     * @return its number in the audit log
     * @throws SinkUnavailable if there have been enough, and nobody has allowed more since
     */
    long begin(AuditRow deletion, Fence run) {
        return writes.beginDeletion(deletion, run == Fence.NONE, most).orElseThrow(() -> enough(run == Fence.NONE));
    }

    private SinkUnavailable enough(boolean byDay) {
        long number = writes.deletionsStoppedAt(pipeline).orElse(most);
        return new SinkUnavailable(pipeline + ": more deletions are asked for than the " + number
                + " that libris.write.max-deletes allows in a " + (byDay ? "day" : "run")
                + ". See whether they are meant; then raise it above " + number + " and run again");
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
