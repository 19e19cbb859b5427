package org.bokbuss.check;

import java.util.List;
import java.util.Set;
import org.bokbuss.config.Finding;

/**
 * What {@link RouteCheck} came to.
 *
 * @param pipelines the pipelines, in the order of the files
 * @param settings the keys that the files name in placeholders
 * @param findings all mistakes, in the order of the files
 */
public record CheckedRoutes(List<PipelineRoute> pipelines, Set<String> settings, List<Finding> findings) {

    /** Whether nothing stands against starting. */
    public boolean mayStart() {
        return findings.stream().noneMatch(Finding::isError);
    }
}
