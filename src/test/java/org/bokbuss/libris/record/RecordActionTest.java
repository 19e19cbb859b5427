package org.bokbuss.libris.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One record by its id, inside a route: a list of ids is harvested, and each message asks for a record. */
class RecordActionTest {
    @TempDir
    Path folder;

    private Sandbox libris;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(12).start();
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Entry bib(boolean deleted, boolean legacy) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && entry.deleted() == deleted)
                .filter(entry -> !entry.controlNumber().equals(entry.id()) == legacy)
                .findFirst()
                .orElseThrow();
    }

    private Workspace trip(String parameters, String... after) {
        String[] steps = new String[after.length + 2];
        steps[0] = """
                - to:
                    uri: kamelet:libris-record-action
                    parameters: { %s }
                """.formatted(parameters);
        System.arraycopy(after, 0, steps, 1, after.length);
        steps[steps.length - 1] = """
                - setHeader: { name: Bokbuss-found, simple: "${header.BokbussFound}" }
                """;
        return new Workspace(folder, libris.baseUrl())
                .route("verb: ListIdentifiers, set: bib, metadataPrefix: jsonld", steps);
    }

    /** The first event, after asking for the same in every message. */
    private JsonNode ask(String parameters) {
        Workspace trip = trip(parameters);
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.err()).isZero();
        return trip.events().get(0);
    }

    private long gets() {
        return libris.requests().stream()
                .filter(request -> !request.path().startsWith("/api/"))
                .count();
    }

    @Test
    void theRecordTheMessageIsAboutComesWithItsTag() {
        Workspace trip = trip("");

        assertThat(trip.once().exit()).isZero();

        List<JsonNode> events = trip.events();
        assertThat(events).hasSize(12);
        for (JsonNode event : events) {
            Entry entry = libris.catalogue().record(event.get("subject").asText());
            if (entry.deleted()) {
                assertThat(event.get("found").asText()).isEqualTo("gone");
                assertThat(event.has("data")).isFalse();
            } else {
                assertThat(event.get("found").asText()).isEqualTo("found");
                assertThat(event.get("etag").asText()).matches("\"-?\\d+\"");
                assertThat(event.at("/data/@graph/0/@id").asText()).isEqualTo(entry.uri());
                assertThat(event.at("/data/@graph")).hasSize(2);
            }
        }
    }

    @Test
    void aRecordAskedForAgainIsNotSentAgain() {
        Entry bib = bib(false, false);

        ask("id: '" + bib.id() + "'");

        assertThat(gets()).isEqualTo(12);
        assertThat(libris.requests().stream()
                        .filter(request -> request.headers().containsKey("if-none-match")))
                .hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "bib/%s",
                "/bib/%s",
                "http://libris.kb.se/bib/%s",
                "http://libris.kb.se/resource/bib/%s",
                "https://other.example/resource/bib/%s#it"
            })
    void oldNumbersLeadToTheRecord(String spelling) {
        Entry bib = bib(false, true);

        JsonNode event = ask("id: '" + spelling.formatted(bib.controlNumber()) + "'");

        assertThat(event.get("subject").asText()).isEqualTo(bib.uri());
        assertThat(event.at("/data/@graph")).hasSize(2);
        assertThat(libris.requests().stream().filter(request -> request.path().equals("/" + bib.id())))
                .allMatch(request -> request.target().endsWith("?embellished=false"));
    }

    @ParameterizedTest
    @CsvSource({"marcxml, application/marcxml+xml", "ttl, text/turtle", "jsonld_expanded, application/ld+json"})
    void otherFormatsComeOverOaiPmh(String format, String type) {
        Entry bib = bib(false, true);

        for (String id : List.of(bib.id(), bib.thing(), bib.controlNumber())) {
            JsonNode event = ask("id: '" + id + "', format: " + format);
            assertThat(event.get("datacontenttype").asText()).isEqualTo(type);
            assertThat(event.get("subject").asText()).isEqualTo(bib.uri());
            assertThat(event.get("found").asText()).isEqualTo("found");
        }
        assertThat(gets()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonld", "marcxml"})
    void goneIsToldFromUnknown(String format) {
        assertThat(ask("id: '" + bib(true, false).uri() + "', format: " + format)
                        .get("found")
                        .asText())
                .isEqualTo("gone");
    }

    @ParameterizedTest
    @CsvSource({
        "zzzzzzzzzzzzzzzz, jsonld",
        "bib/99, jsonld",
        "../../etc, jsonld",
        "'', jsonld",
        "zzzzzzzzzzzzzzzz, marcxml",
        "what, marcxml"
    })
    void whatLibrisDoesNotKnowIsUnknown(String id, String format) {
        JsonNode event = ask("id: '" + id + "', format: " + format);

        assertThat(event.get("found").asText()).isEqualTo("unknown");
        assertThat(event.has("data")).isFalse();
        assertThat(libris.requests()).noneMatch(request -> request.target().contains(".."));
    }

    @Test
    void whoWantsItFailsWhereNothingIsFound() {
        Workspace trip = trip("id: zzzzzzzzzzzzzzzz, missing: fail").with("deliver.retry.max-attempts", "1");

        assertThat(trip.once().exit()).isEqualTo(3);

        assertThat(trip.run("quarantine", "list").out()).contains("'zzzzzzzzzzzzzzzz' is unknown in Libris");
        assertThat(trip.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"503@900", "html@900", "cut@900", "reset@900", "empty@900"})
    void aBadAnswerIsAskedForAgain(String fault) {
        libris.faults().add(fault);

        JsonNode event = ask("id: '" + bib(false, false).id() + "'");

        assertThat(event.get("found").asText()).isEqualTo("found");
        assertThat(gets()).isEqualTo(13);
    }

    @Test
    void aRecordThatLeadsToItselfIsNotFollowedForEver() {
        Entry bib = bib(false, false);
        libris.faults().add("redirect=https://libris.kb.se/" + bib.id() + "@900*forever");

        Workspace.Result result = trip("id: '" + bib.id() + "'").once();

        assertThat(result.exit()).isNotZero();
        assertThat(gets()).isLessThan(12 * 4 * 3 + 1);
    }
}
