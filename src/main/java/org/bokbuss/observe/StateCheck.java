package org.bokbuss.observe;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.bokbuss.config.Secrets;

/** Ready: the state database answers. */
final class StateCheck extends AbstractHealthCheck {
    private final PipelineStatuses standings;

    StateCheck(PipelineStatuses standings) {
        super("bokbuss", "state");
        this.standings = standings;
    }

    /** A new process would find the same database. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            standings.requireState();
            builder.up();
        } catch (RuntimeException unavailable) {
            builder.message(Secrets.mask(unavailable.getMessage())).down();
        }
    }
}
