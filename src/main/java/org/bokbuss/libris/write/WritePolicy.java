package org.bokbuss.libris.write;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;

/** How fast writes go out, how often one is tried, and when all of them stop. One for all who write to a Libris. */
final class WritePolicy {
    /** So often others may be quicker than we, before somebody has to look what they are doing. */
    private static final int MOST_LOOKS = 10;

    /** An error of Libris's own (500) may lie with the record: it is not tried as often as an outage is. */
    private static final int MOST_TROUBLES = 3;

    private static final Duration LONGEST_WAIT_FOR_TURN = Duration.ofMinutes(10);

    private final CircuitBreaker breaker;
    private final RateLimiter turns;
    private final RetryPolicy retries;
    private final Waiting waiting;
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
        this.retries = RetryPolicy.ofRequests(settings);
        this.waiting = new Waiting(
                () -> stopping.getAsBoolean() ? "stopped as asked, the position is kept" : null, SinkUnavailable::new);
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
                    waiting.pause(retries.delay(troubles), changed.getMessage());
                } else {
                    breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                    if (++looks >= MOST_LOOKS) {
                        throw new RecordRejected(changed.getMessage() + ", each of " + looks + " times", changed);
                    }
                }
            } catch (SourceFailure failure) {
                failed(failure);
                if (!retries.isWorthRetrying(failure) || !retries.permits(++tries)) {
                    throw ending(failure);
                }
                waiting.pause(retries.delay(tries, failure), failure.getMessage());
            } catch (RecordRejected | RuntimeException answered) {
                breaker.onSuccess(0, TimeUnit.MILLISECONDS);
                throw answered;
            }
        }
    }

    private void requireOrder() {
        waiting.stopIfAsked();
        if (!breaker.tryAcquirePermission()) {
            throw new SinkUnavailable("Libris fails too often, nothing more is written in this run: " + lastTrouble);
        }
    }

    private void failed(Exception trouble) {
        lastTrouble = trouble.getMessage();
        breaker.onError(0, TimeUnit.MILLISECONDS, trouble);
    }

    private static RuntimeException ending(SourceFailure failure) {
        return failure.kind() == SourceFailure.Kind.MISCONFIGURED
                ? new UserError(failure.getMessage(), failure)
                : new SinkUnavailable(failure.getMessage() + "; nothing more is written in this run", failure);
    }
}
