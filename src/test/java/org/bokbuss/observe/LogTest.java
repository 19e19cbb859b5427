package org.bokbuss.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log in JSON: all that goes to standard error is an object a line. */
class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anObjectALineNamesThePipeline() {
        try (Sandbox libris =
                Sandbox.with().bibs(20).pageSize(10).fault("503@2").start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .with("log.format", "json")
                    .route("set: bib");
            List<JsonNode> events = events(trip, "once", "p");

            assertThat(events)
                    .anySatisfy(event -> {
                        assertThat(event.path("message").asText())
                                .contains("status 503")
                                .endsWith("; retrying");
                        assertThat(event.path("pipeline").asText()).isEqualTo("p");
                        assertThat(event.path("log.level").asText()).isEqualTo("INFO");
                        assertThat(event.path("@timestamp").asText()).startsWith("20");
                    })
                    .anySatisfy(event -> {
                        assertThat(event.path("message").asText())
                                .startsWith("p: ")
                                .contains("records (");
                        assertThat(event.path("pipeline").asText()).isEqualTo("p");
                    });
        }
    }

    @Test
    void aMistakeIsAnObjectToo() {
        Workspace trip = new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .with("log.format", "json")
                .route("set: nonsense");
        assertThat(events(trip, "once", "nobody"))
                .anyMatch(event -> event.path("message").asText().contains("there is no pipeline nobody"));

        assertThat(trip.with("once p", "log.format", "xml").complaints())
                .containsExactly("log.format=xml is not one of text, json");
    }

    @Test
    void whatATeamLogsIsSeenUnlessItsLevelIsLower() {
        try (Sandbox libris = Sandbox.with().bibs(3).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib", "- log: { message: 'team: ${header.CamelCloudEventSubject}', logName: ours }");

            assertThat(said(trip, "once", "p")).contains("team: http");
            assertThat(said(trip.with("log.level", "warn").with("log.level.ours", "info"), "position", "reset", "p"))
                    .doesNotContain("team: ");
            assertThat(said(trip, "once", "p")).contains("team: http").doesNotContain("p: 3 records");
            assertThat(trip.with("once p", "log.level.ours", "loud").complaints())
                    .singleElement()
                    .asString()
                    .contains("log.level.ours", "loud", "not one of info, off, error, warn, debug, trace");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wireTap", "to"})
    void aStepThatFailsBehindAQueueIsToldInASentence(String way) {
        try (Sandbox libris = Sandbox.with().bibs(1).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib", "- " + way + ": { uri: 'seda:beside' }")
                    .file("routes/beside.camel.yaml", """
                        - route:
                            id: beside
                            from:
                              uri: seda:beside
                              steps:
                                - throwException: { exceptionType: java.lang.IllegalArgumentException, message: 'no room' }
                        """);

            String said = said(trip, "once", "p");
            assertThat(said).contains("no room").doesNotContain("\tat ", "Exchange[");
            assertThat(said.contains("route beside"))
                    .as("the run tells of what it waits for: " + said)
                    .isEqualTo(way.equals("wireTap"));
        }
    }

    private String said(Workspace trip, String... command) {
        try (Program program = new Program(folder, Map.of(), trip.arguments(command))) {
            program.exit();
            return program.err();
        }
    }

    private List<JsonNode> events(Workspace trip, String... command) {
        try (Program program = new Program(folder, Map.of(), trip.arguments(command))) {
            program.exit();
            assertThat(program.err()).isNotBlank();
            return program.err().lines().map(LogTest::read).toList();
        }
    }

    private static JsonNode read(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            assertThat(event.isObject()).as(line).isTrue();
            return event;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
