package org.bokbuss.libris.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Accounts;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bibs in a route: found by their numbers, and written whole. */
class BibActionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;

    @BeforeEach
    void open() {
        libris = Sandbox.with().bibs(12).titles(1).start();
        trip = new Workspace(folder, libris.baseUrl());
        libris.librisSettings().forEach(trip::with);
        libris.boknettSettings().forEach(trip::with);
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private List<Entry> bibs() {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .toList();
    }

    private JsonNode thing(Entry bib) {
        return libris.writing().document(bib.id()).at("/@graph/1");
    }

    private String isbn(Entry bib) {
        return thing(bib).at("/identifiedBy/0/value").asText();
    }

    /** What the action makes of a number: state, subject, body. */
    private JsonNode lookUp(String number) throws IOException {
        trip.source("boknett-inventory-source")
                .route(
                        "p",
                        folder.resolve(number.replaceAll("\\W", "_")),
                        "unchanged: deliver",
                        "- to: { uri: 'kamelet:libris-lookup-action', parameters: { number: '" + number + "' } }",
                        "- setHeader: { name: Bokbuss-found, simple: '${header.BokbussFound}' }");
        trip.run("position", "reset", "p");
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.err()).isZero();
        return Workspace.events(folder.resolve(number.replaceAll("\\W", "_"))).get(0);
    }

    @Test
    void aBibIsFoundByItsNumbers() throws IOException {
        Entry bib = bibs().get(0);
        String isbn = isbn(bib);

        JsonNode found = lookUp(isbn.substring(0, 3) + "-" + isbn.substring(3));
        assertThat(found.get("found").asText()).isEqualTo("found");
        assertThat(found.get("subject").asText()).isEqualTo(bib.uri());
        assertThat(found.get("data").get("@id").asText()).isEqualTo(bib.thing());

        JsonNode unknown = lookUp("9789999999991");
        assertThat(unknown.get("found").asText()).isEqualTo("unknown");

        libris.writing().shareIsbn(bib.id(), bibs().get(1).id());
        JsonNode both = lookUp(isbn);
        assertThat(both.get("found").asText()).isEqualTo("ambiguous");
        assertThat(both.get("data").findValuesAsText("@id"))
                .contains(bib.thing(), bibs().get(1).thing());
    }

    /** A step of the team's own: one more note on each bib. */
    public static final class OneMoreNote {
        /** Called by Camel. */
        public byte[] on(byte[] body) throws IOException {
            ObjectNode record = (ObjectNode) JSON.readTree(body);
            ((ObjectNode) record.at("/@graph/1"))
                    .putArray("hasNote")
                    .addObject()
                    .put("@type", "Note")
                    .put("label", "Rättad");
            return record.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void aWholeRecordTakesThePlaceOfTheVersionItWasMadeFrom() throws IOException {
        trip.with("libris.client-id", Accounts.CATALOGUER_ID)
                .with("libris.client-secret", Accounts.CATALOGUER_SECRET)
                .with("libris.write.enabled", "true")
                .file("routes/p.camel.yaml", """
                        - route:
                            id: p
                            from:
                              uri: kamelet:libris-oaipmh-source
                              parameters: { pipeline: p, set: bib, metadataPrefix: jsonld, ownWrites: skip }
                              steps:
                                - filter:
                                    simple: "${header.CamelCloudEventType} == 'bokbuss.record.changed'"
                                    steps:
                                      - to: { uri: 'kamelet:libris-record-action' }
                                      - bean: { beanType: 'org.bokbuss.libris.record.BibActionsTest$OneMoreNote', method: on }
                                      - to: { uri: 'kamelet:libris-record-sink', parameters: { pipeline: p } }
                        """);

        Workspace.Result result = trip.once();
        Workspace.Result again = trip.once();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(bibs()).allSatisfy(bib -> assertThat(thing(bib).findValuesAsText("label"))
                .contains("Rättad"));
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(libris.writing().received())
                .as("none is written for its own echo")
                .hasSize(bibs().size());
    }

    @Test
    void whoMayWriteHoldingsAloneIsToldSo() throws IOException {
        trip.with("libris.write.enabled", "true")
                .file("routes/p.camel.yaml", """
                - route:
                    id: p
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                      steps:
                        - filter:
                            simple: "${header.CamelCloudEventSubject} == '%s'"
                            steps:
                              - to: { uri: 'kamelet:libris-record-action' }
                              - bean: { beanType: 'org.bokbuss.libris.record.BibActionsTest$OneMoreNote', method: on }
                              - to: { uri: 'kamelet:libris-record-sink' }
                """.formatted(bibs().get(0).uri()));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(libris.writing().received()).as("403 is not repeated").hasSize(1);
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p").get(0).cause()).contains("403", "not authorized");
        }
    }
}
