package org.bokbuss.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.AuditAction;
import org.bokbuss.state.AuditOutcome;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of others on a terminal and in the log: a row stays a row, and nothing steers. */
class TerminalTest {
    private static final String HOSTILE =
            "x\u001b[2J\u001b]0;t\u0007\u009b31m\u202e\u2066\u200f\u2028\u0085\r\nFORGED  row\n\tFORGED\ty";

    @TempDir
    Path folder;

    private Workspace trip;

    @BeforeEach
    void plant() {
        trip = new Workspace(folder, URI.create("http://127.0.0.1:1")).route("set: bib");
        try (State state = trip.state()) {
            state.quarantine()
                    .add(new QuarantinedRecord(
                            0, "p", null, HOSTILE, HOSTILE, HOSTILE, 0, "text/plain", HOSTILE.getBytes(UTF_8)));
            var lease = state.leases().acquire("p").orElseThrow();
            var window = state.ledger().open(lease, "p", WindowKind.LIVE, null, Instant.now());
            state.ledger().close(lease, window, WindowState.ABANDONED, HOSTILE);
            state.leases().release(lease);
            state.positions().failed("p", HOSTILE, null);
            long begun = state.auditLog()
                    .begin(new org.bokbuss.state.AuditRow(
                            0,
                            null,
                            "p",
                            "who",
                            AuditAction.CREATE,
                            HOSTILE,
                            HOSTILE,
                            null,
                            "\"" + "x" + "\"",
                            null,
                            null,
                            null));
            state.auditLog().end(begun, HOSTILE, null, null, AuditOutcome.because(HOSTILE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "ledger p", "quarantine list", "quarantine show 1", "holdings audit"})
    void aRowStaysARow(String command) {
        Workspace.Result result = trip.run(command.split(" "));
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("x\\u001b[2J");
        assertHarmless(result.out());
        if (!command.contains("show")) {
            assertThat(result.out().lines())
                    .noneMatch(line -> line.stripLeading().startsWith("FORGED"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --json", "holdings audit --json"})
    void jsonMeansWhatWasKept(String command) throws IOException {
        Workspace.Result result = trip.run(command.split(" "));
        assertHarmless(result.out());
        var row = new ObjectMapper().readTree(result.out());
        assertThat((row.isArray() ? row.get(0).get("lastError") : row.get("outcome")).asText())
                .isEqualTo(HOSTILE);
    }

    @Test
    void theBytesOfARecordAreToBeHadAsTheyCame() {
        assertThat(trip.run("quarantine", "show", "--raw", "1").out()).isEqualTo(HOSTILE);
    }

    @Test
    void aFileOfHoldingsSteersNothing() throws IOException {
        try (Sandbox libris = Sandbox.with().bibs(3).start()) {
            Workspace holdings = new Workspace(folder.resolve("h"), libris.baseUrl()).route("set: bib");
            for (Map.Entry<String, String> file : Map.of(
                            "a.json",
                            new ObjectMapper().writeValueAsString(List.of(Map.of("isbn", HOSTILE, "sigel", HOSTILE))),
                            "b.csv",
                            "\"isbn\";\"" + HOSTILE + "\"\n1;2\n",
                            "c.json",
                            "[{\"isbn\": \u001b\u009b\u202e}]",
                            "d.csv",
                            "isbn;sigel\n\"" + HOSTILE.replace("\n", " ") + "\";S\n",
                            "e.json",
                            new ObjectMapper().writeValueAsString(Map.of(HOSTILE, HOSTILE)))
                    .entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.writeString(path, file.getValue());
                Workspace.Result result = holdings.run("holdings", "apply", "--dry-run", path.toString());
                String said = result.out() + result.err();
                assertThat(result.exit()).as(said).isIn(2, 3);
                assertHarmless(said);
                assertThat(said.lines()).noneMatch(line -> line.stripLeading().startsWith("FORGED"));
            }
        }
    }

    /** An answer's error text, on the terminal and in both formats of the log. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void anErrorTextSteersNothing(String format) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = ("<OAI-PMH"
                        + " xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>2024-01-01T00:00:00Z</responseDate><request>x</request><error"
                        + " code=\"badArgument\">x\u009b2J\u0085\u202e\u2028y&#13;&#10;2024-01-01 00:00:00 WARN "
                        + " FORGED</error></OAI-PMH>")
                .getBytes(UTF_8);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Workspace hostile = new Workspace(
                            folder.resolve("o"),
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .with("log.format", format)
                    .route("set: bib");
            try (Program program = new Program(folder, Map.of(), hostile.arguments("once", "p"))) {
                assertThat(program.exit()).isEqualTo(2);
                assertThat(program.err()).contains("badArgument");
                assertHarmless(program.err());
                assertThat(program.err().lines())
                        .noneMatch(line -> line.contains("WARN  FORGED") && line.startsWith("2024"));
            }
        } finally {
            server.stop(0);
        }
    }

    /** Stack traces too: an exception of somebody else's holds what it likes. */
    @Test
    void aStackTraceSteersNothing() {
        trip.file("log.properties", """
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %m%n%ex{full}
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            """);
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlog4j2.configurationFile=" + folder.resolve("log.properties"),
                Complaining.class.getName());
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(said).contains("IllegalStateException", "IOException", "Complaining.main", "***");
            assertHarmless(said);
            assertThat(said.lines()).noneMatch(each -> each.stripLeading().startsWith("FORGED"));
            assertThat(said).doesNotContain("planted-word");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Logs an exception with hostile texts in all its parts. */
    static final class Complaining {
        public static void main(String[] args) {
            org.bokbuss.observe.Logs.begin();
            org.bokbuss.config.Secrets.learn("some.password", "planted-word");
            var inner = new IOException("planted-word " + HOSTILE);
            inner.addSuppressed(new IllegalArgumentException(HOSTILE));
            org.slf4j.LoggerFactory.getLogger(Complaining.class)
                    .error("planted-word", new IllegalStateException(HOSTILE, inner));
        }
    }

    private static void assertHarmless(String text) {
        assertThat(text.replace("\n", "").replace("\t", "").codePoints())
                .as(text)
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || c == 0x2028
                        || c == 0x2029);
    }
}
