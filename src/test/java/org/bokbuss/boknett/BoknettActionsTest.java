package org.bokbuss.boknett;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Title;
import org.bokbuss.workspace.HeaderSpy;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipeline does with a title: look it up, make a holding of it. */
class BoknettActionsTest {
    private static final String LOOKUP = "- to: { uri: 'kamelet:boknett-lookup-action', parameters: { %s } }";
    private static final String TO_HOLDING = "- to: { uri: 'kamelet:inventory-to-holding-action', parameters: { %s } }";

    @TempDir
    Path folder;

    private Workspace trip(Sandbox sandbox) {
        return BoknettInventoryTest.trip(folder, sandbox);
    }

    private static List<JsonNode> nodes(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    // Lookup

    @Test
    void aTitleIsFoundWithAllItsVersions() {
        try (Sandbox sandbox = Sandbox.with().titles(12).start()) {
            Title newest = sandbox.boknett().republish("9788200000006");
            Workspace trip = trip(sandbox).route("pageSize: 100", LOOKUP.formatted(""));

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.events()).hasSize(12).allSatisfy(event -> {
                String isbn = event.get("subject").asText().substring("urn:isbn:".length());
                List<Title> versions = sandbox.boknett().versions(isbn);
                assertThat(nodes(event.get("data")))
                        .extracting(each -> each.get("version").asInt())
                        .containsExactlyElementsOf(versions.stream()
                                .map(Title::version)
                                .sorted((a, b) -> b - a)
                                .toList());
                assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
            });
            assertThat(trip.events().get(11).get("data").get(0).get("uuid").asText())
                    .isEqualTo(newest.uuid());
            // The lookups share the token of the harvest.
            assertThat(sandbox.boknett().issued()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "404@1*forever"})
    void anUnknownTitleIsSaidToBeUnknown(String fault) {
        HeaderSpy.begin();
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            String filter = "- setHeader: { name: wanted, constant: '978-82-999-9999-1' }";
            String fault404 = "- bean: { beanType: org.bokbuss.boknett.BoknettActionsTest$Switch, method: on }";
            Switch.fault = () -> {
                if (!fault.isEmpty()) {
                    sandbox.faults().add(fault);
                }
            };
            Workspace trip = trip(sandbox)
                    .route(
                            "pageSize: 100",
                            filter,
                            fault404,
                            LOOKUP.formatted("isbn: '${header.wanted}'"),
                            "- setBody: { simple: '\"${header.BokbussFound}\"' }",
                            "- setHeader: { name: CamelCloudEventDataContentType, constant: application/json }");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(trip.events().get(0).get("data").asText()).isEqualTo("unknown");
            assertThat(sandbox.requests()).anyMatch(request -> request.path().endsWith("/9788299999991"));
        }
    }

    /** A fault from the lookup on. */
    public static final class Switch {
        private static Runnable fault = () -> {};

