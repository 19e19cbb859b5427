package org.bokbuss.libris.write;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.SourceFailure;

/** How fast writes go out, how often one is tried, and when all of them stop. One for all who write to a Libris. */
final class WritePolicy {
    /** So often others may be quicker than we, before somebody has to look what they are doing. */
    private static final int MOST_LOOKS = 10;

    /** An error of Libris's own (500) may lie with the record: it is not tried as often as an outage is. */
    private static final int MOST_TROUBLES = 3;

    private static final Duration LONGEST_WAIT_FOR_TURN = Duration.ofMinutes(10);

    private final CircuitBreaker breaker;
    private final RateLimiter turns;
    private final int mostTries;
    private final Duration delay;
    private final Duration maxDelay;
    private final BooleanSupplier stopping;
    private volatile String lastTrouble = "";

    WritePolicy(Settings settings, BooleanSupplier stopping) {
        this(settings, stopping, Duration.ofSeconds(20));
    }

    /** @param rest how long nothing is tried after an outage */
    WritePolicy(Settings settings, BooleanSupplier stopping, Duration rest) {
        this.breaker = CircuitBreaker.of(
                "libris",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .waitDurationInOpenState(rest)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        int perSecond = settings.integer(Key.LIBRIS_WRITE_PER_SECOND);
        this.turns = perSecond <= 0
                ? null
                : RateLimiter.of(
                        "libris",
                        RateLimiterConfig.custom()
                                .limitForPeriod(1)
                                .limitRefreshPeriod(Duration.ofSeconds(1).dividedBy(perSecond))
                                .timeoutDuration(LONGEST_WAIT_FOR_TURN)
                                .build());
        this.mostTries = settings.integer(Key.HTTP_RETRY_MAX_ATTEMPTS);
        this.delay = settings.duration(Key.HTTP_RETRY_DELAY);
        this.maxDelay = settings.duration(Key.HTTP_RETRY_MAX_DELAY);
        this.stopping = stopping;
    }

    /** Looks, decides, and perhaps writes; made again from the look on. */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws SourceFailure, RecordRejected, RetryWrite;
    }

    /** Waits until a write may go out. */
    void turn() {
        if (turns != null && !turns.acquirePermission()) {
            throw new SinkUnavailable("no turn to write came in " + LONGEST_WAIT_FOR_TURN.toMinutes()
                    + " minutes; raise libris.write.per-second, or lower libris.write.in-flight");
        }
    }

    /**
     * Makes attempts until one succeeds.
     *
     * @throws RecordRejected if this very record cannot be written
     * @throws SinkUnavailable if nothing can be written for now
     * @throws UserError if a setting is wrong
     */
    <T> T settle(Attempt<T> attempt) throws RecordRejected {
        int tries = 0;
        int looks = 0;
        int troubles = 0;
        while (true) {
            requireOrder();
            try {
                T result = attempt.make();
                breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                return result;
            } catch (RetryWrite changed) {
                if (changed.isTrouble()) {
                    // Once a record, or two bad ones in a row would look like an outage, in every run anew.
                    if (++troubles == 1) {
                        failed(changed);
                    } else {
                        breaker.releasePermission();
                    }
                    if (troubles >= MOST_TROUBLES) {
                        throw new RecordRejected(changed.getMessage() + ", each of " + troubles + " times", changed);
                    }
                    pause(backoff(troubles));
                } else {
                    breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                    if (++looks >= MOST_LOOKS) {
                        throw new RecordRejected(changed.getMessage() + ", each of " + looks + " times", changed);
                    }
                }
            } catch (SourceFailure failure) {
                failed(failure);
                if (!worthAsking(failure) || ++tries >= mostTries) {
                    throw ending(failure);
                }
                pause(failure.retryAfter() == null ? backoff(tries) : failure.retryAfter());
            } catch (RecordRejected | RuntimeException answered) {
                breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                throw answered;
            }
        }
    }

    private void requireOrder() {
        if (stopping.getAsBoolean()) {
            throw new SinkUnavailable("stopped as asked, the position is kept");
        }
        if (!breaker.tryAcquirePermission()) {
            throw new SinkUnavailable("Libris fails too often, nothing more is written in this run: " + lastTrouble);
        }
    }

    private void failed(Exception trouble) {
        lastTrouble = trouble.getMessage();
        breaker.onError(0, TimeUnit.MILLISECONDS, trouble);
    }

    private boolean worthAsking(SourceFailure failure) {
        return (failure.kind() == SourceFailure.Kind.TRANSIENT || failure.kind() == SourceFailure.Kind.TRUNCATED)
                && (failure.retryAfter() == null || failure.retryAfter().compareTo(maxDelay) <= 0);
    }

    private static RuntimeException ending(SourceFailure failure) {
        return failure.kind() == SourceFailure.Kind.MISCONFIGURED
                ? new UserError(failure.getMessage(), failure)
                : new SinkUnavailable(failure.getMessage() + "; nothing more is written in this run", failure);
    }

    private Duration backoff(int tries) {
        Duration wait = delay.multipliedBy(1L << Math.min(tries - 1, 20));
        return wait.compareTo(maxDelay) > 0 ? maxDelay : wait;
    }

    private void pause(Duration wait) {
        Instant end = Instant.now().plus(wait);
        try {
            for (Instant now = Instant.now(); now.isBefore(end) && !stopping.getAsBoolean(); now = Instant.now()) {
                long left = Duration.between(now, end).toMillis();
                TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(200, left)));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SinkUnavailable("stopped while waiting", stopped);
        }
    }
}
