package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of the source's time, inclusive at both ends.
 *
 * @param from null for the source's beginning
 * @param bookmark where the source said that this run goes on, if it keeps a place by more than a time; else null
 */
public record Window(Instant from, Instant until, String bookmark) {
    /** Narrower than this is not tried: an answer to it is taken however long it is. */
    private static final Duration NARROWEST = Duration.ofMinutes(1);

    public Window(Instant from, Instant until) {
        this(from, until, null);
    }

    /** The older half; null if the window is too narrow to be halved. */
    Window olderHalf() {
        Instant start = from == null ? Instant.EPOCH : from;
        Duration width = Duration.between(start, until);
        return width.compareTo(NARROWEST) <= 0
                ? null
                : new Window(
                        from, start.plusSeconds(Math.max(1, width.dividedBy(2).toSeconds())));
    }

    @Override
    public String toString() {
        return (from == null ? "the beginning" : from) + " to " + until;
    }
}
