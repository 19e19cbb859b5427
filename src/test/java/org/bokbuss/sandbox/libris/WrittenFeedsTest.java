package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written by the API shows in every feed at once. */
class WrittenFeedsTest {
    private final Sandbox sandbox = Sandbox.with().bibs(80).start();
    private final Web web = new Web(sandbox);
    private final Client oai = new Client(sandbox);
    private final Cataloguer us = Cataloguer.of(sandbox);
    private final Entry bib = us.bibNotHeld();
    private final Instant before = sandbox.catalogue().now();

    @AfterEach
    void close() {
        sandbox.close();
    }

    private String hold() {
        var document = Cataloguer.holding(bib.thing(), "S");
        ((ObjectNode) document.at("/@graph/1")).setAll((ObjectNode) Web.parse("""
                        {"physicalLocation": ["MAG", "Kassa"], "shelfControlNumber": "225", "copyNumber": "1",
                         "cataloguersNote": ["flagga & co"], "hasNote": [{"@type": "Note", "label": ["Läses här"]}],
                         "associatedMedia": [{"@type": "MediaObject", "uri": ["https://bok.example/1"],
                                              "marc:publicNote": ["Läs & låna"]}]}"""));
        return Cataloguer.id(us.post(document));
    }

    private static String field(String tag, String... codesAndValues) {
        var xml = new StringBuilder("tag=\"" + tag + "\">");
        for (var i = 0; i < codesAndValues.length; i += 2) {
            xml.append("<subfield code=\"").append(codesAndValues[i]).append("\">");
            xml.append(codesAndValues[i + 1]).append("</subfield>");
        }
        return xml.append("</datafield>").toString();
    }

    @Test
    void oaiPmhHasItAsMarcAndAsJson() {
        var id = hold();

        var marc = oai.text("verb=ListRecords", "metadataPrefix=marcxml", "set=hold:S", "from=" + before);
        assertThat(Client.identifiers(marc)).containsExactly(Entry.HOST + id);
        assertThat(marc)
                .contains(field(
                        "852",
                        "b",
                        "S",
                        "c",
                        "MAG",
                        "c",
                        "Kassa",
                        "h",
                        "Hylla",
                        "j",
                        "225",
                        "t",
                        "1",
                        "x",
                        "flagga &amp; co",
                        "z",
                        "Läses här"))
                .contains(field("856", "u", "https://bok.example/1", "z", "Läs &amp; låna"))
                .contains("<itemOf id=\"" + bib.thing() + "\"/>")
                .contains("<agent name=\"" + Descriptions.library("S") + "\"/>");
        assertThat(oai.text("verb=GetRecord", "metadataPrefix=jsonld", "identifier=" + Entry.HOST + id))
                .contains("\"physicalLocation\":[\"MAG\",\"Kassa\"]");
        assertThat(oai.text("verb=GetRecord", "metadataPrefix=marcxml_includehold", "identifier=" + bib.uri()))
                .contains("id=\"" + id + "\"");
    }

    @Test
    void theAgentIsTheLibraryThatActs() {
        var id = Cataloguer.id(us.post(Cataloguer.holding(bib.thing(), "S")));
        var asGbg = new Cataloguer(sandbox, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET, "Gbg");

        asGbg.delete(id);

        assertThat(oai.text("verb=ListRecords", "metadataPrefix=marcxml", "set=hold:S", "from=" + before))
                .contains("status=\"deleted\"")
                .contains("<itemOf id=\"" + bib.thing() + "\"/>")
                .contains("<agent name=\"" + Descriptions.library("Gbg") + "\"/>");
    }

