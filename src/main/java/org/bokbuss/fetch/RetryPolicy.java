package org.bokbuss.fetch;

import java.time.Duration;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;

/**
 * How often what failed is tried again, and after which pause: the first one, then twice as long each time.
 *
 * @param maxAttempts with the first one
 * @param maxDelay no pause is longer
 */
public record RetryPolicy(int maxAttempts, Duration delay, Duration maxDelay) {
    private static final int MOST_DOUBLINGS = 20;

    /** For requests to other systems. */
    public static RetryPolicy ofRequests(Settings settings) {
        return new RetryPolicy(
                settings.integer(Key.HTTP_RETRY_MAX_ATTEMPTS),
                settings.duration(Key.HTTP_RETRY_DELAY),
                settings.duration(Key.HTTP_RETRY_MAX_DELAY));
    }

    /** For records that a team's step or a sink has not taken. */
    public static RetryPolicy ofDelivery(Settings settings) {
        return new RetryPolicy(
                settings.integer(Key.DELIVER_MAX_ATTEMPTS), settings.duration(Key.DELIVER_DELAY), Duration.ofHours(1));
    }

    /** Whether what failed so many times is tried once more. */
    public boolean permits(int failures) {
        return failures < maxAttempts;
    }

    /** Whether another try may help, and the source does not ask for a silence that is longer than any pause. */
    public boolean isWorthRetrying(SourceFailure failure) {
        return failure.kind().isRetried()
                && (failure.retryAfter() == null || failure.retryAfter().compareTo(maxDelay) <= 0);
    }

    /** The pause after so many failures. */
    public Duration delay(int failures) {
        Duration wait = delay.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(maxDelay) > 0 ? maxDelay : wait;
    }

    /** The same, or what the source asks for. */
    public Duration delay(int failures, SourceFailure failure) {
        return failure.retryAfter() == null ? delay(failures) : failure.retryAfter();
    }
}
