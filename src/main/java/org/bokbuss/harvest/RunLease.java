package org.bokbuss.harvest;

import org.bokbuss.deliver.Fence;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.Leases;
import org.bokbuss.state.WindowKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one run to harvest its pipeline: taken when the run begins, renewed while it is at work, checked before each
 * write that cannot be taken back. One object for all chunks of a run: sinks tell runs apart by it.
 */
final class RunLease implements Fence {
    private static final Logger LOG = LoggerFactory.getLogger(RunLease.class);

    private final Leases leases;
    private final String pipeline;
    private final String name;
    private volatile Lease lease;
    private volatile boolean lost;

    /** A slice of a backfill has a lease of its own: it runs beside the live harvest. */
    RunLease(Leases leases, String pipeline, RunRequest request) {
        this.leases = leases;
        this.pipeline = pipeline;
        this.name = request.kind() == WindowKind.BACKFILL ? pipeline + " " + request.window() : pipeline;
    }

    /** @throws RunInterrupted if another run has it */
    void acquire() {
        if (!tryAcquire()) {
            throw new RunInterrupted(pipeline + " is being harvested by another run ("
                    + leases.holder(name).orElse("unknown")
                    + "); nothing was done, try again when it has ended");
        }
    }

    /**
     * Waits while another process has it.
     *
     * @param pause waits a moment; throws if the wait is to end
     * @return true if that process fell silent, so that this one has the lease; false if it came to its end
     */
    boolean standBy(Runnable pause) {
        while (!tryAcquire()) {
            pause.run();
            if (leases.holder(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private boolean tryAcquire() {
        lease = leases.acquire(name).orElse(null);
        return isHeld();
    }

    /** False while another run has it. True to the run's end, also where it was lost. */
    boolean isHeld() {
        return lease != null;
    }

    /** True from the moment on that another process is known to have taken over. */
    boolean isLost() {
        return lost;
    }

    /** What changes of the state are made with; null while another run has it. */
    Lease lease() {
        return lease;
    }

    /** Keeps the lease while a long page is at work. Called every few seconds, by another thread than the run's. */
    void renew() {
        try {
            if (isHeld() && !lost) {
                leases.renew(lease);
            }
        } catch (LeaseLost overtaken) {
            lost = true;
        } catch (RuntimeException busy) {
            LOG.debug("the lease could not be renewed this time", busy);
        }
    }

    /** @throws LeaseLost if another process has taken over: whoever was overtaken while frozen publishes nothing */
    @Override
    public void check() {
        leases.check(lease);
    }

    /** Gives it back, unless it is another's. */
    void release() {
        if (isHeld() && !lost) {
            leases.release(lease);
        }
    }
}
