package org.bokbuss.observe;

import java.time.Duration;
import java.time.Instant;
import org.bokbuss.state.PipelineRow;

/**
 * How a pipeline stands.
 *
 * @param at when this was so
 * @param silence since the last complete run, or since this process began where there was none
 * @param maxAge how long that may be
 * @param atWork true while this process harvests it
 * @param waiting why that harvest waits; null while it moves
 */
record PipelineStatus(PipelineRow row, Instant at, Duration silence, Duration maxAge, boolean atWork, String waiting) {
    boolean late() {
        return silence.compareTo(maxAge) > 0;
    }

    /** Between what is delivered and now; null before the first run ended. */
    Duration behind() {
        return row.position() == null ? null : Duration.between(row.position(), at);
    }
}