    @Test
    void theFeedOfChangesTellsEveryWrite() {
        var id = hold();
        var read = us.read(id);
        us.put(id, Web.json(read), Cataloguer.tag(read));
        us.delete(id);

        var page = web.json("/api/emm/?until=" + sandbox.catalogue().now().toEpochMilli());

        var told = new ArrayList<String>();
        page.get("orderedItems").forEach(activity -> {
            if (activity.at("/object/id").asText().equals(Entry.HOST + id + "#it")) {
                told.add(activity.get("type").asText() + " "
                        + activity.at("/object/kbv:heldBy/@id").asText());
            }
        });
        var library = Descriptions.library("S");
        assertThat(told.subList(0, 3)).containsExactly("Delete " + library, "Update " + library, "Create " + library);
    }

    @Test
    void searchAndDumpHaveIt() {
        var id = hold();

        var found = web.json(
                "/find?@type=Item&heldBy.@id=" + Descriptions.library("S") + "&itemOf.@id=" + bib.uri() + "%23it");
        assertThat(found.get("totalItems").asInt()).isEqualTo(1);
        assertThat(found.at("/items/0/physicalLocation/0").asText()).isEqualTo("MAG");
        var dump = web.json("/api/emm/full?selection=itemAndInstance:S&offset=0");
        JsonNode mine = null;
        for (var item : dump.get("items")) {
            mine = item.get("@id").asText().equals(Entry.HOST + id) ? item : mine;
        }
        assertThat(mine).isNotNull();
        assertThat(mine.at("/@graph/1/copyNumber").asText()).isEqualTo("1");
        assertThat(mine.at("/@graph/1/itemOf/@id").asText()).isEqualTo(bib.thing());
    }

    @Test
    void theExportSendsTheBibWithIt() {
        hold();

        var exported = web.send(
                "POST",
                "/api/marc_export/?from=" + before.minusSeconds(1) + "&until="
                        + sandbox.catalogue().now().plusSeconds(1),
                "format=MARCXML\nlocations=S\nholdtype=interleaved\n");

        assertThat(exported.body())
                .contains("<controlfield tag=\"001\">" + bib.controlNumber() + "<")
                .contains("<subfield code=\"x\">flagga &amp; co</subfield>");
    }

    @Test
    void bibsAreFoundByTheirNumbers() {
        var serial = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> !Descriptions.book(sandbox.catalogue(), e).issn().isEmpty())
                .findFirst()
                .orElseThrow();
        var book = Descriptions.book(sandbox.catalogue(), serial);
        var isbn = book.isbn();

        for (var question : List.of(
                "identifiedBy.@type=ISBN&identifiedBy.value=" + isbn,
                "identifiedBy.@type=ISBN&identifiedBy.value=" + book.isbn10(),
                "identifiedBy.@type=ISBN&identifiedBy.value=" + isbn.substring(0, 3) + "-" + isbn.substring(3),
                "identifiedBy.@type=ISSN&identifiedBy.value=" + book.issn(),
                "identifiedBy.@type=ISSN&identifiedBy.value=" + book.issn().replace("-", ""),
                "@type=Instance&q=" + isbn)) {
            assertThat(ids(question)).as(question).containsExactly(serial.thing());
        }
        var old = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted() && e.isLegacy())
                .findFirst()
                .orElseThrow();
        assertThat(ids("sameAs.@id=http://libris.kb.se/resource/bib/" + old.controlNumber()))
                .containsExactly(old.thing());
    }

    @Test
    void twoBibsMayShareAnIsbn() {
        var other = sandbox.catalogue().addBib();

        sandbox.writing().shareIsbn(bib.id(), other.id());

        var isbn = Descriptions.book(sandbox.catalogue(), bib).isbn();
        assertThat(ids("identifiedBy.@type=ISBN&identifiedBy.value=" + isbn))
                .containsExactlyInAnyOrder(bib.thing(), other.thing());
        assertThat(oai.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + other.uri()))
                .contains("<subfield code=\"a\">" + isbn + "</subfield>");
    }

    private List<String> ids(String question) {
        var ids = new ArrayList<String>();
        web.json("/find?" + question)
                .get("items")
                .forEach(item -> ids.add(item.get("@id").asText()));
        return ids;
    }
}
