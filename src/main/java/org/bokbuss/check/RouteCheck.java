package org.bokbuss.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.model.RouteDefinition;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Suggestion;

/**
 * Finds the mistakes in a folder of routes that Camel skips or explains badly. Steps and options that are Camel's
 * own are left to Camel; see {@link CamelFailure} for what it says of them.
 */
public final class RouteCheck {

    /** The parameter of every source kamelet that names the pipeline. */
    static final String PIPELINE = "pipeline";

    private final Kamelets kamelets;
    private final Placeholders placeholders;
    private final ParameterCheck parameters;

    /**
     * A check against these kamelets and settings.
     *
     * @param properties a setting's value by its key, from files, environment and system properties alike
     */
    public RouteCheck(Kamelets kamelets, Function<String, Optional<String>> properties) {
        this.kamelets = kamelets;
        this.placeholders = new Placeholders(properties);
        this.parameters = new ParameterCheck(properties);
    }

    /** Reads {@code *.camel.yaml} and {@code *.camel.yml} in the folder; collects every mistake rather than stop at one. */
    public CheckedRoutes check(Path folder) {
        return check(RouteFiles.in(folder));
    }

    /** The same, and with it the routes written in Java, which only Camel can read. */
    public CheckedRoutes check(Path folder, List<RouteDefinition> read) {
        return check(RouteFiles.in(folder).with(JavaRoutes.of(read)));
    }

    private CheckedRoutes check(RouteFiles files) {
        // A set: an alias in YAML makes one mistake turn up in several places.
        Set<Finding> findings = new LinkedHashSet<>(files.findings());
        Set<String> settings = new TreeSet<>();
        for (RouteFile.Text text : files.texts()) {
            Placeholders.Resolution resolution = placeholders.resolve(text.text(), text.open());
            settings.addAll(resolution.keys());
            resolution.missing().forEach(message -> findings.add(Finding.error(text.file(), text.line(), message)));
        }
        files.uses().forEach(use -> findings.addAll(check(use)));
        findings.addAll(repeatedIds(files.routes()));
        List<PipelineRoute> pipelines = new ArrayList<>();
        SinkCheck sinks = new SinkCheck(this::parameters, files.routes());
        DeletionCheck deletions = new DeletionCheck(this::parameters);
        SharedFolderCheck folders = new SharedFolderCheck(this::parameters);
        for (RouteText route : files.routes()) {
            pipeline(route).ifPresent(pipeline -> {
                pipelines.add(pipeline);
                findings.addAll(sinks.check(pipeline, route));
                findings.addAll(deletions.check(pipeline, route.path()));
                findings.addAll(folders.check(pipeline));
            });
        }
        findings.addAll(repeatedPipelines(pipelines));
        return new CheckedRoutes(
                pipelines,
                settings,
                findings.stream().sorted(Finding.IN_READING_ORDER).toList());
    }

    private List<Finding> check(KameletUse use) {
        Optional<String> name = name(use);
        if (name.isEmpty()) {
            return List.of();
        }
        Optional<YamlFile> file = kamelets.file(name.get());
        if (file.isEmpty()) {
            return List.of(Finding.error(
                    use.file(),
                    use.line(),
                    "unknown kamelet '" + name.get() + "'"
                            + Suggestion.to(name.get(), kamelets.names())
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse(": there is no kamelets/" + name.get() + ".kamelet.yaml")));
        }
        List<Finding> findings = new ArrayList<>(file.get().findings());
        kamelet(use).ifPresent(kamelet -> {
            misplaced(use, kamelet).ifPresent(findings::add);
            findings.addAll(parameters.check(use, kamelet));
        });
        return findings;
    }

    private static Optional<Finding> misplaced(KameletUse use, Kamelet kamelet) {
        boolean source = kamelet.type().equals("source");
        if ((use.place() == KameletUse.Place.TO || use.place() == KameletUse.Place.TAP) && source) {
            return Optional.of(Finding.error(
                    use.file(), use.line(), kamelet.name() + " is a source: a route begins at it, with 'from'"));
        }
        if (use.place() == KameletUse.Place.FROM && !source && !kamelet.type().isEmpty()) {
            String article = kamelet.type().equals("action") ? "an " : "a ";
            return Optional.of(Finding.error(
                    use.file(),
                    use.line(),
                    kamelet.name() + " is " + article + kamelet.type() + ": use it in a step, with 'to'"));
        }
        return Optional.empty();
    }

    private Optional<String> name(KameletUse use) {
        return placeholders.resolve(use.name(), use.open()).text();
    }

    private Optional<Kamelet> kamelet(KameletUse use) {
        return name(use).flatMap(kamelets::find);
    }

    private List<Finding> repeatedIds(List<RouteText> routes) {
        Map<String, RouteText> first = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (RouteText route : routes) {
            route.id().flatMap(id -> placeholders.resolve(id, Set.of()).text()).ifPresent(id -> {
                RouteText other = first.putIfAbsent(id, route);
                if (other != null) {
                    findings.add(Finding.error(
                            route.file(), route.line(), taken("route id", id, other.file(), other.line())));
                }
            });
        }
        return findings;
    }

    private static List<Finding> repeatedPipelines(List<PipelineRoute> pipelines) {
        Map<String, PipelineRoute> first = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (PipelineRoute route : pipelines) {
            PipelineRoute other = first.putIfAbsent(route.pipeline(), route);
            if (other != null) {
                findings.add(Finding.error(
                        route.file(),
                        nameLine(route.source()),
                        taken(PIPELINE, route.pipeline(), other.file(), nameLine(other.source()))));
            }
        }
        return findings;
    }

    private static int nameLine(KameletUse source) {
        return source.parameters().get(PIPELINE).line();
    }

    private static String taken(String what, String name, Path file, int line) {
        return what + " '" + name + "' is taken by " + Finding.place(file, line) + ": give this one another name";
    }

    private Function<String, Optional<String>> parameters(KameletUse use) {
        return name -> Optional.ofNullable(use.parameters().get(name))
                .flatMap(KameletUse.Value::text)
                .flatMap(text -> placeholders.resolve(text, use.open()).text());
    }

    private Optional<PipelineRoute> pipeline(RouteText route) {
        return route.from()
                .filter(use -> kamelet(use)
                        .filter(kamelet -> kamelet.properties().containsKey(PIPELINE))
                        .isPresent())
                .flatMap(use -> Optional.ofNullable(use.parameters().get(PIPELINE))
                        .flatMap(KameletUse.Value::text)
                        .flatMap(text -> placeholders.resolve(text, Set.of()).text())
                        .filter(name -> !name.isBlank())
                        .map(name -> new PipelineRoute(
                                route.file(),
                                route.line(),
                                route.id().flatMap(id -> placeholders
                                        .resolve(id, Set.of())
                                        .text()),
                                name,
                                use,
                                route.steps().stream().filter(this::isSink).toList(),
                                route.autoStartup().flatMap(text -> placeholders
                                        .resolve(text, Set.of())
                                        .text()))));
    }

    private boolean isSink(KameletUse use) {
        return kamelet(use).filter(kamelet -> kamelet.type().equals("sink")).isPresent();
    }
}
