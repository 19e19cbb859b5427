package org.bokbuss.harvest;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.service.ServiceSupport;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.Shared;
import org.bokbuss.fetch.FetchRoutes;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.state.Leases;
import org.bokbuss.state.State;

/** What the pipelines of one Camel context share: settings, state, the fetch routes, and who is at work. */
public final class Pipelines extends ServiceSupport {
    private static final String NAME = "bokbussHarvests";

    private final CamelContext context;
    private final Settings settings;
    private final State state;
    private final ProducerTemplate producer;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private volatile Predicate<String> selection = pipeline -> true;
    private ScheduledExecutorService heart;

    private Pipelines(CamelContext context) {
        this.context = context;
        this.settings = Settings.of(context);
        FetchRoutes.addTo(context);
        this.state = State.open(settings);
        this.producer = context.createProducerTemplate();
    }

    /** Those of this context; made on first use, so that the kamelets work in any Camel runtime. */
    public static Pipelines of(CamelContext context) {
        return Shared.of(context, NAME, Pipelines.class, () -> make(context));
    }

    private static Pipelines make(CamelContext context) {
        Pipelines made = new Pipelines(context);
        try {
            context.addService(made, true, true);
        } catch (Exception e) {
            made.stop();
            throw e instanceof RuntimeException known
                    ? known
                    : new IllegalStateException("the pipelines cannot be started", e);
        }
        return made;
    }

    @Override
    protected void doStart() {
        heart = context.getExecutorServiceManager().newScheduledThreadPool(this, "bokbuss-lease", 1);
        long beat = Leases.TIME.toMillis() / 3;
        heart.scheduleAtFixedRate(() -> running.forEach(Run::renew), beat, beat, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        if (heart != null) {
            context.getExecutorServiceManager().shutdownNow(heart);
        }
        state.close();
    }

    public CamelContext context() {
        return context;
    }

    public Settings settings() {
        return settings;
    }

    public State state() {
        return state;
    }

    /** Who watches a run of that pipeline. */
    RunListener listener(String pipeline) {
        return new RunListeners(context.getRegistry().findByType(RunListenerFactory.class).stream()
                .map(watch -> watch.over(pipeline))
                .toList());
    }

    ProducerTemplate producer() {
        return producer;
    }

    /** The runs at work now. */
    public Set<Run> running() {
        return running;
    }

    /** Only these pipelines run by their schedule; all unless told otherwise. */
    public void select(Predicate<String> pipelines) {
        this.selection = pipelines;
    }

    /** Whether to act on a tick of the schedule: not while a run is at work, nor where the route is off. */
    boolean wants(String pipeline, String kameletRoute) {
        return selection.test(pipeline)
                && running.stream().noneMatch(run -> run.pipeline().equals(pipeline))
                && isTaken(kameletRoute);
    }

    /** A kamelet's own route runs even where the team's route, which takes its records, does not. */
    private boolean isTaken(String kameletRoute) {
        return context.getRoutes().stream()
                .filter(route -> route.getEndpoint()
                        .getEndpointUri()
                        .matches("kamelet://[^/]+/\\Q" + kameletRoute + "\\E(\\?.*)?"))
                .map(route -> context.getRouteController().getRouteStatus(route.getRouteId()))
                .allMatch(ServiceStatus::isStarted);
    }

    Path spool() {
        return Path.of(settings.text(Key.STATE_SPOOL));
    }

    /** True while the context, or the whole process, is being stopped. */
    boolean stopping() {
        return Waiting.isStopping(context);
    }
}
