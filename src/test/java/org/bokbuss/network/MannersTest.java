package org.bokbuss.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests a host gets at once and in a second, whoever makes them. */
@Timeout(60)
class MannersTest {
    private static final int ASKING = 8;

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The first are held until one more has come than may: if it does not come, they go on. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        gate.countDown();
        try (exchange) {
            if (!gate.await(2, TimeUnit.SECONDS)) {
                gate = new CountDownLatch(0);
            }
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            underWay.decrementAndGet();
            answered.incrementAndGet();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void askAtOnce(DefaultCamelContext context) throws SourceFailure {
        context.getPropertiesComponent()
                .addInitialProperty("state.spool", folder.resolve("spool").toString());
        context.start();
        HttpFetcher fetcher = new HttpFetcher(context);
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        var asked = IntStream.range(0, ASKING)
                .mapToObj(each -> fetcher.ahead(Request.get(address, null)))
                .toList();
        for (var each : asked) {
            HttpFetcher.wait(each).close();
        }
    }

    @Test
    void twoRequestsAreUnderWayAtOnce() throws Exception {
        gate = new CountDownLatch(3);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            askAtOnce(context);
        }

        assertThat(most).hasValue(2);
        assertThat(answered).hasValue(ASKING);
    }

    @Test
    void moreAreWhereItIsSet() throws Exception {
        gate = new CountDownLatch(6);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("http.max-per-host", "5");
            askAtOnce(context);
        }

        assertThat(most).hasValue(5);
    }

    @Test
    void noMoreAreMadeInASecondThanIsSet() throws Exception {
        long begun = System.nanoTime();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("http.requests-per-second", "10");
            askAtOnce(context);
        }

        // The first goes at once; how much longer the others take than they must is the machine's affair.
        assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(100L * (ASKING - 2)));
    }

    @Test
    void allPipelinesTogetherKeepToIt() {
        try (Sandbox libris = Sandbox.with().bibs(40).pageSize(5).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).with("http.requests-per-second", "20");
            List<String> command = new ArrayList<>(List.of("once"));
            for (String pipeline : List.of("a", "b", "c")) {
                trip.route(pipeline, folder.resolve(pipeline), "set: bib, metadataPrefix: marcxml");
                command.add(pipeline);
            }

            long begun = System.nanoTime();
            assertThat(trip.run(command.toArray(String[]::new)).exit()).isZero();
            long took = System.nanoTime() - begun;

            long requests = libris.requests().size();
            assertThat(requests).isGreaterThanOrEqualTo(24);
            assertThat(took).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50 * (requests - 2)));
        }
    }

    @Test
    void explainTellsOfIt() {
        try (Sandbox libris = Sandbox.with().bibs(1).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: marcxml");

            assertThat(trip.run("explain", "p").out())
                    .contains("at most 2 requests at a time to a host, no limit per second; no proxy");
            assertThat(trip.with("explain p", "http.requests-per-second", "0.5").out())
                    .contains("to a host, 0.5 per second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.max-per-host=0", "http.requests-per-second=0", "http.requests-per-second=many"})
    void whatCannotBeIsRefused(String setting) {
        String[] parts = setting.split("=");
        Workspace.Result result = new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .route("set: bib, metadataPrefix: marcxml")
                .with(parts[0], parts[1])
                .run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(parts[0]);
    }
}
