package org.bokbuss.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Waits end at their time, or by a stop. */
class WaitingTest {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final List<String> reasons = new ArrayList<>();
    private final AtomicReference<String> stop = new AtomicReference<>();
    private final Waiting waiting = new Waiting(this::look, IllegalStateException::new);

    /** Stops at the third look where nobody has asked before. */
    private String look() {
        reasons.add(waiting.reason());
        return reasons.size() == 3 ? "stopped as asked" : stop.get();
    }

    @Test
    void aStopEndsAWait() {
        assertThatThrownBy(() -> waiting.pause(AN_HOUR, "the source is busy"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stopped as asked");

        assertThat(reasons).hasSize(3);
    }

    @Test
    void whoWatchesIsToldWhyUntilItIsOver() {
        assertThatThrownBy(() -> waiting.pause(AN_HOUR, "the source is busy"));

        assertThat(reasons).containsOnly("the source is busy");
        assertThat(waiting.reason()).isNull();
    }

    @Test
    void aWaitEndsAtItsTime() {
        Instant end = Instant.now().plusMillis(30);

        waiting.until(end, "a moment");

        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void aTimeThatIsPastIsNotWaitedFor() {
        waiting.until(Instant.EPOCH, "nothing");

        assertThat(reasons).isEmpty();
    }

    @Test
    void anInterruptEndsAWaitAndIsPassedOn() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> waiting.pause(AN_HOUR, "the source is busy")).hasMessage("stopped while waiting");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void workGoesOnUntilAStopIsAsked() {
        waiting.stopIfAsked();
        stop.set("another process has taken over");

        assertThatThrownBy(waiting::stopIfAsked).hasMessage("another process has taken over");
    }
}
