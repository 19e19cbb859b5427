package org.bokbuss.libris.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.marc4j.MarcStreamReader;
import org.marc4j.marc.DataField;
import org.w3c.dom.Element;

/**
 * Harvests recorded MARC exports of a real Libris XL and compares what is delivered, record for record, with what an XML
 * parser or marc4j reads in them. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
@Tag("long")
class MarcExportRecordingsTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"))
            .resolve("marc_export");

    @TempDir
    Path folder;

    /** A record as it stands in an answer; a line of the list of deletions has no text. */
    private record Recorded(String subject, boolean deleted, String text) {}

    /**
     * A recorded request. The server's own profiles have holdtype=interlaced, which brings no holdings, and which
     * Bokbuss refuses: they ask for none here.
     */
    private record Asked(Map<String, String> query, String profile) {
        static Asked of(Path file) throws IOException {
            String request = Files.readString(file, ISO_8859_1);
            Map<String, String> query = new TreeMap<>();
            for (String pair :
                    request.split(" ")[1].replaceFirst("^[^?]*\\??", "").split("&")) {
                query.put(pair.split("=")[0], pair.replaceFirst("^[^=]*=?", ""));
            }
            String profile = request.substring(request.indexOf("\r\n\r\n") + 4);
            return new Asked(query, profile.replace("holdtype=interlaced", "holdtype=none"));
        }

        boolean isSensible() {
            return query.getOrDefault("from", "").endsWith("Z")
                    && query.getOrDefault("until", "").compareTo(query.get("from")) > 0
                    && profile.matches("(?s).*locations=[A-Za-z0-9* ]+[\r\n].*")
                    && !query.getOrDefault("deleted", "").equals("zzz");
        }

        String request() {
            String target = "POST /?"
                    + String.join(
                            "&", query.entrySet().stream().map(Object::toString).toList());
            return target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + profile.length() + "\r\n\r\n"
                    + profile;
        }

        boolean isXml() {
            return profile.contains("format=MARCXML");
        }

        boolean isLatin() {
            return profile.contains("ISO-8859-1") || profile.contains("Latin1Strip");
        }
    }

    @TestFactory
    Stream<DynamicTest> recordedAnswersArriveWhole() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(RECORDINGS)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".request.txt")
                        && Files.readString(file, ISO_8859_1).startsWith("POST")
                        && Asked.of(file).isSensible()) {
                    tests.add(DynamicTest.dynamicTest(name, () -> compare(name.replace(".request.txt", ""))));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests.stream();
    }

    private void compare(String name) throws Exception {
        Path own = Files.createDirectories(folder.resolve(name));
        Path recordings = Files.createDirectories(own.resolve("recordings/marc_export"));
        Asked asked = Asked.of(RECORDINGS.resolve(name + ".request.txt"));
        Files.writeString(recordings.resolve(name + ".request.txt"), asked.request(), ISO_8859_1);
        for (String part : List.of(".response.headers", ".response.body")) {
            Files.copy(RECORDINGS.resolve(name + part), recordings.resolve(name + part));
        }
        byte[] body = Files.readAllBytes(RECORDINGS.resolve(name + ".response.body"));
        List<Recorded> recorded = recorded(asked, body);

        List<JsonNode> events = harvest(own, asked);

        assertThat(events)
                .extracting(event -> event.get("subject").asText())
                .containsExactlyElementsOf(
                        recorded.stream().map(Recorded::subject).toList());
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.get("type").asText().endsWith("deleted"))
                    .isEqualTo(recorded.get(i).deleted());
            String text = recorded.get(i).text();
            if (text.startsWith(";")) {
                assertThat(";" + event.get("reason").asText()).isEqualTo(text);
            } else if (asked.isXml()) {
                assertThat(element(event.get("data").asText().getBytes(UTF_8)).getTextContent())
                        .isEqualTo(text);
            } else {
                assertThat(new String(event.get("data_base64").binaryValue(), ISO_8859_1))
                        .isEqualTo(text);
            }
        }
    }

    private static List<JsonNode> harvest(Path own, Asked asked) {
        try (Sandbox libris = Sandbox.with().replay(own.resolve("recordings")).start()) {
            Workspace trip = new Workspace(own, libris.baseUrl())
                    .source("libris-marc-export-source")
                    .file("profile.properties", asked.profile())
                    .route("profile: %s, deleted: '%s', virtualDelete: '%s', unchanged: deliver"
                            .formatted(
                                    own.resolve("profile.properties"),
                                    asked.query().getOrDefault("deleted", ""),
                                    asked.query().getOrDefault("virtualDelete", "")));
            Workspace.Result result = trip.run(
                    "backfill",
                    "p",
                    "--from",
                    asked.query().get("from"),
                    "--until",
                    asked.query().get("until"));
            assertThat(result.exit()).as(result.err()).isZero();
            return trip.events();
        }
    }

    // What is recorded

    private static List<Recorded> recorded(Asked asked, byte[] body) throws Exception {
        int nul = new String(body, ISO_8859_1).indexOf('\0');
        byte[] marc = nul < 0 ? body : Arrays.copyOf(body, nul);
        List<Recorded> all = new ArrayList<>(asked.isXml() ? inXml(marc) : inIso2709(marc, asked.isLatin()));
        if (nul >= 0) {
            List<String> lines = new String(body, nul + 1, body.length - nul - 1, UTF_8)
                    .lines()
                    .toList();
            for (String line : lines.subList(1, lines.size())) {
                String[] parts = line.split(";");
                all.add(new Recorded("https://libris.kb.se/" + parts[0], true, ";" + parts[1]));
            }
        }
        return all;
    }

    private static List<Recorded> inXml(byte[] xml) throws Exception {
        var records = element(xml).getElementsByTagNameNS("*", "record");
        List<Recorded> all = new ArrayList<>();
        for (int i = 0; i < records.getLength(); i++) {
            Element record = (Element) records.item(i);
            String leader = record.getElementsByTagNameNS("*", "leader").item(0).getTextContent();
            var fields = record.getElementsByTagNameNS("*", "datafield");
            String id = "";
            for (int f = 0; f < fields.getLength() && id.isEmpty(); f++) {
                Element field = (Element) fields.item(f);
                if (field.getAttribute("tag").equals("887")
                        && !field.getTextContent().contains("SEK{")) {
                    id = id(field.getFirstChild().getTextContent());
                }
            }
            all.add(new Recorded(id, leader.charAt(5) == 'd', record.getTextContent()));
        }
        return all;
    }

    private static List<Recorded> inIso2709(byte[] marc, boolean latin) throws Exception {
        var reader = new MarcStreamReader(new ByteArrayInputStream(marc), latin ? "ISO-8859-1" : "UTF-8");
        String[] texts = new String(marc, ISO_8859_1).split("(?<=\u001D)");
        List<Recorded> all = new ArrayList<>();
        while (reader.hasNext()) {
            var record = reader.next();
            DataField origin = record.getVariableFields("887").stream()
                    .map(DataField.class::cast)
                    .filter(field -> field.getSubfield('5') == null)
                    .findFirst()
                    .orElseThrow();
            all.add(new Recorded(
                    id(origin.getSubfield('a').getData()),
                    record.getLeader().getRecordStatus() == 'd',
                    texts[all.size()]));
        }
        return all;
    }

    private static String id(String origin) throws IOException {
        return "https://libris.kb.se/"
                + new ObjectMapper().readTree(origin).get("@id").asText();
    }

    private static Element element(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)).getDocumentElement();
    }
}
