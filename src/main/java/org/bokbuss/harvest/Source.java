package org.bokbuss.harvest;

import org.apache.camel.CamelContext;
import org.bokbuss.config.Settings;

/** What a source kamelet says of its source: its parameters, and nothing that a run could change. */
public interface Source {
    /**
     * Begins a run, of which there may be several at once.
     *
     * @throws org.bokbuss.config.UserError if parameters or settings make no sense together
     */
    Session open(CamelContext context, Settings settings);
}
