package org.bokbuss.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A record as it arrived, read by other means than the program's own.
 *
 * @param subject the record's last part of its address
 * @param event what tells this version of it from all others
 */
record Delivered(String subject, boolean deleted, Instant modified, String event) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MARC = "http://www.loc.gov/MARC21/slim";

    /** The records of a file under its final name; fails if it is not whole. */
    static List<Delivered> in(Path file) {
        try {
            String name = file.getFileName().toString();
            return name.endsWith(".ndjson")
                    ? events(file)
                    : name.endsWith(".marcxml")
                            ? collection(file)
                            : List.of(name.endsWith(".deleted.json") ? event(Files.readString(file)) : single(file));
        } catch (Exception e) {
            throw new AssertionError(file.getFileName() + " is not whole: " + e.getMessage(), e);
        }
    }

    private static List<Delivered> events(Path file) throws IOException {
        String text = Files.readString(file);
        if (!text.endsWith("}\n")) {
            throw new IOException("it ends within a line");
        }
        List<Delivered> events = new ArrayList<>();
        for (String line : text.split("\n")) {
            events.add(event(line));
        }
        return events;
    }

    private static Delivered event(String line) throws IOException {
        JsonNode event = JSON.readTree(line);
        boolean deleted = event.get("type").asText().equals("bokbuss.record.deleted");
        if (!deleted && event.get("data") == null) {
            throw new IOException("an event without data");
        }
        return new Delivered(
                lastPart(event.get("subject").asText()),
                deleted,
                time(event.get("time").asText()),
                event.get("id").asText());
    }

    private static List<Delivered> collection(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        NodeList records = factory.newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement()
                .getElementsByTagNameNS(MARC, "record");
        List<Delivered> delivered = new ArrayList<>();
        for (int i = 0; i < records.getLength(); i++) {
            NodeList subfields = ((Element) records.item(i)).getElementsByTagNameNS(MARC, "subfield");
            // The last field, 887, is {"@id": …, "modified": …} in its subfield a, and says so in its second.
            JsonNode origin =
                    JSON.readTree(subfields.item(subfields.getLength() - 2).getTextContent());
            // An author who is renamed changes the record, and leaves its date.
            delivered.add(version(origin, records.item(i).getTextContent()));
        }
        return delivered;
    }

    private static Delivered single(Path file) throws IOException {
        JsonNode record = JSON.readTree(file.toFile());
        // An author who is renamed changes the nodes after the first, and leaves that.
        return version(record.get("@graph").get(0), record.toString());
    }

    private static Delivered version(JsonNode origin, String content) {
        return new Delivered(
                lastPart(origin.get("@id").asText()),
                false,
                time(origin.get("modified").asText()),
                content);
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static String lastPart(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }
}
