package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log in JSON: all that goes to standard error is an object a line. */
class LogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void anObjectALineNamesThePipeline() {
        try (Sandbox libris =
                Sandbox.with().bibs(20).pageSize(10).fault("503@2").start()) {
            Trip trip = new Trip(folder, libris.baseUrl())
                    .with("log.format", "json")
                    .route("set: bib");
            List<JsonNode> events = events(trip, "once", "p");

            assertThat(events)
                    .anySatisfy(event -> {
                        assertThat(event.path("message").asText())
                                .contains("status 503")
                                .endsWith("; asking again");
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
        Trip trip = new Trip(folder, URI.create("http://127.0.0.1:1"))
                .with("log.format", "json")
                .route("set: nonsense");
        assertThat(events(trip, "once", "nobody"))
                .anyMatch(event -> event.path("message").asText().contains("there is no pipeline nobody"));

        assertThat(trip.with("once p", "log.format", "xml").complaints())
                .containsExactly("log.format=xml is no format of the log: write text or json");
    }

    private List<JsonNode> events(Trip trip, String... command) {
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
