package org.bokbuss.cli;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Keeps routes from starting that begin at a folder, a topic or anything else but a source of Bokbuss: a command that
 * looks, or that runs one pipeline, must not empty an inbox on the way.
 */
final class HarvestRoutesOnly extends MainListenerSupport {
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        main.getCamelContext()
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
                    @Override
                    public void onAddRouteDefinition(RouteDefinition route) {
                        if (isFromElsewhere(
                                route.getInput().getEndpointUri(), Boolean.TRUE.equals(route.isTemplate()))) {
                            route.setAutoStartup("false");
                        }
                    }
                });
    }

    /** Not the kamelets' own routes, and not a route that goes on where another has ended. */
    static boolean isFromElsewhere(String uri, boolean ofKamelet) {
        return !ofKamelet && !uri.matches("(kamelet|direct|seda|quartz):.*");
    }
}
