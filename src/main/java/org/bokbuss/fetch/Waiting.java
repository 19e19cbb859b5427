package org.bokbuss.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** The one place that sleeps. A stop ends every wait within {@value #LOOK_MILLIS} ms. */
public final class Waiting {
    private static final long LOOK_MILLIS = 200;

    private final Supplier<String> stop;
    private final Function<String, RuntimeException> stopped;
    private volatile String reason;

    /**
     * @param stop why the work is not to go on, asked repeatedly; null while it is
     * @param stopped makes that sentence the exception that ends the work
     */
    public Waiting(Supplier<String> stop, Function<String, RuntimeException> stopped) {
        this.stop = stop;
        this.stopped = stopped;
    }

    /** Whether the context, or the whole process, is being stopped. */
    public static boolean isStopping(CamelContext context) {
        return context.getStatus().isStopping() || context.getStatus().isStopped();
    }

    /** Waits. @param why for those who watch */
    public void pause(Duration wait, String why) {
        until(Instant.now().plus(wait), why);
    }

    /** The same, until a time. */
    public void until(Instant end, String why) {
        reason = why;
        try {
            for (Instant now = Instant.now(); now.isBefore(end); now = Instant.now()) {
                stopIfAsked();
                long left = Duration.between(now, end).toMillis();
                TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(LOOK_MILLIS, left)));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw stopped.apply("stopped while waiting");
        } finally {
            reason = null;
        }
    }

    /** Whether the work is not to go on. */
    public boolean isToStop() {
        return stop.get() != null;
    }

    /** Ends the work by an exception if it is not to go on. */
    public void stopIfAsked() {
        String why = stop.get();
        if (why != null) {
            throw stopped.apply(why);
        }
    }

    /** Notes that somebody else waits on behalf of the work; null when that is over. */
    public void because(String why) {
        reason = why;
    }

    /** Why the work waits; null while it moves. */
    public String reason() {
        return reason;
    }
}
