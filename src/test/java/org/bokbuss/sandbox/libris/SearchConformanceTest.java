package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the sandbox' searches against recordings of a real Libris XL: asked the same, the answer has the same status,
 * type and shape. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
class SearchConformanceTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Sandbox SANDBOX = Sandbox.with().bibs(400).start();

    /** Not imitated: Atom, and what the dataset says of itself. */
    private static final Set<String> ELSEWHERE = Set.of("35-find-atom.request.txt", "37-data-endpoint.request.txt");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @TestFactory
    Stream<DynamicTest> answersHaveTheRecordedShape() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        var tests = new ArrayList<DynamicTest>();
        for (var folder : List.of("find", "sru")) {
            try (var files = Files.list(RECORDINGS.resolve(folder))) {
                files.filter(f -> f.toString().endsWith(Recording.REQUEST))
                        .filter(f -> !ELSEWHERE.contains(f.getFileName().toString()))
                        .sorted()
                        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> compare(f)))
                        .forEach(tests::add);
            }
        }
        return tests.stream();
    }

    private static void compare(Path file) throws Exception {
        var recording = Recording.read(file);
        var recorded = Files.readString(
                file.resolveSibling(file.getFileName().toString().replace(Recording.REQUEST, ".response.body")));
        var answered = ask(recording.request().target());
        assertThat(answered.statusCode()).isEqualTo(recording.answer().status());
        assertThat(answered.headers().firstValue("Content-Type").orElse(""))
                .isEqualToIgnoringCase(recording.answer().headers().getOrDefault("Content-Type", ""));
        if (recorded.startsWith("{")) {
            compare(JSON.readTree(answered.body()), JSON.readTree(recorded));
        } else {
            compareXml(answered.body(), recorded);
        }
    }

    /** The sandbox' SRU lies where production has it; other sigels, ids and words than those recorded are known here. */
    private static HttpResponse<String> ask(String target) throws Exception {
        var translated = target.startsWith("/?") || target.equals("/") ? Sru.PATH + target.substring(1) : target;
        translated = translated
                .replace("9789100002791", isbn())
                .replace("integrationshandboken", "%7C")
                .replace("integration*", "Ä*".replace("Ä", "%C3%84"));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(SANDBOX.baseUrl() + translated))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String isbn() {
        return SANDBOX.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> !SANDBOX.catalogue().holdings(e).isEmpty())
                .map(e -> Descriptions.book(SANDBOX.catalogue(), e).isbn())
                .findFirst()
                .orElseThrow();
    }

    private static void compare(JsonNode answered, JsonNode recorded) {
        if (recorded.has("status_code")) {
            assertThat(names(answered)).isEqualTo(names(recorded));
            assertThat(answered.get("message").asText().substring(0, 40))
                    .isEqualTo(recorded.get("message").asText().substring(0, 40));
            return;
        }
        if (recorded.has("xsearch")) {
            assertThat(names(answered.get("xsearch"))).isEqualTo(names(recorded.get("xsearch")));
            recorded.at("/xsearch/list").forEach(hit -> assertThat(names(answered.at("/xsearch/list/0")))
                    .isSubsetOf(
                            "identifier", "title", "creator", "isbn", "issn", "type", "publisher", "date", "language")
                    .containsAll(Set.of("identifier", "title", "isbn", "type")));
            return;
        }
        var frame = new TreeSet<>(names(recorded));
        frame.removeAll(Set.of("next", "previous", "stats", "items"));
        assertThat(names(answered)).containsAll(frame).contains("items");
        assertThat(answered.get("maxItems").getNodeType())
                .isEqualTo(recorded.get("maxItems").getNodeType());
        assertThat(answered.get("itemsPerPage")).isEqualTo(recorded.get("itemsPerPage"));
        assertThat(answered.get("itemOffset")).isEqualTo(recorded.get("itemOffset"));
        assertThat(answered.at("/first/@id").asText()).startsWith("/find?").doesNotContain("_offset");
        for (var item : answered.get("items")) {
            assertThat(names(item)).contains("@id", "@type", "reverseLinks", "meta");
            assertThat(names(item.get("meta")))
                    .contains("@id", "@type", "created", "modified", "mainEntity", "recordStatus", "controlNumber")
                    .contains("descriptionCreator", "descriptionLastModifier", "librissearch:controlNumbers");
        }
    }

    private static Set<String> names(JsonNode json) {
        var names = new TreeSet<String>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void compareXml(String answered, String recorded) {
        var here = Client.xml(answered).getDocumentElement();
        var there = Client.xml(recorded).getDocumentElement();
        assertThat(here.getNodeName()).isEqualTo(there.getNodeName());
        assertThat(here.getNamespaceURI()).isEqualTo(there.getNamespaceURI());
        assertThat(attributes(here)).isEqualTo(attributes(there));
        for (var name : List.of("collection", "modsCollection", "record", "mods", "recordInfo", "diagnostic", "uri")) {
            assertThat(here.getElementsByTagNameNS("*", name).getLength() > 0)
                    .as(name)
                    .isEqualTo(there.getElementsByTagNameNS("*", name).getLength() > 0);
        }
        var uris = here.getElementsByTagNameNS("*", "uri");
        for (var i = 0; i < uris.getLength(); i++) {
            assertThat(uris.item(i).getTextContent())
                    .isEqualTo(there.getElementsByTagNameNS("*", "uri").item(i).getTextContent());
        }
    }

    private static Set<String> attributes(org.w3c.dom.Element element) {
        var names = new TreeSet<String>();
        for (var i = 0; i < element.getAttributes().getLength(); i++) {
            names.add(element.getAttributes().item(i).getNodeName());
        }
        return names;
    }
}
