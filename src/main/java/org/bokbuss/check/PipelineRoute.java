package org.bokbuss.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A route that begins at a source kamelet with a pipeline's name.
 *
 * @param line the line the route begins on
 * @param routeId the route's id, which Camel invents where it is left out
 * @param pipeline the pipeline's name, placeholders filled in
 * @param source the kamelet it begins at; its values are as written, so that no secret is in them
 * @param sinks the sink kamelets among its steps, however deep
 * @param autoStartup what the route says of its start, placeholders filled in
 */
public record PipelineRoute(
        Path file,
        int line,
        Optional<String> routeId,
        String pipeline,
        KameletUse source,
        List<KameletUse> sinks,
        Optional<String> autoStartup) {

    /** Whether it runs when no pipeline is named. */
    public boolean isSwitchedOn() {
        return !autoStartup.orElse("true").equalsIgnoreCase("false");
    }
}
