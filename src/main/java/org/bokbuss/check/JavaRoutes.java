package org.bokbuss.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/** Routes written in Java, as Camel has them once they are compiled: read like those of a file in YAML. */
final class JavaRoutes {
    private final Path path;
    private final int lines;
    private int line;

    private JavaRoutes(Path path) {
        this.path = path;
        this.lines = lines(path);
    }

    /** @param routes all of a context; those of kamelets and of other files are left out */
    static List<RouteFile> of(List<RouteDefinition> routes) {
        Map<Path, RouteFile> files = new LinkedHashMap<>();
        for (RouteDefinition route : routes) {
            file(route)
                    .ifPresent(path -> new JavaRoutes(path).read(route, files.computeIfAbsent(path, RouteFile::new)));
        }
        return List.copyOf(files.values());
    }

    private static Optional<Path> file(RouteDefinition route) {
        if (route.getRouteTemplateContext() != null || route.getResource() == null) {
            return Optional.empty();
        }
        return Optional.of(route.getResource().getLocation().replaceFirst("^file:", ""))
                .filter(location -> location.endsWith(".java"))
                .map(Path::of);
    }

    private static int lines(Path path) {
        try {
            return Files.readAllLines(path).size();
        } catch (IOException e) {
            return 0;
        }
    }

    /** For a step that several calls make, Camel names a line of its own: it stands near the step before it. */
    private int line(OptionalIdentifiedDefinition<?> definition) {
        int named = definition.getLineNumber();
        line = named > 0 && named <= lines ? named : line;
        return line;
    }

    private void read(RouteDefinition route, RouteFile file) {
        int before = file.uses().size();
        int begin = line(route.getInput());
        file.use("from", begin, route.getInput().getEndpointUri(), Optional.empty(), Set.of());
        List<RouteStep> steps = new ArrayList<>();
        read(route.getOutputs(), List.of(), steps);
        for (RouteStep step : steps) {
            step.uri().ifPresent(uri -> file.use(step.name(), step.line(), uri, Optional.empty(), Set.of()));
        }
        file.route(
                begin,
                Optional.ofNullable(route.getRouteId()).filter(id -> route.hasCustomIdAssigned()),
                Optional.of(route.getInput().getEndpointUri()),
                List.copyOf(file.uses().subList(before, file.uses().size())),
                steps,
                Optional.ofNullable(route.getAutoStartup()));
    }

    private void read(List<ProcessorDefinition<?>> outputs, List<String> within, List<RouteStep> steps) {
        for (ProcessorDefinition<?> output : outputs) {
            String name = output.getShortName();
            steps.add(new RouteStep(path, line(output), name, uri(output), languages(output), within));
            read(
                    output.getOutputs(),
                    Stream.concat(within.stream(), Stream.of(name)).toList(),
                    steps);
        }
    }

    private static Optional<String> uri(ProcessorDefinition<?> step) {
        if (step instanceof ToDynamicDefinition dynamic) {
            return Optional.ofNullable(dynamic.getUri());
        }
        if (step instanceof KameletDefinition kamelet) {
            return Optional.of("kamelet:" + kamelet.getName());
        }
        return step instanceof EndpointRequiredDefinition addressed
                ? Optional.ofNullable(addressed.getEndpointUri())
                : Optional.empty();
    }

    private static Set<String> languages(ProcessorDefinition<?> step) {
        return step instanceof ExpressionNode node && node.getExpression() != null
                ? Set.of(String.valueOf(node.getExpression().getLanguage()))
                : Set.of();
    }
}
