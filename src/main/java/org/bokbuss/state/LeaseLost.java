package org.bokbuss.state;

/** Another process has taken the pipeline over; nothing was written. */
public final class LeaseLost extends RuntimeException {
    LeaseLost(Lease lease) {
        super("another process has taken over " + lease.name() + "; this one has written nothing more");
    }
}
