package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.Positions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The time before which a source or a receiver asked not to be called (Retry-After): kept in the state, so that a restart obeys it too. */
final class NotBefore implements PageFetcher.Pauses {
    private static final Logger LOG = LoggerFactory.getLogger(NotBefore.class);

    private final String pipeline;
    private final Positions positions;
    private final RunLease lease;
    private final Waiting waiting;
    private final RunListener listener;

    NotBefore(String pipeline, Positions positions, RunLease lease, Waiting waiting, RunListener listener) {
        this.pipeline = pipeline;
        this.positions = positions;
        this.lease = lease;
        this.waiting = waiting;
        this.listener = listener;
    }

    /**
     * Waits until the time that an earlier run was told.
     *
     * @param longest what is not waited for
     */
    void await(Duration longest) {
        Instant time = positions.of(pipeline).map(PipelineRow::notBefore).orElse(null);
        if (time == null || !time.isAfter(Instant.now())) {
            return;
        }
        String why = "the other side asked not to be called before " + time;
        if (Duration.between(Instant.now(), time).compareTo(longest) > 0) {
            throw new RunInterrupted(pipeline + ": " + why);
        }
        waiting.until(time, why);
    }

    @Override
    public void pausing(SourceFailure failure, Duration pause) {
        waiting.because(failure.getMessage());
        listener.askingAgain(failure);
        // Said by the thread that asks.
        MDC.put(Pipeline.MDC_PIPELINE, pipeline);
        LOG.info("{}: {}; retrying", pipeline, failure.getMessage());
        MDC.remove(Pipeline.MDC_PIPELINE);
        if (!pause.isZero() && !lease.isLost()) {
            positions.failed(pipeline, failure.getMessage(), Instant.now().plus(pause));
        }
    }

    @Override
    public void over() {
        waiting.because(null);
    }

    /** What a failure says of it; null if nothing. */
    static Instant of(Throwable cause) {
        return FailureClassifier.find(cause, SourceFailure.class)
                .map(SourceFailure::retryAfter)
                .map(Instant.now()::plus)
                .orElse(null);
    }
}
