package org.bokbuss.libris.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.wire.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is there stays as it is, but for the fields given; and where nothing changes, nothing is written. */
class MergingTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    private Entry bib;

    @BeforeEach
    void choose() {
        bib = library.held();
    }

    @Test
    void aHoldingIsMadeWhereThereIsNone() throws Exception {
        Entry unheld = library.unheld();

        WriteResult done = library.writer()
                .write(
                        LibrisWriteFixture.holding(
                                "{'bib': '%s', 'shelfMark': 'Hcf', 'note': 'Läsesal'}".formatted(unheld.uri())),
                        Fence.NONE);

        assertThat(done.change()).isEqualTo(WriteResult.Change.CREATED);
        assertThat(done.record()).isEqualTo(library.holdingOf(unheld).uri());
        assertThat(library.shelfMarks(unheld)).containsExactly("Hcf");
        assertThat(library.item(unheld).at("/hasNote/0/label/0").asText()).isEqualTo("Läsesal");
        assertThat(library.written()).containsExactly("POST 201");
    }

    @Test
    void takingAwayWhereNothingIsMakesNoHolding() throws Exception {
        Entry unheld = library.unheld();

        for (String field : List.of("'shelfMark': null", "'note': []", "'media': null, 'copyNumber': null")) {
            WriteResult done = library.writer()
                    .write(LibrisWriteFixture.holding("{'bib': '%s', %s}".formatted(unheld.uri(), field)), Fence.NONE);

            assertThat(done.change()).as(field).isEqualTo(WriteResult.Change.UNCHANGED);
        }
        assertThat(library.holdings(unheld)).isEmpty();
        assertThat(library.written()).isEmpty();
    }

    @Test
    void onlyWhatIsGivenChanges() throws Exception {
        library.edit(bib, item -> {
            item.set(
                    "marc:unheardOf",
                    LibrisWriteFixture.json("[{'@type': 'marc:Odd', 'marc:deep': [['a'], {'marc:b': false}]}]"));
            item.put("inventoryLevel", 1);
        });
        JsonNode record = document().at("/@graph/0");
        JsonNode before = library.item(bib);

        WriteResult done = write("{'shelfControlNumber': '225'}");

        assertThat(done.change()).isEqualTo(WriteResult.Change.CHANGED);
        JsonNode after = library.item(bib);
        assertThat(after.findValuesAsText("shelfControlNumber")).containsExactly("225");
        assertThat(without(after, "shelfControlNumber")).isEqualTo(without(before, "shelfControlNumber"));
        assertThat(((ObjectNode) document().at("/@graph/0")).remove(List.of("modified", "recordStatus")))
                .isEqualTo(((ObjectNode) record).remove(List.of("modified", "recordStatus")));
        assertThat(library.written()).containsExactly("PUT 204");
    }

    private JsonNode document() {
        return library.libris().writing().document(library.holdingOf(bib).id());
    }

    private static JsonNode without(JsonNode node, String key) {
        JsonNode copy = node.deepCopy();
        copy.findParents(key).forEach(parent -> ((ObjectNode) parent).remove(key));
        return copy;
    }

    @Test
    void numbersComeBackDigitByDigit() throws Exception {
        library.gate().watch((asked, next) -> next.next()
                .replacing(
                        "\"@type\":\"Item\",\"heldBy\"",
                        "\"@type\":\"Item\",\"marc:n\":[1.50,1E3,12345678901234567890.10],\"heldBy\""));

        write("{'shelfControlNumber': '225'}");

        assertThat(sent("PUT")).contains("\"marc:n\":[1.50,1E+3,12345678901234567890.10]");
    }

    @Test
    void listsOfTypesComeBack() throws Exception {
        library.gate().watch((asked, next) -> next.next()
                .replacing(
                        "\"@type\":\"Item\",\"heldBy\"",
                        "\"@type\":\"Item\",\"marc:x\":{\"@type\":[\"marc:A\",\"marc:B\"]},\"heldBy\""));

        assertThatThrownBy(() -> write("{'shelfControlNumber': '225'}"))
                .as("Libris knows no such lists, and says so")
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("marc:x");
        assertThat(sent("PUT")).contains("\"marc:x\":{\"@type\":[\"marc:A\",\"marc:B\"]}");
    }

    private String sent(String method) {
        List<Request> requests = library.libris().requests().stream()
                .filter(request -> request.method().equals(method))
                .toList();
        assertThat(requests).hasSize(1);
        return new String(requests.get(0).body(), UTF_8);
    }

    @Test
    void whatIsSentHasNoContextAndTwoNodes() throws Exception {
        write("{'shelfControlNumber': '225'}");

        JsonNode sent = LibrisWriteFixture.json(sent("PUT"));
        assertThat(sent.has("@context")).isFalse();
        assertThat(sent.at("/@graph")).hasSize(2);
    }

    @Test
    void theSameAgainIsNotWritten() throws Exception {
        LibrisWriter writer = library.writer();
        Holding wanted = LibrisWriteFixture.holding(
                "{'bib': '%s', 'shelfMark': 'Hcf', 'note': ['Läses här', 'Trasig'], 'media': {'uri': 'https://b.example/1'}}"
                        .formatted(bib.uri()));
        writer.write(wanted, Fence.NONE);

        WriteResult again = writer.write(wanted, Fence.NONE);

        assertThat(again.change()).isEqualTo(WriteResult.Change.UNCHANGED);
        assertThat(library.written()).containsExactly("PUT 204");
        assertThat(library.outcomes()).containsExactly("done");
    }

    @Test
    void theSameInOtherWordsIsNotWritten() throws Exception {
        library.edit(bib, item -> {
            item.remove("hasComponent");
            item.set("shelfMark", LibrisWriteFixture.json("{'@type': 'ShelfMark', 'label': 'Å'}"));
            item.set("physicalLocation", LibrisWriteFixture.json("['MAG', 'Kassa']"));
        });

        WriteResult done = write("{'shelfMark': ' A\u030a ', 'physicalLocation': ['Kassa', 'MAG']}");

        assertThat(done.change()).isEqualTo(WriteResult.Change.UNCHANGED);
        assertThat(library.tried("PUT")).isZero();
    }

    @Test
    void theCopyWithItsNumberIsChanged() throws Exception {
        twoCopies("1", "2");

        write("{'copyNumber': '2', 'shelfControlNumber': '225'}");

        assertThat(library.item(bib).at("/hasComponent/0").has("shelfControlNumber"))
                .isFalse();
        assertThat(library.item(bib).at("/hasComponent/1/shelfControlNumber").asText())
                .isEqualTo("225");
    }

    @Test
    void whichOfSeveralCopiesIsNotGuessed() {
        twoCopies("1", "2");

        for (String fields : List.of("'shelfMark': 'Hcf'", "'shelfMark': 'Hcf', 'copyNumber': '3'")) {
            assertThatThrownBy(() -> write("{" + fields + "}"))
                    .isInstanceOf(RecordRejected.class)
                    .hasMessageContaining("2 copies")
                    .hasMessageContaining("copyNumber");
        }
        assertThat(library.tried("PUT")).isZero();
    }

    private void twoCopies(String... numbers) {
        library.edit(bib, item -> {
            item.remove("shelfMark");
            item.putArray("hasComponent");
            for (String number : numbers) {
                item.withArray("hasComponent").addObject().put("@type", "Item").put("copyNumber", number);
            }
        });
    }

    @Test
    void anotherLibrarysHoldingIsNotTouched() {
        Entry others = library.libris().writing().hold(bib.id(), "Gbg");
        library.gate()
                .watch((asked, next) -> asked.target().startsWith("/_findhold")
                        ? HttpTap.Answer.json(200, "['%s']".formatted(others.uri()))
                        : next.next());

        assertThatThrownBy(() -> write("{'shelfMark': 'Hcf'}"))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining(others.uri());
        assertThatThrownBy(() -> write("{'action': 'delete'}"))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining(others.uri());
        assertThat(library.libris().writing().received()).isEmpty();
    }

    private WriteResult write(String fields) throws RecordRejected {
        ObjectNode holding = (ObjectNode) LibrisWriteFixture.json(fields);
        return library.writer().write(Holding.of(holding.put("bib", bib.uri())), Fence.NONE);
    }
}
