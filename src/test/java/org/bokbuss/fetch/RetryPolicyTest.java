package org.bokbuss.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done about a failure of a source: retried or not, then what. */
class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource(textBlock = """
            # kind,         retried, then,         the next request would fail too
            TRANSIENT,      true,    STOP,         true
            TRUNCATED,      true,    NARROW,       true
            CURSOR_LOST,    false,   RESTART,      false
            TOO_LARGE,      false,   NARROW,       false
            CURSOR_LOOP,    false,   STOP,         false
            UNAUTHORIZED,   false,   STOP,         false
            PERMANENT,      false,   STOP,         false
            MISCONFIGURED,  false,   FIX_SETTINGS, false
            DISK_FULL,      false,   STOP,         true
            SHUTDOWN,       false,   STOP,         false
            """)
    void eachKindOfFailureHasItsRemedy(
            SourceFailure.Kind kind, boolean retried, SourceFailure.Remedy remedy, boolean outage) {
        assertThat(policy.isWorthRetrying(new SourceFailure(kind, "a failure"))).isEqualTo(retried);
        assertThat(kind.remedy()).isEqualTo(remedy);
        assertThat(kind.isOutage()).isEqualTo(outage);
    }

    @Test
    void theFirstAttemptIsOneOfThem() {
        assertThat(policy.permits(2)).isTrue();
        assertThat(policy.permits(3)).isFalse();
    }

    @Test
    void eachPauseIsTwiceTheOneBefore() {
        assertThat(IntStream.rangeClosed(1, 6)
                        .mapToObj(policy::delay)
                        .mapToLong(Duration::toSeconds)
                        .toArray())
                .containsExactly(1, 2, 4, 8, 10, 10);
        assertThat(policy.delay(65)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theSourceSaysHowLongThePauseIs() {
        assertThat(policy.delay(1, busyFor(7))).isEqualTo(Duration.ofSeconds(7));
        assertThat(policy.delay(1, new SourceFailure(SourceFailure.Kind.TRANSIENT, "busy")))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aSourceThatWantsALongerPauseThanAnyIsNotWaitedFor() {
        assertThat(policy.isWorthRetrying(busyFor(10))).isTrue();
        assertThat(policy.isWorthRetrying(busyFor(11))).isFalse();
    }

    private static SourceFailure busyFor(int seconds) {
        return new SourceFailure(SourceFailure.Kind.TRANSIENT, "busy", Duration.ofSeconds(seconds), null);
    }
}
