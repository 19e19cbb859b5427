package org.bokbuss.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonSplitterTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void elementsAndWhatStandsAroundThem() {
        JsonSplitter page = splitter("""
                {"next": "/a?o=2", "items" : [ {"a":[1,{"b":"]}"}]} , "t\\"ext", 7,null ], "total": 3}
                """, "items");

        assertThat(all(page))
                .extracting(piece -> new String(piece.bytes(), UTF_8).strip())
                .containsExactly("{\"a\":[1,{\"b\":\"]}\"}]}", "\"t\\\"ext\"", "7", "null");
        assertThat(page.envelope().get("next").asText()).isEqualTo("/a?o=2");
        assertThat(page.envelope().get("total").asInt()).isEqualTo(3);
    }

    @Test
    void anArrayFurtherDown() {
        JsonSplitter page =
                splitter("{\"list\":[0],\"x\":{\"n\":1,\"list\":[{},{}],\"to\":2},\"y\":{\"list\":[3]}}", "x", "list");

        assertThat(all(page)).hasSize(2).allMatch(Piece::sound);
        assertThat(page.envelope().path("x").path("to").asInt()).isEqualTo(2);
    }

    @Test
    void noArrayIsToldByTheEnvelope() {
        JsonSplitter page = splitter("{\"a\":1}", "items");

        assertThat(page.hasNext()).isFalse();
        assertThat(page.complete()).isTrue();
        assertThat(page.envelope().has("items")).isFalse();
    }

    @Test
    void aBadElementCostsOnlyItself() {
        List<Piece> pieces = new ArrayList<>();
        splitter("{\"i\":[{\"a\":1},{\"a\":\"\u0001\"},{\"a\" 1},{\"a\":2}]}", "i")
                .forEachRemaining(pieces::add);

        assertThat(pieces).extracting(Piece::sound).containsExactly(true, false, false, true);
        assertThat(pieces).extracting(Piece::offset).containsExactly(6L, 14L, 24L, 32L);
    }

    @Test
    void aKeyThatComesTwiceIsAFault() {
        List<Piece> pieces = all(splitter("{\"i\":[{\"a\":1},{\"a\":1,\"a\":2},{\"b\":[{\"c\":1,\"c\":1}]}]}", "i"));

        assertThat(pieces)
                .extracting(Piece::fault)
                .containsExactly(
                        null,
                        "the record is broken JSON: Duplicate field 'a'",
                        "the record is broken JSON: Duplicate field 'c'");
        assertThatThrownBy(() -> all(splitter("{\"i\":[],\"i\":[1]}", "i")))
                .hasMessageContaining("Duplicate field 'i'");
        assertThatThrownBy(() -> all(splitter("{\"i\":[],\"next\":1,\"next\":2}", "i")))
                .hasMessageContaining("Duplicate field 'next'");
    }

    @Test
    void bytesThatAreNoUtf8() {
        byte[] page = "{\"i\":[{\"a\":\"?\"},{\"a\":2}]}".getBytes(UTF_8);
        page[12] = (byte) 0xE5;

        List<Piece> pieces = all(new JsonSplitter(new ByteArrayInputStream(page), "i"));

        assertThat(pieces).extracting(Piece::fault).containsExactly("the record is not UTF-8", null);
    }

    @Test
    void anElementBeyondTheLimitIsAtFault() {
        InputStream page = new ByteArrayInputStream("{\"i\":[\"123456789\",\"12\"]}".getBytes(UTF_8));

        List<Piece> pieces = all(new JsonSplitter(page, 5, "i"));

        assertThat(pieces.get(0).fault()).contains("larger than 5 bytes");
        assertThat(pieces.get(0).bytes()).hasSize(5);
        assertThat(pieces.get(1).sound()).isTrue();
    }

    @Test
    void whatIsNoJsonIsNamed() {
        assertThatThrownBy(() -> all(splitter("<html>", "i"))).hasMessageContaining("begins with '<'");
        assertThatThrownBy(() -> all(splitter("", "i"))).hasMessageContaining("empty");
        // It was taken for an element without bytes, and for the next, without end.
        for (String page : List.of("{\"i\":[}", "{\"i\":[1,}]}", "{\"i\":[{}}]}", "{\"i\":[\n}]}")) {
            assertThatThrownBy(() -> all(splitter(page, "i")))
                    .hasMessageContaining("no JSON at byte ")
                    .hasMessageContaining("'}'");
        }
        assertThatThrownBy(() -> all(splitter("{\"i\":[]} {", "i"))).hasMessageContaining("there is more");
        assertThatThrownBy(() -> all(splitter("{\"i\":[],\"a\":nul}", "i"))).hasMessageContaining("broken JSON");
    }

    @Property(tries = 300)
    void everyElementOfAnyPageIsFoundAsJacksonFindsIt(@ForAll("values") List<JsonNode> values) throws Exception {
        ObjectNode page = JSON.createObjectNode();
        page.put("before", "[{");
        ArrayNode items = page.putArray("items");
        items.addAll(values);
        page.putObject("after").putArray("items").add(1);

        JsonSplitter splitter = splitter(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page), "items");

        assertThat(all(splitter)).extracting(Piece::json).containsExactlyElementsOf(values);
        items.removeAll();
        assertThat(splitter.envelope()).isEqualTo(page);
    }

    @Property(tries = 300)
    void aCutPageIsNeverComplete(@ForAll("values") List<JsonNode> values, @ForAll int where) throws Exception {
        byte[] page = JSON.writeValueAsBytes(
                JSON.createObjectNode().set("items", JSON.createArrayNode().addAll(values)));
        int length = Math.floorMod(where, page.length);
        JsonSplitter splitter = new JsonSplitter(new ByteArrayInputStream(page, 0, length), "items");

        assertThatThrownBy(() -> all(splitter)).isInstanceOf(UncheckedIOException.class);
        assertThat(splitter.complete()).isFalse();
    }

    @Provide
    Arbitrary<List<JsonNode>> values() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars('"', '\\', '{', '}', '[', ']', ',', ':', 'å', '\n', '\u0000', '書')
                .ofMaxLength(8);
        Arbitrary<JsonNode> scalar = Arbitraries.oneOf(
                text.map(JSON.getNodeFactory()::textNode),
                Arbitraries.integers()
                        .map(number -> (JsonNode) JSON.getNodeFactory().numberNode(number)),
                Arbitraries.just((JsonNode) JSON.getNodeFactory().nullNode()));
        Arbitrary<JsonNode> object = Arbitraries.maps(text, scalar).ofMaxSize(4).map(members -> {
            ObjectNode node = JSON.createObjectNode();
            node.setAll(members);
            return (JsonNode) node;
        });
        Arbitrary<JsonNode> array = Arbitraries.oneOf(scalar, object)
                .list()
                .ofMaxSize(4)
                .map(elements -> (JsonNode) JSON.createArrayNode().addAll(elements));
        return Arbitraries.oneOf(scalar, object, array).list().ofMaxSize(6);
    }

    private static JsonSplitter splitter(String page, String... path) {
        return new JsonSplitter(new ByteArrayInputStream(page.getBytes(UTF_8)), path);
    }

    private static List<Piece> all(JsonSplitter page) {
        List<Piece> pieces = new ArrayList<>();
        page.forEachRemaining(pieces::add);
        return pieces;
    }
}
