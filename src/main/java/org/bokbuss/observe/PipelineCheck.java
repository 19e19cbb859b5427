package org.bokbuss.observe;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.bokbuss.config.Secrets;
import org.bokbuss.state.PipelineRow;

/**
 * Whether a pipeline's last complete run is recent enough.
 *
 * <p>Neither a matter of being alive nor of being ready: a source that is unavailable is not corrected by a restart.
 */
final class PipelineCheck extends AbstractHealthCheck {
    private final String pipeline;
    private final PipelineStatuses standings;

    PipelineCheck(String pipeline, PipelineStatuses standings) {
        super("bokbuss", "pipeline:" + pipeline);
        this.pipeline = pipeline;
        this.standings = standings;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            tell(builder, standings.of(pipeline));
        } catch (RuntimeException unavailable) {
            builder.message(Secrets.mask(unavailable.getMessage())).down();
        }
    }

    private void tell(HealthCheckResultBuilder builder, PipelineStatus standing) {
        PipelineRow row = standing.row();
        builder.message(Secrets.mask(sentence(standing)));
        builder.detail(
                "secondsSinceComplete",
                row.lastComplete() == null ? null : standing.silence().toSeconds());
        builder.detail("maxAgeSeconds", standing.maxAge().toSeconds());
        builder.detail(
                "position", row.position() == null ? null : row.position().toString());
        builder.detail("lastError", Secrets.mask(row.lastError()));
        builder.detail("quarantined", row.quarantined());
        builder.detail("running", row.running());
        builder.state(standing.late() ? State.DOWN : State.UP);
    }

    /** All of it in words: Camel shows the details only to those who ask with {@code ?data=true}. */
    private String sentence(PipelineStatus standing) {
        PipelineRow row = standing.row();
        return "%s %d s ago%s; position %s, %d quarantined%s"
                .formatted(
                        row.lastComplete() == null ? "not complete yet, began" : "complete",
                        standing.silence().toSeconds(),
                        standing.late()
                                ? ", more than the %d s that it may be"
                                        .formatted(standing.maxAge().toSeconds())
                                : "",
                        row.position() == null ? "none yet" : row.position(),
                        row.quarantined(),
                        row.lastError() == null ? "" : "; last error: " + row.lastError());
    }
}
