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

/** A real PouchDB Server, which speaks CouchDB's HTTP, as a process of its own out of npm's registry. */
public final class PouchDb implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME = Path.of("target/receivers/pouchdb").toAbsolutePath();
    private static final Path PROGRAM = HOME.resolve("node_modules/pouchdb-server/bin/pouchdb-server");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    private PouchDb(Path folder) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = new ProcessBuilder("node", PROGRAM.toString(), "--in-memory", "--port", String.valueOf(port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
    }

    /** Skips the test, with a sentence, where there is no Node.js, or npm does not bring it. */
    public static PouchDb start(Path folder) throws Exception {
        bring();
        PouchDb pouch = new PouchDb(folder);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            if (!pouch.process.isAlive()) {
                throw new AssertionError("PouchDB ended: " + Files.readString(folder.resolve("log.txt")));
            }
            return pouch.answers();
        });
        return pouch;
    }

    private static void bring() throws Exception {
        if (Files.exists(PROGRAM)) {
            return;
        }
        Files.createDirectories(HOME);
        try {
            Process npm = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            HOME.toString(),
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            "pouchdb-server@4.2.0")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean brought = npm.waitFor(5, TimeUnit.MINUTES) && npm.exitValue() == 0;
            Assumptions.assumeTrue(brought, "PouchDB Server is not tried: npm does not bring it");
        } catch (IOException none) {
            Assumptions.abort("PouchDB Server is not tried: there is no npm on the path to bring it");
        }
    }

    private boolean answers() {
        try {
            return ask("GET", "/", "").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
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

    /** All documents of a database, by their ids. */
    public Map<String, JsonNode> documents(String database) throws IOException {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        JSON.readTree(ask("GET", "/" + database + "/_all_docs?include_docs=true", "")
                        .body())
                .path("rows")
                .forEach(row -> documents.put(row.get("id").asText(), row.get("doc")));
        return documents;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
