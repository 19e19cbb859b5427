package org.bokbuss.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.split.XmlSplitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries as a feed may have them one day: nothing that is new stops the rest, nothing that is unclear is guessed. */
class InventoryRecordsTest {
    private static List<LibraryRecord> records(byte[] feed, boolean asJson) throws IOException {
        List<LibraryRecord> records = new ArrayList<>();
        Inventory inventory = new Inventory();
        inventory.setFormat(asJson ? "json" : "xml");
        Settings settings =
                new Settings(key -> key.startsWith("boknett.client") ? Optional.of("any") : Optional.empty());
        Session session = inventory.open(new DefaultCamelContext(), settings);
        try (var all = new XmlSplitter(new ByteArrayInputStream(feed), InventoryEntry.ATOM, "entry")) {
            while (all.hasNext()) {
                records.add(Records.of(all.next(), session));
            }
        }
        return records;
    }

    private static List<LibraryRecord> odd(boolean asJson) throws IOException {
        try (var in = InventoryRecordsTest.class.getResourceAsStream("odd-entries.xml")) {
            return records(in.readAllBytes(), asJson);
        }
    }

    private static JsonNode json(LibraryRecord record) throws IOException {
        return new ObjectMapper().readTree(record.body());
    }

    @Test
    void unknownValuesAndElementsAreKept() throws IOException {
        LibraryRecord record = odd(true).get(0);
        assertThat(record.subject()).isEqualTo("urn:isbn:9788200090019");
        assertThat(record.deleted()).isFalse();
        assertThat(record.time()).isEqualTo("2026-05-03T10:00:00.250Z");
        assertThat(record.about())
                .containsEntry("uuid", "0b0c0d0e-0000-4000-8000-000000000001")
                .containsEntry("version", "2")
                .containsEntry("sellable", "true");
        assertThat(json(record)).hasToString(json("""
            {"isbn": "9788200090019", "uuid": "0b0c0d0e-0000-4000-8000-000000000001", "version": 2,
             "updated": "2026-05-03T10:00:00.250Z", "format": "HOLOGRAM", "drm": "LCP-2", "published": true,
             "access": true, "sellable": true, "other": {"readingTime": "7", "other": "text"}}
            """));
    }

    private static String json(String text) throws IOException {
        return new ObjectMapper().readTree(text).toString();
    }

    @Test
    void whatIsMissingIsNotSold() throws IOException {
        LibraryRecord record = odd(true).get(1);
        assertThat(record.fault()).isNull();
        assertThat(record.time()).isEqualTo("2026-05-03T12:00:00Z");
        assertThat(record.about()).containsEntry("sellable", "false").containsEntry("version", "one");
        assertThat(json(record).get("version").asText()).isEqualTo("one");
    }

    @Test
    void aDateIsADeletionAndEmptinessIsNone() throws IOException {
        List<LibraryRecord> records = odd(false);
        assertThat(records.get(2).deleted()).isTrue();
        assertThat(records.get(2).time()).isNull();
        assertThat(records.get(2).about()).containsEntry("sellable", "false");
        assertThat(records.get(3).deleted()).isFalse();
        assertThat(records.get(3).about()).containsEntry("sellable", "true");
    }

    @Test
    void whatIsUnclearIsSetAside() throws IOException {
        List<LibraryRecord> records = odd(false);
        assertThat(records.get(4).fault()).contains("date of deletion is 'false'");
        assertThat(records.get(4).subject()).isEqualTo("urn:isbn:9788200090057");
        assertThat(records.get(5).fault()).contains("'8200090061', not thirteen digits");
        assertThat(records.get(5).subject()).isNull();
        assertThat(records.get(6).fault()).contains("not thirteen digits");
    }

    @Test
    void prefixesAreOfNoConsequence() throws IOException {
        LibraryRecord xml = odd(false).get(7);
        assertThat(xml.mediaType()).isEqualTo("application/atom+xml;type=entry");
        assertThat(xml.body()).isEqualTo(xml.raw());
        JsonNode json = json(odd(true).get(7));
        assertThat(json.get("title").asText()).isEqualTo("Havets & fjellets <sanger>");
        assertThat(json.get("author").asText()).isEqualTo("Åse Ødegård");
        assertThat(json.get("firstpublished").asText()).isEqualTo("2014-02-01T00:00:00Z");
        assertThat(json.get("sellable").asBoolean()).isFalse();
        // As it comes out of quarantine, alone.
        assertThat(records(xml.raw(), false))
                .singleElement()
                .extracting(LibraryRecord::subject, LibraryRecord::fault)
                .containsExactly(xml.subject(), null);
    }

    @Test
    void entitiesAreNotResolved() {
        var reader = new EntryReader();
        var hostile = "<!DOCTYPE entry [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                + "<entry xmlns=\"http://www.w3.org/2005/Atom\"><id>&x;</id></entry>";
        try {
            assertThat(reader.read(hostile.getBytes(UTF_8)).uuid()).isEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("not an entry");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<i:isbn>9788200090026</i:isbn>",
                "<i:isbn/>",
                "<isbn xmlns=''>9788200090026</isbn>",
                "<i:deleted>2026-01-01</i:deleted><i:deleted/>",
                "<deleted xmlns=''>2026-01-01</deleted>",
                "<deleted>2026-01-01</deleted>",
                "<i:format>a</i:format><i:format>b</i:format>",
                "<updated>2026-01-01T00:00:00Z</updated><updated>2026-01-01T00:00:00Z</updated>"
            })
    void whatSaysTwoThingsIsSetAside(String more) throws IOException {
        LibraryRecord record = records(feed(more), false).get(0);
        assertThat(record.fault()).containsAnyOf("two elements", "in the namespace");
        assertThat(record.subject()).isEqualTo("urn:isbn:9788200090019");
    }

    @Test
    void allAuthorsAreKept() throws IOException {
        String authors = "<author><name>A B</name></author><author><name>C D</name></author>";
        assertThat(json(records(feed(authors), true).get(0)).get("author").asText())
                .isEqualTo("A B; C D");
    }

    private static byte[] feed(String more) {
        return ("<feed xmlns='" + InventoryEntry.ATOM + "' xmlns:i='" + InventoryEntry.INVENTORY
                        + "'><entry><i:isbn>9788200090019</i:isbn>" + more + "</entry></feed>")
                .getBytes(UTF_8);
    }
}
