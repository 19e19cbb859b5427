package org.bokbuss.deliver;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.service.ServiceSupport;
import org.bokbuss.config.Shared;

/** The bean behind a sink kamelet. What looks for sinks, as {@code check} and the end of a run do, finds it by its type. */
public abstract class Sink extends ServiceSupport implements CamelContextAware {
    private CamelContext context;

    @Override
    public final CamelContext getCamelContext() {
        return context;
    }

    @Override
    public final void setCamelContext(CamelContext context) {
        if (this.context != context) {
            this.context = context;
            Shared.announce(context, this);
        }
    }
}
