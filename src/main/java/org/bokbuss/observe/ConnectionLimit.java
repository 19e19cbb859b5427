package org.bokbuss.observe;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The port's door: how many may stand in it, and for how long.
 *
 * <p>Who begins a request and does not end it takes no place from who does: where all are taken, the oldest connection
 * without a request makes room. So neither the process's file descriptors nor the health check are ever out of reach.
 */
final class ConnectionLimit {
    /** Well under the 1,024 file descriptors that a process has where nobody gave it more. */
    static final int PLACES = 64;

    /** For a request to arrive whole, and between two requests. */
    static final long REQUEST_SECONDS = 10;

    /** For an answer: the state database may take its time. */
    private static final long ANSWER_SECONDS = 60;

    private final Map<HttpConnection, Standing> inside = new LinkedHashMap<>();
    private boolean open;

    /** How a connection stands: so many requests are being answered, and so it is since then. */
    private record Standing(int requests, long since) {
        static Standing with(int requests) {
            return new Standing(requests, System.nanoTime());
        }

        boolean dawdles() {
            long seconds = requests == 0 ? REQUEST_SECONDS : ANSWER_SECONDS;
            return System.nanoTime() - since > TimeUnit.SECONDS.toNanos(seconds);
        }
    }

    /** What Camel is to open its server with: it offers no setting for the server's connections. */
    Vertx vertx() {
        Vertx vertx = Vertx.vertx();
        vertx.setPeriodic(1_000, tick -> sweep());
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(),
                new Class<?>[] {Vertx.class},
                (same, method, arguments) -> method.getName().equals("createHttpServer")
                                && arguments != null
                                && arguments[0] instanceof HttpServerOptions options
                        ? guarded(vertx, options)
                        : pass(vertx, method, arguments));
    }

    private HttpServer guarded(Vertx vertx, HttpServerOptions options) {
        // With HTTP/2 in clear, a connection would count only after its first bytes.
        return vertx.createHttpServer(options.setHttp2ClearTextEnabled(false)).connectionHandler(this::enter);
    }

    private static Object pass(Vertx vertx, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(vertx, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Lets people in, from now on. */
    synchronized void open() {
        open = true;
    }

    private synchronized void enter(HttpConnection connection) {
        if (!open || inside.size() >= PLACES && !makeRoom()) {
            connection.close();
            return;
        }
        inside.put(connection, Standing.with(0));
        connection.closeHandler(gone -> leave(connection));
    }

    private boolean makeRoom() {
        Optional<HttpConnection> oldest = inside.entrySet().stream()
                .filter(each -> each.getValue().requests == 0)
                .min(Comparator.comparing(each -> each.getValue().since))
                .map(Map.Entry::getKey);
        oldest.ifPresent(this::close);
        return oldest.isPresent();
    }

    private void close(HttpConnection connection) {
        inside.remove(connection);
        connection.close();
    }

    private synchronized void leave(HttpConnection connection) {
        inside.remove(connection);
    }

    /** A request has arrived, and is counted until it is answered. */
    void serve(RoutingContext visit) {
        HttpConnection connection = visit.request().connection();
        count(connection, 1);
        visit.addEndHandler(answered -> count(connection, -1));
        visit.next();
    }

    private synchronized void count(HttpConnection connection, int more) {
        inside.computeIfPresent(connection, (key, standing) -> Standing.with(standing.requests + more));
    }

    private synchronized void sweep() {
        new ArrayList<>(inside.entrySet())
                .stream()
                        .filter(each -> each.getValue().dawdles())
                        .map(Map.Entry::getKey)
                        .toList()
                        .forEach(this::close);
    }
}
