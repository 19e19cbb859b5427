package org.bokbuss.fetch;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;
import org.bokbuss.config.Key;

/**
 * Watches an exchange from beside it, as a reader that waits cannot: a head in time, a body that flows, an end. A source
 * that sends a byte now and then is never silent, and never done.
 */
final class Watch {
    /** Who is silent altogether is told so by the socket, which says it better. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Bounds bounds;
    private final Duration span;
    private final ScheduledExecutorService clock;
    private final Cancellable request;
    private final long begun = System.nanoTime();
    private ScheduledFuture<?> next;
    private boolean head;
    private boolean whole;
    private long received;
    private long seen;
    private Excess excess;

    /** @param span {@code http.timeout}, or the silence that a request allows */
    Watch(Bounds bounds, Duration span, ScheduledExecutorService clock, Cancellable request) {
        this.bounds = bounds;
        this.span = span;
        this.clock = clock;
        this.request = request;
        lookLater();
    }

    synchronized void headHasCome() {
        head = true;
        next.cancel(false);
        lookLater();
    }

    synchronized void received(int bytes) {
        received += bytes;
    }

    /** Bytes of the body as they came over the wire. */
    synchronized long received() {
        return received;
    }

    /** What was packed has been unpacked to its end; the wire may have a last byte of the protocol left. */
    synchronized void unpacked() {
        whole = true;
    }

    synchronized boolean isUnpacked() {
        return whole;
    }

    synchronized void end() {
        next.cancel(false);
    }

    /** Gives up: what was asked is not wanted any more. */
    void cancel() {
        end();
        request.cancel();
    }

    /** Why reading failed: what struck here, else what was thrown. */
    synchronized <T extends Exception> T reason(T thrown) throws Excess {
        check();
        return thrown;
    }

    synchronized void check() throws Excess {
        if (excess != null) {
            throw excess;
        }
    }

    private void lookLater() {
        next = clock.schedule(this::look, span.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (!head) {
            strike(new Excess("has no whole head in time", Key.HTTP_TIMEOUT, span));
        } else if (received - seen < bounds.flow()) {
            strike(new Excess(
                    "comes too slowly, " + (received - seen) + " bytes in " + span.toSeconds() + " s",
                    Key.HTTP_MIN_FLOW,
                    bounds.flow()));
        } else if (System.nanoTime() - begun > bounds.time().toNanos()) {
            strike(new Excess("has no end in time", Key.HTTP_MAX_TIME, bounds.time()));
        } else {
            seen = received;
            lookLater();
        }
    }

    private void strike(Excess struck) {
        excess = struck;
        request.cancel();
    }
}
