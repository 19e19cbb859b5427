package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryTest {
    private static final String RECORD =
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>     nam a       7  4500</leader>"
                    + "<controlfield tag=\"001\">\u00e5</controlfield></record>";

    @TempDir
    Path folder;

    private final AtomicInteger called = new AtomicInteger();
    private final Sandbox sandbox = Sandbox.with().bibs(30).start();
    private HttpServer other;
    private Workspace workspace;

    @BeforeEach
    void start() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            called.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        other.start();
        workspace = new Workspace(folder, sandbox.baseUrl())
                .route(
                        "set: bib, metadataPrefix: marcxml",
                        "- setHeader: { name: colour, constant: red }",
                        "- to: 'kamelet:marc-to-json-action'",
                        "- to: 'http://127.0.0.1:" + other.getAddress().getPort() + "/x?password=verysecret1'");
    }

    @AfterEach
    void stop() {
        other.stop(0);
        sandbox.close();
    }

    @Test
    void whatIsNotCalledIsWhatThisRouteWouldCallAndThoseThatItLeadsTo() {
        workspace
                .route("set: bib, metadataPrefix: marcxml", "- to: 'direct:further'")
                .file("routes/others.camel.yaml", """
                        - route:
                            id: further
                            from: { uri: "direct:further", steps: [ { to: "direct:last?timeout=9" } ] }
                        - route:
                            id: last
                            from: { uri: "direct:last", steps: [ { to: "http://reached.example/x" } ] }
                        - route:
                            id: another
                            from: { uri: "direct:another", steps: [ { to: "http://elsewhere.example/x" } ] }
                        """);

        Workspace.Result result = workspace.run("try", "p", "--limit", "1");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("not called: http://reached.example/x")
                .doesNotContain("elsewhere");
    }

    @Test
    void messagesAreShownAsTheyWouldReachTheSinkAndNothingIsDelivered() {
        Workspace.Result result = workspace.run("try", "p", "--limit", "2");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().split("--> kamelet:record-file-sink", -1)).hasSize(3);
        assertThat(result.out())
                .contains("CamelCloudEventSubject: https://libris.kb.se/", "colour: red", "\"leader\" : ")
                .contains("--> http://127.0.0.1:")
                .doesNotContain("verysecret1");
        assertThat(result.err())
                .contains("not called: http://127.0.0.1:", "nothing was delivered")
                .doesNotContain("verysecret1");
        assertThat(called).hasValue(0);
        assertThat(workspace.out()).doesNotExist();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void callsAreMadeWhereTheyAreAskedFor() {
        Workspace.Result result = workspace.run("try", "p", "--limit", "2", "--calls");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(called).hasValue(2);
        assertThat(result.out()).contains("--> kamelet:record-file-sink").doesNotContain("--> http:");
        assertThat(workspace.out()).doesNotExist();
    }

    @Test
    void eachStepShowsWhatItChanged() {
        Workspace.Result result = workspace.run("try", "p", "--limit", "1", "--step");

        assertThat(result.out())
                .containsSubsequence(
                        "  . setHeader[colour]",
                        "    colour: red",
                        "  . to[kamelet:marc-to-json-action]",
                        "\"leader\"",
                        "--> http");
    }

    @Test
    void aRecordOfAFileIsTakenInsteadOfTheSources() throws IOException {
        Path file = folder.resolve("one.xml");
        Files.writeString(file, RECORD);
        Path bad = folder.resolve("bad.xml");
        Files.writeString(bad, "<no/>");

        Workspace.Result result = workspace.run("try", "p", "--record", file.toString(), bad.toString());

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("CamelCloudEventSubject: one", "\"001\" : \"\u00e5\"");
        assertThat(result.err()).contains("refused: " + bad + ": ", "application/xml");
        assertThat(sandbox.requests()).isEmpty();
    }

    @Test
    void aProgramReadsAnArray() throws IOException {
        Workspace.Result result = workspace.run("try", "p", "--limit", "2", "--json");

        JsonNode messages = new ObjectMapper().readTree(result.out());
        assertThat(messages.findValuesAsText("to")).hasSize(4);
        assertThat(messages.path(1).path("body").path("leader").isTextual()).isTrue();
        assertThat(messages.path(1).path("headers").path("colour").asText()).isEqualTo("red");
    }

    @Test
    void aRecordIsTakenByItsIdentifierOrOutOfQuarantine() {
        String subject = workspace
                .run("try", "p", "--limit", "1", "--json")
                .out()
                .replaceFirst("(?s).*CamelCloudEventSubject\" : \"([^\"]+).*", "$1");

        Workspace.Result byId = workspace.run("try", "p", "--id", subject);
        assertThat(byId.exit()).as(byId.err()).isZero();
        assertThat(byId.out()).contains("CamelCloudEventSubject: " + subject, "--> kamelet:record-file-sink");

        try (State state = workspace.state()) {
            state.quarantine()
                    .add(new QuarantinedRecord(
                            0, "p", Instant.now(), subject, "x", "y", 0, "application/xml", new byte[] {'<'}));
        }
        Workspace.Result row = workspace.run("try", "p", "--quarantined", "1");
        assertThat(row.exit()).as(row.err()).isZero();
        assertThat(row.out()).contains("CamelCloudEventSubject: " + subject);
        assertThat(workspace.run("quarantine", "list").out()).contains(subject);
        assertThat(workspace.run("try", "p", "--quarantined", "7").err()).contains("there is no record 7 of p");
    }

    @Test
    void mistakesAreNamed() {
        assertThat(workspace.run("try", "q").err()).contains("there is no pipeline q");
        assertThat(workspace.run("try", "p", "--limit", "0").exit()).isEqualTo(2);
        assertThat(workspace.run("try", "p", "--record", "gone.xml").err()).contains("gone.xml: there is no such file");
    }
}
