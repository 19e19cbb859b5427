package org.bokbuss.libris.write;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Delivery;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.HttpServer;
import org.bokbuss.sandbox.wire.Request;

/** Stands in front of Libris: what is asked passes through it, and a test may act at that very moment, or answer itself. */
final class HttpTap implements AutoCloseable {
    /** What {@link HttpClient} sets by itself, or the server below. */
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding", "date");

    private final URI libris;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    /** Sees each request. */
    @FunctionalInterface
    interface Watch {
        /** Returns what to do with it: {@link Next#next} passes it on, and returns when Libris has answered. */
        Answer of(Asked asked, Next next) throws IOException;
    }

    /** The way on to Libris. */
    @FunctionalInterface
    interface Next {
        Answer next() throws IOException;
    }

    /** A request, as {@code PUT /4ngqx…}. */
    record Asked(String method, String target) {
        boolean isWrite() {
            return !method.equals("GET") && !target.startsWith("/oauth/");
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** An answer. */
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {
        static Answer json(int status, String body) {
            return new Answer(
                    status,
                    Map.of("Content-Type", List.of("application/json")),
                    body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }

        /** The same with another text in its body. */
        Answer replacing(String text, String other) {
            return new Answer(
                    status,
                    headers,
                    new String(body, StandardCharsets.UTF_8)
                            .replace(text, other)
                            .getBytes(StandardCharsets.UTF_8));
        }

        /** The same without a header. */
        Answer without(String header) {
            Map<String, List<String>> fewer = new TreeMap<>(headers);
            fewer.remove(header);
            return new Answer(status, fewer, body);
        }
    }

    HttpTap(URI libris) {
        this.libris = libris;
        this.server = new HttpServer(InetAddress.getLoopbackAddress(), 0, this::pass);
    }

    String address() {
        return "http://127.0.0.1:" + server.port();
    }

    /** From now on this watches too, further out than those before it. */
    HttpTap watch(Watch watch) {
        watches.add(watch);
        return this;
    }

    private boolean pass(Request request, Delivery delivery) throws IOException {
        Asked asked = new Asked(request.method(), request.target());
        Next next = () -> ask(request);
        for (Watch watch : watches) {
            Next inner = next;
            next = () -> watch.of(asked, inner);
        }
        Answer answer = next.next();
        Map<String, String> headers = new TreeMap<>();
        answer.headers().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values.get(0));
            }
        });
        return delivery.send(
                request,
                new org.bokbuss.sandbox.wire.Answer(answer.status(), headers, Body.of(answer.body())),
                new Faults().on(0));
    }

    private Answer ask(Request asked) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(libris + asked.target()))
                .method(asked.method(), HttpRequest.BodyPublishers.ofByteArray(asked.body()));
        asked.headers().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                request.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new IOException(closing);
        }
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }
}