        /** Called by Camel. */
        public void on() {
            fault.run();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing: fail, isbn: '9788299999991' -> '9788299999991' is unknown in Boknett",
                "isbn: '../v1' -> is no ISBN",
                "isbn: '82-0000-000-6' -> is no ISBN"
            })
    void whatCannotBeLookedUpIsSetAside(String case_) {
        String[] parts = case_.split(" -> ");
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            Workspace trip = trip(sandbox).route("pageSize: 100", LOOKUP.formatted(parts[0]));

            assertThat(trip.once().exit()).isEqualTo(3);

            try (var state = trip.state()) {
                assertThat(state.quarantine().of("p").get(0).cause()).contains(parts[1]);
            }
        }
    }

    @Test
    void aLookupThatCannotBeAnsweredStopsAndIsMadeGood() {
        try (Sandbox sandbox = Sandbox.with().titles(3).start()) {
            Switch.fault = () -> sandbox.faults().add("503@1*forever");
            Workspace trip = trip(sandbox)
                    .with("http.retry.max-attempts", "2")
                    .route(
                            "pageSize: 100",
                            "- bean: { beanType: org.bokbuss.boknett.BoknettActionsTest$Switch, method: on }",
                            LOOKUP.formatted(""));

            assertThat(trip.once().exit()).isEqualTo(4);
            Switch.fault = () -> {};
            sandbox.faults().clear();

            assertThat(trip.once().exit()).isZero();
            assertThat(trip.events()).hasSize(3);
        }
    }

    // Holdings

    @ParameterizedTest
    @ValueSource(strings = {"xml", "json"})
    void aTitleBecomesAHolding(String format) {
        try (Sandbox sandbox = Sandbox.with().titles(60).start()) {
            Workspace trip = trip(sandbox).route("format: " + format, TO_HOLDING.formatted(""));

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            List<JsonNode> holdings =
                    trip.events().stream().map(event -> event.get("data")).toList();
            sandbox.boknett().titles().forEach(title -> {
                JsonNode holding = holdings.stream()
                        .filter(each -> each.get("isbn").asText().equals(title.isbn()))
                        .findFirst()
                        .orElseThrow();
                boolean sellable = title.published() && title.access() && title.deleted() == null;
                assertThat(holding.get("action").asText()).isEqualTo(sellable ? "upsert" : "delete");
                assertThat(holding.has("note")).isEqualTo(sellable);
                if (sellable) {
                    assertThat(holding.get("cataloguersNote").asText())
                            .isEqualTo("Boknett %s, version %d, %s"
                                    .formatted(title.uuid(), title.version(), title.drm(1)));
                }
            });
        }
    }

    @Test
    void theMappingIsTheTeams() throws IOException {
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            Path mapping = folder.resolve("own.properties");
            Workspace trip = trip(sandbox)
                    .file("own.properties", """
                            # ours
                            sigel = Sbi
                            media.uri = https://ebok.bibliotek.example/{isbn}?f={format}&w={uuid}
                            media.note = {format}, {title}
                            note = {title}
                            format.MP3 = Ljudbok å
                            """)
                    .route("pageSize: 1", TO_HOLDING.formatted("mapping: '" + mapping + "'"));

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isZero();
            Title title = sandbox.boknett().titles().findFirst().orElseThrow();
            assertThat(title.format(1)).isEqualTo("MP3");
            assertThat(trip.events().get(0).get("data"))
                    .isEqualTo(new ObjectMapper().readTree("""
                    {"isbn": "%s", "sigel": "Sbi", "action": "upsert",
                     "media": [{"uri": "https://ebok.bibliotek.example/%s?f=MP3&w=%s", "note": "Ljudbok å,"}]}
                    """.formatted(title.isbn(), title.isbn(), title.uuid())));
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("note = x\n\nmedia.url = https://a", "own.properties:3: 'media.url' is no field"),
                Arguments.of(
                        "note = x\nmedia.uri = urn:isbn:{isbn}",
                        "own.properties:2: media.uri is no address of the web"),
                Arguments.of("media.note = {format}", "own.properties: has media.note, but no media.uri"),
                Arguments.of("note = {isbm}", "own.properties:1: {isbm} is nothing that a title has"),
                Arguments.of("# x\nnote = {isbn", "own.properties:2: has a { or }"),
                Arguments.of("note = a\nnote = b", "own.properties:2: 'note' is set a second time"),
                Arguments.of("format.MP3 = Ljudbok", "own.properties: says nothing of a holding"),
                Arguments.of("note = \\u12", "own.properties:1: holds a malformed"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeInTheMappingIsNamedWithItsLine(String text, String said) {
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            Path mapping = folder.resolve("own.properties");
            Workspace trip = trip(sandbox)
                    .file("own.properties", text)
                    .route("pageSize: 1", TO_HOLDING.formatted("mapping: '" + mapping + "'"));

            Workspace.Result result = trip.run("check", "--offline");

            assertThat(result.exit()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains(said);
        }
    }

    @Test
    void whatIsNoTitleIsSetAside() {
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            Workspace trip = trip(sandbox)
                    .route("pageSize: 1", "- setBody: { constant: '{\"isbn\": 1}' }", TO_HOLDING.formatted(""));

            assertThat(trip.once().exit()).isEqualTo(3);

            try (var state = trip.state()) {
                assertThat(state.quarantine().of("p").get(0).cause()).contains("no title of the inventory");
            }
        }
    }
}
