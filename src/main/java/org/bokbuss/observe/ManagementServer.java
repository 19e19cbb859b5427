package org.bokbuss.observe;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Pipelines;

/** The port where a running process can be looked at: Camel's own management server, with our pipelines in view. */
public final class ManagementServer {
    private final Settings settings;
    private final String host;
    private final int port;
    private final Metrics metrics = new Metrics();
    private final ConnectionLimit door = new ConnectionLimit();

    private ManagementServer(Settings settings, String host, int port) {
        this.settings = settings;
        this.host = host;
        this.port = port;
    }

    /** @throws UserError if {@code http.port} cannot be opened on {@code http.host} */
    public static ManagementServer of(Settings settings) {
        ManagementServer server =
                new ManagementServer(settings, settings.text(Key.HTTP_HOST), settings.integer(Key.HTTP_PORT));
        if (server.isOpen()) {
            server.requirePort();
        }
        return server;
    }

    private boolean isOpen() {
        return port != 0;
    }

    /** Camel's server would log a failure to listen, and go on without. */
    private void requirePort() {
        if (port < 0 || port > 65_535) {
            throw new UserError("http.port=" + port + " is no port: give a number from 1 to 65535, or 0 for none");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    "http.port: port " + port + " of " + host + " cannot be opened (" + e.getMessage()
                            + "); give another http.port or http.host, or http.port=0 for none",
                    e);
        }
    }

    /** Tells Camel what to open; before it starts. */
    public void prepare(Main main) {
        if (!isOpen()) {
            return;
        }
        main.addInitialProperty("camel.management.enabled", "true");
        main.addInitialProperty("camel.management.host", host);
        main.addInitialProperty("camel.management.port", String.valueOf(port));
        main.addInitialProperty("camel.management.healthCheckEnabled", "true");
        main.addInitialProperty("camel.management.metricsEnabled", "true");
        main.addInitialProperty("camel.health.exposureLevel", "full");
        main.addInitialProperty("camel.health.routesEnabled", "true");
        // Sources are watched by what they bring, see PipelineCheck.
        main.addInitialProperty("camel.health.consumersEnabled", "false");
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.binders", "jvm-memory,jvm-gc,processor,uptime");
        // They cost time for every record, and show endpoints' addresses.
        main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, metrics.registry());
        main.bind("bokbussMetrics", metrics);
        main.bind("bokbussDoor", door.vertx());
    }

    /**
     * Begins to look at these pipelines, which this process runs.
     *
     * @throws UserError if a {@code max-age} is no duration
     */
    public void watch(Pipelines harvests, Collection<String> pipelines) {
        PipelineStatuses standings = new PipelineStatuses(harvests, settings, pipelines);
        if (!isOpen()) {
            return;
        }
        metrics.show(standings);
        HealthCheckRegistry checks = HealthCheckRegistry.get(harvests.context());
        checks.register(new StateCheck(standings));
        List<String> names = pipelines.stream().sorted().toList();
        names.forEach(pipeline -> checks.register(new PipelineCheck(pipeline, standings)));
        Router router =
                harvests.context().hasService(ManagementHttpServer.class).getRouter();
        router.route().order(-2).handler(door::serve);
        router.route().order(-1).handler(new HostNames(settings)::require);
        router.route(HttpMethod.GET, "/").blockingHandler(visit -> show(visit, standings), false);
        door.open();
    }

    private static void show(RoutingContext visit, PipelineStatuses standings) {
        HttpServerResponse answer = visit.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", StatusPage.POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        try {
            answer.end(StatusPage.of(standings.all(), Instant.now()));
        } catch (RuntimeException unavailable) {
            answer.setStatusCode(503).end(StatusPage.of(unavailable));
        }
    }
}
