package org.bokbuss.cli;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.NodeIdFactory;

/**
 * Takes their beginning from routes that begin at a folder, a topic or anything else but a source of Bokbuss, so that a
 * test can give them messages and nobody else does.
 */
final class FromElsewhereReplaced extends MainListenerSupport {
    private final Map<String, String> beginnings = new ConcurrentHashMap<>();

    /** Where those routes would have begun, by their ids, as it stands in the files. */
    Map<String, String> beginnings() {
        return beginnings;
    }

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        context.getCamelContextExtension()
                .getContextPlugin(Model.class)
                .addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
                    @Override
                    public void onAddRouteDefinition(RouteDefinition route) {
                        String uri = route.getInput().getEndpointUri();
                        if (HarvestRoutesOnly.isFromElsewhere(uri, Boolean.TRUE.equals(route.isTemplate()))) {
                            String id = route.idOrCreate(
                                    context.getCamelContextExtension().getContextPlugin(NodeIdFactory.class));
                            beginnings.put(id, uri);
                            route.getInput().setUri("direct:bokbuss-given-" + id);
                        }
                    }
                });
    }
}
