package org.bokbuss.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers made to hurt: each answer without end is given up, the bound that struck is named, and few questions are asked. */
@Timeout(60)
class BoundsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    /** Answers a request, for as long as somebody reads. */
    private interface Script {
        void answer(OutputStream out, String path) throws IOException;
    }

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private ServerSocket server;
    private Script script;
    private Workspace trip;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        new Thread(this::serve).start();
        URI base = URI.create("http://127.0.0.1:" + server.getLocalPort());
        trip = new Workspace(folder, base).with("http.timeout", "1s").with("http.retry.max-attempts", "2");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket caller = server.accept();
                new Thread(() -> answer(caller)).start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket caller) {
        try (caller) {
            var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
            String path = in.readLine().split(" ")[1];
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                assertThat(line).contains(":");
            }
            asked.incrementAndGet();
            script.answer(caller.getOutputStream(), path);
        } catch (IOException | RuntimeException givenUp) {
            // What every script here waits for.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        write(out, Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        write(out, "\r\n");
    }

    private static void forEver(OutputStream out, String text) throws IOException {
        while (true) {
            write(out, text);
        }
    }

    private static void slowly(OutputStream out, String text) throws IOException {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(100);
                write(out, text);
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private interface Packing {
        OutputStream of(OutputStream out) throws IOException;
    }

    private static byte[] packed(Packing packing, byte[] bytes) {
        var all = new ByteArrayOutputStream();
        try (OutputStream out = packing.of(all)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return all.toByteArray();
    }

    private static Arguments hostile(String what, String named, Script script) {
        return Arguments.argumentSet(what, named, script);
    }

    static Stream<Arguments> pages() {
        byte[] zeros = new byte[32 << 20];
        return Stream.of(
                hostile("a head that trickles", "http.timeout", (out, path) -> {
                    write(out, OK + "X: ");
                    slowly(out, "x");
                }),
                hostile("a body that trickles", "http.min-flow", (out, path) -> {
                    write(out, CHUNKED);
                    slowly(out, "1\r\n \r\n");
                }),
                hostile("a packed body that trickles", "http.min-flow", (out, path) -> {
                    write(out, OK + "Content-Encoding: gzip\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\0");
                    slowly(out, "\0\0\0\u00ff\u00ff");
                }),
                hostile("endless headers", "http.max-headers", (out, path) -> {
                    write(out, OK);
                    forEver(out, "X: x\r\n");
                }),
                hostile("an endless header", "http.max-header", (out, path) -> {
                    write(out, OK + "X: ");
                    forEver(out, "x".repeat(1000));
                }),
                hostile("an endless header in many lines", "http.max-header", (out, path) -> {
                    write(out, OK + "X: ");
                    forEver(out, "x\r\n ");
                }),
                hostile(
                        "endless interim answers",
                        "http.max-headers",
                        (out, path) -> forEver(out, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")),
                hostile("an endless chunk extension", "http.max-header", (out, path) -> {
                    write(out, CHUNKED + "1;x=");
                    forEver(out, "x".repeat(1000));
                }),
                hostile("endless trailers", "http.max-headers", (out, path) -> {
                    write(out, CHUNKED);
                    chunk(out, "<a/>".getBytes(StandardCharsets.US_ASCII));
                    write(out, "0\r\n");
                    forEver(out, "X: x\r\n");
                }),
                hostile("a version that is none", "the head of the answer is none", (out, path) -> {
                    write(out, "HTTP/-77.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<a/>");
                }),
                hostile("gzip that unpacks for ever", "http.max-expansion", (out, path) -> {
                    write(out, OK + "Content-Encoding: gzip\r\n\r\n");
                    out.write(packed(GZIPOutputStream::new, zeros));
                }),
                hostile("deflate that unpacks for ever", "http.max-expansion", (out, path) -> {
                    write(out, OK + "Content-Encoding: deflate\r\n\r\n");
                    out.write(packed(DeflaterOutputStream::new, zeros));
                }),
                hostile("gzip twice", "gzip, gzip", (out, path) -> {
                    write(out, OK + "Content-Encoding: gzip, gzip\r\n\r\n");
                    out.write(packed(GZIPOutputStream::new, packed(GZIPOutputStream::new, zeros)));
                }),
                hostile("gzip twice, in two headers", "gzip, gzip", (out, path) -> {
                    write(out, OK + "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n");
                    out.write(packed(GZIPOutputStream::new, packed(GZIPOutputStream::new, zeros)));
                }),
                hostile("a packing nobody asked for", "br", (out, path) -> {
                    write(out, OK + "Content-Encoding: br\r\n\r\n");
                    forEver(out, "x");
                }),
                hostile("an error without end", "status 503", (out, path) -> {
                    write(out, "HTTP/1.1 503 Not Now\r\n\r\n");
                    forEver(out, "x".repeat(1000));
                }));
    }

    @ParameterizedTest
    @MethodSource
    void pages(String named, Script hostile) {
        script = hostile;
        trip.route("set: bib");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains(named, "127.0.0.1");
        assertThat(asked.get()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "400 Bad Request", "401 Unauthorized"})
    void aLoginWithoutEnd(String status) {
        script = (out, path) -> {
            write(out, "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n\r\n{\"access_token\":\"");
            forEver(out, "x".repeat(1000));
        };
        String base = "http://127.0.0.1:" + server.getLocalPort();
        trip.with("boknett.base-url", base)
                .with("boknett.token-url", base + "/token")
                .with("boknett.client-id", "id")
                .with("boknett.client-secret", "a secret of ours")
                .source("boknett-inventory-source")
                .route("overlap: 2m");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("/token", "http.max-answer=1048576");
        assertThat(asked.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void aDiskWithoutRoomLeavesTheSourceAlone() {
        trip.with("state.spool.reserve", "900TB").route("set: bib");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("our own disk", "state.spool.reserve");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "99999999999999999999999", "Tue, 01 Jan 2999 00:00:00 GMT"})
    void noSourceSilencesAPipelineForMoreThanADay(String silence) {
        script = (out, path) ->
                write(out, "HTTP/1.1 503 Not Now\r\nRetry-After: " + silence + "\r\nContent-Length: 0\r\n\r\n");
        trip.route("set: bib");

        assertThat(trip.once().exit()).isEqualTo(4);

        try (var state = trip.state()) {
            assertThat(state.positions().of("p").orElseThrow().notBefore())
                    .isBetween(Instant.now().plusSeconds(86_000), Instant.now().plusSeconds(86_400));
        }
        assertThat(trip.run("status").out()).contains("not to be called before");
        trip.run("position", "reset", "p");
        trip.once();
        assertThat(asked).hasValue(2);
    }

    /** No position goes behind its window, and none beyond it, whatever the source's clock says. */
    @ParameterizedTest
    @ValueSource(strings = {"Thu, 01 Jan 1970 00:00:07 GMT", "Wed, 01 Jan 2098 00:00:00 GMT"})
    void aClockThatIsWrongMovesNoPositionOutOfItsWindow(String date) {
        Instant position = Instant.parse("2024-05-05T05:05:05Z");
        String nothing = "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>2024-05-05T05:05:05Z"
                + "</responseDate><request>http://a</request><error code='noRecordsMatch'>no</error></OAI-PMH>";
        script = (out, path) -> write(out, OK + "Date: " + date + "\r\nConnection: close\r\n\r\n" + nothing);
        trip.route("set: bib").position("p", position);

        Workspace.Result once = trip.once();

        assertThat(once.exit()).as(once.err()).isZero();
        try (State state = trip.state()) {
            assertThat(state.positions().of("p").orElseThrow().position()).isBetween(position, Instant.now());
        }
        assertThat(once.err().contains("the source's clock says 1970-01-01T00:00:07Z"))
                .isEqualTo(date.contains("1970"));
    }

    @Test
    void aFutureIsWarnedOf() {
        trip.route("set: bib, from: '2098-01-01T00:00:00Z'");

        assertThat(trip.once().err()).contains("lies in the future");
        assertThat(trip.run("position", "set", "p", "2097-01-01").err()).contains("lies in the future");
        assertThat(asked.get()).isZero();
    }
}
