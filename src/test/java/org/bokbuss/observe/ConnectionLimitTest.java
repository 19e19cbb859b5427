package org.bokbuss.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Visitor;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port of a running process, and who may not come in. */
class ConnectionLimitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> PATHS =
            List.of("/", "/observe/health", "/observe/health/live", "/observe/metrics");

    @TempDir
    Path folder;

    @Test
    void aStrangersNameIsNotAnswered() {
        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib");
            Visitor visitor = Visitor.of(trip);
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") >= 1);
                for (String path : PATHS) {
                    assertThat(answer(visitor, path, "evil.example"))
                            .startsWith("HTTP/1.1 421")
                            .doesNotContain("pipeline");
                    assertThat(answer(
                                    visitor,
                                    path,
                                    "localhost:" + visitor.address().getPort()))
                            .startsWith("HTTP/1.1 200");
                    assertThat(answer(visitor, path, "localhost\r\nHost: evil.example"))
                            .doesNotStartWith("HTTP/1.1 200");
                }
                assertThat(program.err()).doesNotContain("\tat ");
            }
        }
    }

    /** Half requests, more than a process has file descriptors. */
    @Test
    void whoDawdlesTakesNobodysPlace() throws IOException {
        List<Socket> dawdlers = new ArrayList<>();
        try (Sandbox libris = Sandbox.with().bibs(50).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib, schedule: '* * * * * ?'");
            Visitor visitor = Visitor.of(trip);
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") >= 1);
                int before = program.descriptors();
                for (int i = 0; i < 1_200; i++) {
                    Socket half = new Socket("127.0.0.1", visitor.address().getPort());
                    dawdlers.add(half);
                    half.getOutputStream()
                            .write("GET /observe/health HTTP/1.1\r\nHost: localhost\r\nX-".getBytes(US_ASCII));
                }
                for (String path : PATHS) {
                    assertThat(answer(visitor, path, "localhost")).startsWith("HTTP/1.1 200");
                }
                double runs = visitor.runs("complete");
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") > runs + 1);
                assertThat(program.descriptors()).isLessThan(before + 150);
                await().atMost(PATIENCE).until(() -> dawdlers.stream().allMatch(ConnectionLimitTest::isClosed));
                assertThat(program.err())
                        .doesNotContain("nothing can be written")
                        .doesNotContain("\tat ");
            }
        } finally {
            for (Socket half : dawdlers) {
                half.close();
            }
        }
    }

    private static boolean isClosed(Socket half) {
        try {
            half.setSoTimeout(1);
            return half.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static String answer(Visitor visitor, String path, String host) {
        try (Socket socket = new Socket("127.0.0.1", visitor.address().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
