package org.bokbuss.check;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.bokbuss.config.UserError;

/**
 * Refuses a parameter that a kamelet of this jar does not have, in every Camel context: Camel itself takes any, so that a
 * misspelt {@code set} would harvest everything.
 */
public final class ParameterNames implements ContextServicePlugin {
    @Override
    public void load(CamelContext context) {
        Set<String> ours = new Kamelets(ParameterNames.class.getClassLoader()).names();
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onEndpointAdd(Endpoint endpoint) {
                if (endpoint instanceof KameletEndpoint kamelet && ours.contains(kamelet.getTemplateId())) {
                    check(kamelet);
                }
            }
        });
    }

    private static void check(KameletEndpoint endpoint) {
        definition(endpoint).ifPresent(kamelet -> endpoint.getKameletProperties().keySet().stream()
                // With a dot it is meant for a use of the kamelet elsewhere.
                .filter(name -> name.indexOf('.') < 0 && !kamelet.properties().containsKey(name))
                .filter(name -> !ParameterCheck.CAMELS_OWN.contains(name)
                        && !name.equals(org.apache.camel.component.kamelet.Kamelet.PARAM_UUID))
                .findFirst()
                .ifPresent(name -> {
                    throw new UserError(ParameterCheck.unknown(kamelet, name));
                }));
    }

    /** As Camel finds it: a team's folder may have a kamelet of the same name. */
    private static Optional<Kamelet> definition(KameletEndpoint endpoint) {
        CamelContext context = endpoint.getCamelContext();
        String locations = endpoint.getLocation() != null
                ? endpoint.getLocation()
                : context.getComponent(org.apache.camel.component.kamelet.Kamelet.SCHEME, KameletComponent.class)
                        .getLocation();
        for (String location : locations.split(",")) {
            String file = location.strip() + "/" + endpoint.getTemplateId() + ".kamelet.yaml";
            Resource resource = PluginHelper.getResourceLoader(context).resolveResource(file);
            if (resource.exists()) {
                return YamlFile.read(Path.of(endpoint.getTemplateId()), resource::getInputStream)
                        .root()
                        .map(root -> Kamelet.of(endpoint.getTemplateId(), root));
            }
        }
        return Optional.empty();
    }
}
