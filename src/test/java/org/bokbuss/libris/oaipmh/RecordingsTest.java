package org.bokbuss.libris.oaipmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Harvests recorded answers of a real Libris XL and compares what is delivered, record for record, with what an XML
 * parser reads in them. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
@Tag("long")
class RecordingsTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"));
    private static final String OAI = "http://www.openarchives.org/OAI/2.0/";

    @TempDir
    Path folder;

    /** A record as it stands in an answer; without metadata in a list of ids, and mostly in a deletion. */
    private record Recorded(String id, String time, boolean deleted, Element metadata) {}

    @BeforeEach
    void recordingsAreHere() {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "61", "62", "63", "64", "65", "66", "67", "68", "69", "70", "71", "72", "73", "74", "75", "76", "77",
                "78", "79", "80", "81", "82", "83", "84", "85", "86", "87", "88", "89", "90"
            })
    void aRecordedAnswerArrivesWhole(String number) throws Exception {
        Map<String, String> asked = asked(number);

        List<JsonNode> events = harvest(asked);

        assertSame(events, recorded(number), asked.get("metadataPrefix"));
    }

    @Test
    void recordedPagesArriveInOne() throws Exception {
        List<JsonNode> holdings = harvest(asked("100"));
        List<Recorded> recorded = recorded("100");
        recorded.addAll(recorded("101"));
        assertSame(holdings, recorded, "marcxml");
    }

    @Test
    void anEmptyRecordedPageIsNotTheEnd() throws Exception {
        assertThat(recorded("103")).isEmpty();

        List<JsonNode> bibs = harvest(asked("103"));

        assertThat(bibs).isNotEmpty();
        assertSame(bibs, recorded("104"), "marcxml");
    }

    private List<JsonNode> harvest(Map<String, String> asked) {
        try (Sandbox libris = Sandbox.with().replay(RECORDINGS).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route(
                            "verb: %s, metadataPrefix: %s, set: '%s', withDeletedData: %s, from: '%s', unchanged: deliver"
                                    .formatted(
                                            asked.get("verb"),
                                            asked.get("metadataPrefix"),
                                            asked.getOrDefault("set", ""),
                                            asked.getOrDefault("x-withDeletedData", "false"),
                                            asked.getOrDefault("from", "")));
            Workspace.Result result = asked.containsKey("until")
                    ? trip.run("backfill", "p", "--from", asked.get("from"), "--until", asked.get("until"))
                    : trip.once();
            assertThat(result.exit()).as(result.err()).isZero();
            return trip.events();
        }
    }

    private static void assertSame(List<JsonNode> events, List<Recorded> recorded, String prefix) throws Exception {
        assertThat(events)
                .extracting(event -> event.get("subject").asText())
                .containsExactlyElementsOf(recorded.stream().map(Recorded::id).toList());
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            Recorded record = recorded.get(i);
            assertThat(event.get("type").asText())
                    .isEqualTo(record.deleted() ? "bokbuss.record.deleted" : "bokbuss.record.changed");
            assertThat(OffsetDateTime.parse(event.get("time").asText())).isEqualTo(OffsetDateTime.parse(record.time()));
            if (record.metadata() == null) {
                assertThat(event.path("data").asText("")).isEmpty();
            } else if (prefix.startsWith("jsonld")) {
                assertThat(event.get("data"))
                        .isEqualTo(new ObjectMapper().readTree(record.metadata().getTextContent()));
            } else {
                Element delivered = parser().parse(new ByteArrayInputStream(
                                event.get("data").asText().getBytes(UTF_8)))
                        .getDocumentElement();
                assertThat(flat(delivered))
                        .isEqualTo(flat(children(record.metadata()).get(0)));
            }
        }
    }

    // What is recorded

    private static Map<String, String> asked(String number) throws Exception {
        String line = Files.readString(file(number, ".request.txt"))
                .lines()
                .findFirst()
                .orElseThrow();
        Map<String, String> asked = new LinkedHashMap<>();
        for (String parameter : line.split("[ ?]")[2].split("&")) {
            String[] parts = parameter.split("=", 2);
            asked.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
        }
        return asked;
    }

    private static Path file(String number, String suffix) throws Exception {
        try (Stream<Path> files = Files.list(RECORDINGS.resolve("oaipmh"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(number + "-"))
                    .filter(file -> file.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Recorded> recorded(String number) throws Exception {
        Element root = parser().parse(file(number, ".response.body").toFile()).getDocumentElement();
        List<Recorded> records = new ArrayList<>();
        var headers = root.getElementsByTagNameNS(OAI, "header");
        for (int i = 0; i < headers.getLength(); i++) {
            Element header = (Element) headers.item(i);
            Element metadata = children((Element) header.getParentNode()).stream()
                    .filter(child -> child.getLocalName().equals("metadata"))
                    .filter(child -> !header.getParentNode().getLocalName().equals("ListIdentifiers"))
                    .findFirst()
                    .orElse(null);
            records.add(new Recorded(
                    text(header, "identifier"),
                    text(header, "datestamp"),
                    header.getAttribute("status").equals("deleted"),
                    metadata));
        }
        return records;
    }

    private static DocumentBuilder parser() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder();
    }

    private static String text(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getLocalName().equals(name))
                .findFirst()
                .orElseThrow()
                .getTextContent();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    /** Names, namespaces, attributes and texts in their order: what two equal documents agree in. */
    private static String flat(Node node) {
        StringBuilder text = new StringBuilder();
        if (node instanceof Element element) {
            text.append('<')
                    .append('{')
                    .append(element.getNamespaceURI())
                    .append('}')
                    .append(element.getLocalName());
            var attributes = element.getAttributes();
            List<String> sorted = new ArrayList<>();
            for (int i = 0; i < attributes.getLength(); i++) {
                Node attribute = attributes.item(i);
                if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
                    sorted.add(" {" + attribute.getNamespaceURI() + "}" + attribute.getLocalName() + "="
                            + attribute.getNodeValue());
                }
            }
            sorted.stream().sorted().forEach(text::append);
            text.append('>');
            for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
                text.append(flat(child));
            }
            return text.append("</>").toString();
        }
        return node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE
                ? node.getNodeValue()
                : "";
    }
}
