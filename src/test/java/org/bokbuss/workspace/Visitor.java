package org.bokbuss.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/** Looks at a running process over HTTP, as an operator's tools do. */
public final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;

    private Visitor(URI address) {
        this.address = address;
    }

    /** Has the trip's next process open a port that is free now. */
    public static Visitor of(Workspace trip) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            trip.with("http.port", String.valueOf(free.getLocalPort()));
            return new Visitor(URI.create("http://127.0.0.1:" + free.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return address;
    }

    public HttpResponse<String> ask(String method, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text(String path) {
        return ask("GET", path).body();
    }

    /** The status of an answer; 0 while nobody answers. */
    public int status(String path) {
        try {
            return ask("GET", path).statusCode();
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    /** A check of {@code /observe/health}. */
    public JsonNode check(String name) throws IOException {
        for (JsonNode check : JSON.readTree(text("/observe/health?data=true")).path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name);
    }

    /** A figure of pipeline {@code p}; NaN while there is none. */
    public double metric(String name) {
        return figure("bokbuss_" + name + "{pipeline=\"p\"}");
    }

    /** How many runs of pipeline {@code p} ended so. */
    public double runs(String outcome) {
        return figure("bokbuss_runs_total{outcome=\"" + outcome + "\",pipeline=\"p\"}");
    }

    /** A figure by the name and labels of its series; NaN while there is none. */
    public double figure(String series) {
        if (status("/observe/metrics") != 200) {
            return Double.NaN;
        }
        return Pattern.compile("(?m)^" + Pattern.quote(series) + " (.+)$")
                .matcher(text("/observe/metrics"))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElse(Double.NaN);
    }
}
