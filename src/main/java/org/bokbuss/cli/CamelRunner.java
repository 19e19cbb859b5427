package org.bokbuss.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.bokbuss.check.CamelFailure;
import org.bokbuss.check.CheckedRoutes;
import org.bokbuss.check.ConfigurationKey;
import org.bokbuss.check.Kamelets;
import org.bokbuss.check.PropertiesCheck;
import org.bokbuss.check.RouteCheck;
import org.bokbuss.config.Finding;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Network;
import org.bokbuss.harvest.ErrorsAsFailures;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.Pipeline;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.observe.FailedRoutes;
import org.bokbuss.observe.Traces;

/** Camel Main with the team's routes on board. */
final class CamelRunner implements AutoCloseable {
    private final Main main = new Main(CamelRunner.class);
    private final Options options;
    private CheckedRoutes checked;
    private final Optional<Traces> traces;
    private final Thread stop = new Thread(this::close, "stop");

    /**
     * Checks routes and configuration; nothing is started yet.
     *
     * @param timetable whether pipelines also run by their schedule
     * @throws UserError naming all that has to be corrected
     */
    CamelRunner(Options options, boolean timetable) {
        this.options = options;
        this.checked = check(options);
        // Camel's own hook waits for Main.run(), which is not called here: see start().
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        // Read here, not by Camel: it takes the files for ISO 8859-1, and a sigel may be Ål.
        main.setPropertyPlaceholderLocations("false");
        main.addInitialProperty("camel.main.name", "bokbuss");
        main.addInitialProperty("camel.main.routesIncludePattern", pattern(options.routes));
        main.addInitialProperty("camel.component.kamelet.location", "file:kamelets,classpath:kamelets");
        main.addInitialProperty("camel.main.streamCachingEnabled", "false");
        // Docker kills after 10 s. What is cut off is delivered again: its position has not moved.
        main.addInitialProperty("camel.main.shutdownTimeout", "5");
        main.addInitialProperty("camel.main.shutdownLogInflightExchangesOnTimeout", "false");
        main.addInitialProperty("camel.main.startupSummaryLevel", "Off");
        main.addInitialProperty("camel.component.quartz.autoStartScheduler", String.valueOf(timetable));
        if (matches(options.routes, "*.java")) {
            // So that a mistake in Java has its line.
            main.addInitialProperty("camel.main.sourceLocationEnabled", "true");
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void afterConfigure(BaseMainSupport main) {
                    checkJava(main.getCamelContext());
                }
            });
        }
        options.resolved().forEach(main::addInitialProperty);
        options.set.forEach(main::addOverrideProperty);
        main.addMainListener(new OptionsFirst());
        if (!timetable) {
            main.addMainListener(new HarvestRoutesOnly());
        }
        main.bind("bokbussErrors", (ErrorsAsFailures.Heard) OutOfMemory::end);
        main.bind("bokbussParameters", new RawQueryParameters());
        main.bind("bokbussFailedRoutes", new FailedRoutes());
        this.traces = Traces.of(options.settings());
        traces.ifPresent(watch -> main.bind("bokbussTraces", watch));
    }

    /** Whether the folder holds any route, in YAML or Java. */
    static boolean hasRoutes(Path routes) {
        return !pattern(routes).isEmpty();
    }

    private static String pattern(Path routes) {
        return Stream.of("*.camel.yaml", "*.camel.yml", "*.java")
                .filter(glob -> matches(routes, glob))
                .map(glob -> "file:" + routes + "/" + glob)
                .collect(Collectors.joining(","));
    }

    private static boolean matches(Path routes, String glob) {
        try (var files = Files.newDirectoryStream(routes, glob)) {
            return files.iterator().hasNext();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** All that is wrong with the routes and the configuration, before Camel sees them. */
    static CheckedRoutes check(Options options) {
        CheckedRoutes routes = routes(options);
        report(findings(options, routes));
        return routes;
    }

    /** All that is wrong with the configuration and these routes. */
    static List<Finding> findings(Options options, CheckedRoutes routes) {
        PropertiesCheck properties = new PropertiesCheck(ConfigurationKey.all());
        List<Finding> findings = new ArrayList<>();
        options.configFiles().forEach(file -> findings.addAll(properties.check(file, routes.settings())));
        findings.addAll(properties.check("the environment", options.environment(), Set.of()));
        findings.addAll(properties.check("--set", options.set, routes.settings()));
        findings.addAll(routes.findings());
        try {
            Network.of(options.settings());
        } catch (UserError wrong) {
            findings.add(Finding.error(null, 0, wrong.getMessage()));
        }
        return findings;
    }

    /** Warnings are printed. @throws UserError if there is more */
    private static void report(List<Finding> findings) {
        findings.stream().filter(finding -> !finding.isError()).forEach(warning -> System.err.println(warning));
        if (findings.stream().anyMatch(Finding::isError)) {
            throw new UserError(findings.stream().filter(Finding::isError).toList());
        }
    }

    /** What Camel has compiled, before it starts; what the files in YAML say was said before. */
    private void checkJava(CamelContext context) {
        checked = routeCheck(options).check(options.routes, ((ModelCamelContext) context).getRouteDefinitions());
        report(checked.findings().stream()
                .filter(finding ->
                        finding.file() != null && finding.file().toString().endsWith(".java"))
                .toList());
    }

    /** The route files as they are, mistakes and all. */
    static CheckedRoutes routes(Options options) {
        return routeCheck(options).check(options.routes);
    }

    private static RouteCheck routeCheck(Options options) {
        return new RouteCheck(new Kamelets(CamelRunner.class.getClassLoader(), Path.of("kamelets")), options::property);
    }

    /** Takes a part on board that must exist before the start. */
    CamelRunner with(Consumer<Main> part) {
        part.accept(main);
        return this;
    }

    /** Starts Camel; routes that are switched off stay so. Stops with the process (SIGTERM, Ctrl-C) too. */
    CamelRunner start() {
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            main.start();
        } catch (Exception e) {
            close();
            if (e instanceof UserError mistake) {
                throw mistake;
            }
            throw failure(e);
        }
        try {
            Pipelines.of(context());
            if (pipelines().isEmpty() && fromElsewhere().isEmpty()) {
                throw new UserError(options.routes + ": there is no route here; nothing would run");
            }
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** With the file and line that Camel names, or those of a mistake that was thrown through it. */
    private static UserError failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UserError mistake && mistake.findings().get(0).file() != null) {
                return mistake;
            }
        }
        return new UserError(List.of(CamelFailure.explain(e)), e);
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    Pipelines harvests() {
        return Pipelines.of(context());
    }

    CheckedRoutes checked() {
        return checked;
    }

    /** The names of all pipelines, also those that are switched off. */
    SortedSet<String> pipelines() {
        return timers().map(CamelRunner::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The team's routes that begin elsewhere than at a source of Bokbuss, such as a folder or a topic. */
    SortedSet<String> fromElsewhere() {
        return context().getRoutes().stream()
                .filter(route -> HarvestRoutesOnly.isFromElsewhere(
                        route.getEndpoint().getEndpointUri(), route.isCreatedByKamelet()))
                .map(Route::getRouteId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all that can be run. */
    SortedSet<String> all() {
        SortedSet<String> all = pipelines();
        all.addAll(fromElsewhere());
        return all;
    }

    /** Of those, the ones that are started. */
    SortedSet<String> elsewhereSwitchedOn() {
        return fromElsewhere().stream()
                .filter(route ->
                        context().getRouteController().getRouteStatus(route).isStarted())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The id of a pipeline's route, or of a route that begins elsewhere. */
    String route(String name) {
        return pipelines().contains(name)
                ? userRoute(name).map(Route::getRouteId).orElse(name)
                : name;
    }

    /** Starts a route, whether it is switched on or not. */
    void start(String route) {
        try {
            context().getRouteController().startRoute(route);
        } catch (Exception e) {
            throw new UserError(CamelFailure.explain(e).toString(), e);
        }
    }

    /** Those whose route is started. */
    SortedSet<String> switchedOn() {
        return pipelines().stream().filter(this::isOn).collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isOn(String pipeline) {
        return userRoute(pipeline)
                .map(route -> context()
                        .getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                .orElse(false);
    }

    /** @throws UserError if there is no such pipeline */
    void requireAll(List<String> names) {
        for (String name : names) {
            if (!pipelines().contains(name)) {
                throw new UserError(
                        fromElsewhere().contains(name)
                                ? name + " has no source that comes to an end: it is for run alone"
                                : "there is no pipeline " + name + " in " + options.routes + "; there are: "
                                        + String.join(", ", pipelines()));
            }
        }
    }

    /** A pipeline's own bean, by a name that {@link #pipelines()} has. */
    Pipeline pipeline(String name) {
        return Pipeline.of(context(), name).orElseThrow();
    }

    /** Runs a pipeline now, in this thread, whether it is switched on or not. */
    Outcome run(String pipeline, RunRequest task) {
        switchOn(pipeline);
        Route timer = timer(pipeline);
        Exchange exchange = timer.getEndpoint().createExchange();
        exchange.setProperty(RunRequest.PROPERTY, task);
        process(timer, exchange);
        Pipeline.close(exchange);
        Outcome outcome = exchange.getProperty(Outcome.PROPERTY, Outcome.class);
        return outcome != null
                ? outcome
                : Outcome.of(pipeline, Outcome.Ending.DEFECT, String.valueOf(exchange.getException()));
    }

    /** Sends a message into the team's route of a pipeline, or a route of that id, as if its source had brought it. */
    Exchange send(String pipeline, Consumer<Message> describe) {
        Route route = pipelines().contains(pipeline)
                ? userRoute(pipeline).orElseThrow()
                : context().getRoute(pipeline);
        start(route.getRouteId());
        Exchange exchange = route.getEndpoint().createExchange();
        describe.accept(exchange.getMessage());
        process(route, exchange);
        return exchange;
    }

    private static void process(Route route, Exchange exchange) {
        try {
            route.getConsumer().getProcessor().process(exchange);
        } catch (Throwable thrown) {
            // An Error too: Camel lets some through.
            OutOfMemory.end(thrown);
            exchange.setException(thrown);
        }
    }

    private void switchOn(String pipeline) {
        userRoute(pipeline).ifPresent(route -> start(route.getRouteId()));
    }

    private Route timer(String pipeline) {
        return timers().filter(route -> name(route).equals(pipeline))
                .findFirst()
                .orElseThrow();
    }

    /** The kamelets' own routes: each begins at its pipeline's timer. */
    private Stream<Route> timers() {
        return context().getRoutes().stream()
                .filter(route -> route.getEndpoint() instanceof QuartzEndpoint timer
                        && timer.getGroupName().equals("bokbuss"));
    }

    private static String name(Route timer) {
        return ((QuartzEndpoint) timer.getEndpoint()).getTriggerName();
    }

    /** The team's route: it begins at the kamelet whose own route begins at the pipeline's timer. */
    private Optional<Route> userRoute(String pipeline) {
        String kamelet = timer(pipeline).getRouteId();
        return context().getRoutes().stream()
                .filter(route -> route.getEndpoint() instanceof KameletEndpoint begin
                        && begin.getRouteId().equals(kamelet))
                .findFirst();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException stopping) {
            // It is the hook that closes.
        }
        try {
            main.stop();
            traces.ifPresent(Traces::close);
        } catch (Exception e) {
            throw new IllegalStateException("Camel did not stop", e);
        }
    }
}
