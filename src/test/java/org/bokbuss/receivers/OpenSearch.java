package org.bokbuss.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A real OpenSearch of one node, as a process of its own out of Maven's repository. */
public final class OpenSearch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HERE = Path.of("src/test/resources/org/bokbuss/receivers");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final String classPath;
    private final int port;
    private Process process;

    private OpenSearch(Path folder) throws Exception {
        this.folder = folder;
        this.classPath = classPath();
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    /** Skips the test, with a sentence, where Maven does not bring it. */
    public static OpenSearch start(Path folder) throws Exception {
        OpenSearch search = new OpenSearch(folder);
        search.start();
        return search;
    }

    private static String classPath() throws Exception {
        Path file = Path.of("target/receivers/opensearch.cp").toAbsolutePath();
        if (Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            Process maven;
            try {
                maven = new ProcessBuilder(
                                "mvn",
                                "-q",
                                "-B",
                                "-f",
                                HERE.resolve("opensearch.xml").toString(),
                                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                                "-Dmdep.outputFile=" + file)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException none) {
                Assumptions.abort("OpenSearch is not tried: there is no mvn on the path to bring it");
                throw none;
            }
            boolean brought = maven.waitFor(5, TimeUnit.MINUTES) && maven.exitValue() == 0;
            Assumptions.assumeTrue(brought, "OpenSearch is not tried: Maven does not bring it");
        }
        return Files.readString(file);
    }

    /** Begins, or begins again with what it has kept. */
    public void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        HERE.resolve("OpenSearchNode.java").toString(),
                        folder.toString(),
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("OpenSearch ended: " + Files.readString(folder.resolve("log.txt")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try {
            return ask("GET", "/_cluster/health?wait_for_status=yellow", "").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Asks it something. */
    public HttpResponse<String> ask(String method, String path, String json) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(address().resolve(path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    /** All documents of an index, by their ids. */
    public Map<String, JsonNode> documents(String index) throws IOException {
        ask("POST", "/" + index + "/_refresh", "");
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        String body = ask("GET", "/" + index + "/_search?size=10000", "").body();
        JSON.readTree(body)
                .path("hits")
                .path("hits")
                .forEach(hit -> documents.put(hit.get("_id").asText(), hit.get("_source")));
        return documents;
    }

    @Override
    public void close() {
        kill();
    }
}
