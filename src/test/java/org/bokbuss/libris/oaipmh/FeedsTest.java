package org.bokbuss.libris.oaipmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Generation;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every set in every format, from a Libris that pages and from one that streams: what arrives is what there is. */
class FeedsTest {
    private static final List<String> PREFIXES = List.of(
            "marcxml",
            "marcxml_includehold",
            "marcxml_expanded",
            "marcxml_includehold_expanded",
            "oai_dc",
            "oai_dc_includehold",
            "oai_dc_expanded",
            "oai_dc_includehold_expanded",
            "rdfxml",
            "rdfxml_includehold",
            "rdfxml_expanded",
            "rdfxml_includehold_expanded",
            "jsonld",
            "jsonld_includehold",
            "jsonld_expanded",
            "jsonld_includehold_expanded",
            "ttl");

    private static final List<String> SETS =
            List.of("bib", "hold", "auth", "nb", "sao", "", "bib:S", "hold:S", "hold:Ål");

    @TempDir
    Path folder;

    static Stream<Arguments> feeds() {
        return Stream.of(Generation.values())
                .flatMap(generation -> PREFIXES.stream().map(prefix -> Arguments.of(generation, prefix)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"harvest", "libris", "protocol", "bokbuss"})
    void aPipelineMayHaveAnyName(String name) {
        try (Sandbox libris = Sandbox.with().bibs(5).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route(name, folder.resolve("files"), "set: bib");

            Workspace.Result result = trip.run("once", name);

            assertThat(result.exit()).as(result.err()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void everySetArrivesWhole(Generation generation, String prefix) {
        try (Sandbox libris =
                Sandbox.with().bibs(24).pageSize(20).generation(generation).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl());
            List<String> command = new ArrayList<>(List.of("once"));
            for (int i = 0; i < SETS.size(); i++) {
                trip.route(
                        "p" + i,
                        folder.resolve("out" + i),
                        "set: '%s', metadataPrefix: %s".formatted(SETS.get(i), prefix));
                command.add("p" + i);
            }

            Workspace.Result result = trip.run(command.toArray(String[]::new));

            assertThat(result.exit()).as(result.err()).isZero();
            for (int i = 0; i < SETS.size(); i++) {
                List<JsonNode> events = Workspace.events(folder.resolve("out" + i));
                assertThat(events)
                        .as(SETS.get(i))
                        .extracting(event -> event.get("subject").asText())
                        .containsExactlyInAnyOrderElementsOf(subjects(libris, SETS.get(i)));
                events.forEach(event -> assertSound(event, prefix));
            }
        }
    }

    private static List<String> subjects(Sandbox libris, String set) {
        List<String> subjects = libris.catalogue()
                .entries()
                .filter(entry -> isIn(libris, entry, set))
                .map(Entry::uri)
                .toList();
        if (!set.isEmpty()) {
            assertThat((long) subjects.size())
                    .as(set)
                    .isPositive()
                    .isEqualTo(libris.catalogue().count(set));
        }
        return subjects;
    }

    private static boolean isIn(Sandbox libris, Entry entry, String set) {
        return switch (set) {
            case "" -> true;
            case "bib" -> entry.kind() == Kind.BIB;
            case "nb" -> entry.kind() == Kind.BIB && entry.number() % 3 != 0;
            case "bib:S" ->
                entry.kind() == Kind.BIB
                        && libris.catalogue().holdings(entry).stream()
                                .anyMatch(h -> h.sigel().equals("S"));
            case "auth" -> entry.kind() == Kind.PERSON || entry.kind() == Kind.TOPIC;
            case "sao" -> entry.kind() == Kind.TOPIC;
            case "hold" -> entry.kind() == Kind.HOLDING;
            default -> entry.kind() == Kind.HOLDING && set.equals("hold:" + entry.sigel());
        };
    }

    private static void assertSound(JsonNode event, String prefix) {
        assertThat(OffsetDateTime.parse(event.get("time").asText())).isNotNull();
        if (event.get("type").asText().equals("bokbuss.record.deleted")) {
            return;
        }
        String mediaType = event.get("datacontenttype").asText();
        JsonNode data = event.get("data");
        switch (prefix.replaceAll("_.*", "")) {
            case "jsonld" -> {
                assertThat(mediaType).isEqualTo("application/ld+json");
                assertThat(data.get("@graph")).isNotNull();
            }
            case "marcxml" -> {
                assertThat(mediaType).isEqualTo("application/marcxml+xml");
                assertThat(root(data)).isEqualTo("{http://www.loc.gov/MARC21/slim}record");
            }
            case "rdfxml" -> {
                assertThat(mediaType).isEqualTo("application/rdf+xml");
                assertThat(root(data)).isEqualTo("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF");
            }
            case "ttl" -> {
                assertThat(mediaType).isEqualTo("text/turtle");
                assertThat(data.asText()).contains("libris.kb.se");
            }
            default -> {
                assertThat(mediaType).isEqualTo("application/xml");
                assertThat(root(data)).contains("dc");
            }
        }
    }

    private static String root(JsonNode data) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            var root = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(data.asText().getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            return "{" + root.getNamespaceURI() + "}" + root.getLocalName();
        } catch (Exception e) {
            throw new AssertionError("not XML: " + data.asText(), e);
        }
    }
}
