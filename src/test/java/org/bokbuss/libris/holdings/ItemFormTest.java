package org.bokbuss.libris.holdings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemFormTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REST =
            "'@id': 'x#it', '@type': 'Item', 'heldBy': {'@id': 'https://libris.kb.se/library/S'}, 'inventoryLevel': 1";

    private static ObjectNode json(String json) throws JsonProcessingException {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }

    private static Holding holding(String fields) throws JsonProcessingException {
        return Holding.of(json("{'bib': '123', " + fields + "}"));
    }

    /** An Item with these properties, merged with these fields, is to have those properties. */
    private static void merged(String before, String fields, String after) throws JsonProcessingException {
        ObjectNode item = json("{" + REST + before + "}");
        ObjectNode untouched = item.deepCopy();

        // As text: the order of what is not touched is kept too.
        assertEquals(
                json("{" + REST + after + "}").toString(),
                ItemForm.merged(item, holding(fields)).toString());
        assertEquals(untouched.toString(), item.toString(), "what was given is not changed");
    }

    @Test
    void onAnItemWithoutAny() throws Exception {
        merged(
                "",
                "'physicalLocation': 'MAG', 'shelfMark': 'Hcf', 'shelfControlNumber': '225', 'copyNumber': '1',"
                        + " 'availability': 'Ej hemlån', 'note': 'N', 'cataloguersNote': 'C',"
                        + " 'media': [{'uri': 'https://a.example/1', 'note': 'M'}, {'uri': 'https://a.example/2'}]",
                ", 'physicalLocation': ['MAG'], 'shelfMark': {'@type': 'ShelfMark', 'label': ['Hcf']},"
                        + " 'shelfControlNumber': '225', 'copyNumber': '1',"
                        + " 'availability': [{'@type': 'ItemAvailability', 'label': 'Ej hemlån'}],"
                        + " 'hasNote': [{'@type': 'Note', 'label': ['N']}], 'cataloguersNote': ['C'],"
                        + " 'associatedMedia': [{'@type': 'MediaObject', 'uri': ['https://a.example/1'],"
                        + " 'marc:publicNote': ['M']}, {'@type': 'MediaObject', 'uri': ['https://a.example/2']}]");
    }

    @Test
    void onlyWhatIsGivenIsTouched() throws Exception {
        merged(
                ", 'shelfMark': {'@type': 'ShelfMark', 'label': 'Hcf'}, 'physicalLocation': ['MAG'], 'x': [1, null]",
                "'physicalLocation': 'Sal'",
                ", 'shelfMark': {'@type': 'ShelfMark', 'label': 'Hcf'}, 'physicalLocation': ['Sal'], 'x': [1, null]");
    }

    @Test
    void nullTakesAway() throws Exception {
        merged(
                ", 'physicalLocation': ['MAG'], 'shelfMark': {'@id': 'https://libris.kb.se/sequence#it'},"
                        + " 'hasNote': {'@type': 'Note', 'label': 'x'}, 'associatedMedia': [], 'copyNumber': null, 'x': 1",
                "'physicalLocation': null, 'shelfMark': null, 'note': [], 'media': null, 'copyNumber': null",
                ", 'associatedMedia': [], 'copyNumber': null, 'x': 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'shelfMark': {'@type': 'ShelfMark', 'label': 'a'}|'shelfMark': {'@type': 'ShelfMark', 'label': 'b'}",
                "'shelfMark': {'@type': 'ShelfMark', 'label': ['a']}|'shelfMark': {'@type': 'ShelfMark', 'label': ['b']}",
                "'shelfMark': [{'@type': 'ShelfMark', 'label': 'a'}]|'shelfMark': [{'@type': 'ShelfMark', 'label': 'b'}]",
                "'shelfMark': {'@id': 'x'}|'shelfMark': {'@type': 'ShelfMark', 'label': ['b']}",
                "'shelfMark': [{'@id': 'x'}, {'@id': 'y'}]|'shelfMark': [{'@type': 'ShelfMark', 'label': ['b']}]",
                "'shelfMark': 'a'|'shelfMark': {'@type': 'ShelfMark', 'label': ['b']}",
            })
    void aShelfMarkKeepsItsForm(String before, String after) throws Exception {
        merged(", " + before, "'shelfMark': 'b'", ", " + after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'physicalLocation': 'a'|'physicalLocation': 'b'|'physicalLocation': 'b'",
                "'physicalLocation': 'a'|'physicalLocation': ['b', 'c']|'physicalLocation': ['b', 'c']",
                "'physicalLocation': ['a', 'b']|'physicalLocation': 'c'|'physicalLocation': ['c']",
                "'copyNumber': ['1']|'copyNumber': '2'|'copyNumber': ['2']",
                "'copyNumber': 1|'copyNumber': '1'|'copyNumber': 1",
                "'availability': {'@type': 'ItemAvailability', 'label': ['a']}|'availability': 'b'"
                        + "|'availability': {'@type': 'ItemAvailability', 'label': ['b']}",
                "'cataloguersNote': ['a', 'b']|'cataloguersNote': ['b', 'a']|'cataloguersNote': ['a', 'b']",
                "'hasNote': {'@type': 'Note', 'label': 'a'}|'note': 'b'|'hasNote': {'@type': 'Note', 'label': 'b'}",
            })
    void theFormThatIsThereIsKept(String before, String fields, String after) throws Exception {
        merged(", " + before, fields, ", " + after);
    }

    @Test
    void whatSaysTheSameAlreadyIsLeftAsItStands() throws Exception {
        String item = ", 'shelfMark': {'label': ' Hcf', '@type': 'ShelfMarkDdc', 'qualifier': 'stor'},"
                + " 'hasNote': [{'@type': 'Note', 'label': ['N1', 'N2']}],"
                + " 'associatedMedia': {'uri': 'https://a.example', 'marc:publicNote': 'M', 'marc:linkText': ['L']}";

        merged(
                item,
                "'shelfMark': 'Hcf', 'note': ['N2', 'N1'], 'media': {'uri': 'https://a.example', 'note': 'M'}",
                item);
    }

    @Test
    void notesThatSayMoreAreNotTheHoldings() throws Exception {
        String others =
                "{'@type': 'marc:ReproductionNote', 'label': 'x'}, {'@type': 'Note', 'label': 'y', 'noteType': 'z'},"
                        + " {'@id': 'https://id.kb.se/note'}";

        merged(
                ", 'hasNote': [{'@type': 'Note', 'label': 'a'}, " + others + "]",
                "'note': 'b'",
                ", 'hasNote': [" + others + ", {'@type': 'Note', 'label': 'b'}]");
        merged(
                ", 'hasNote': [{'@type': 'Note', 'label': 'a'}, " + others + "]",
                "'note': null",
                ", 'hasNote': [" + others + "]");
    }

    @Test
    void mediaThatStayKeepWhatElseIsSaidOfThem() throws Exception {
        merged(
                ", 'associatedMedia': [{'@type': 'MediaObject', 'uri': 'https://a.example/1', 'marc:linkText': ['L']},"
                        + " {'@type': 'MediaObject', 'uri': ['https://a.example/2']}]",
                "'media': {'uri': 'https://a.example/1', 'note': 'M'}",
                ", 'associatedMedia': [{'@type': 'MediaObject', 'uri': 'https://a.example/1', 'marc:linkText': ['L'],"
                        + " 'marc:publicNote': ['M']}]");
        merged(
                ", 'associatedMedia': {'uri': ['https://a.example/1'], 'marc:publicNote': ['M', 'N']}",
                "'media': {'uri': 'https://a.example/1', 'note': 'M'}",
                ", 'associatedMedia': {'uri': ['https://a.example/1'], 'marc:publicNote': ['M']}");
        merged(
                ", 'associatedMedia': {'uri': ['https://a.example/1'], 'marc:publicNote': 'M'}",
                "'media': {'uri': 'https://a.example/1'}",
                ", 'associatedMedia': {'uri': ['https://a.example/1']}");
    }

    @Test
    void theOneCopyThereIs() throws Exception {
        merged(
                ", 'physicalLocation': ['a'], 'hasComponent': [{'@type': 'Item', 'copyNumber': '1'}]",
                "'physicalLocation': 'b', 'copyNumber': '2', 'media': {'uri': 'https://a.example'}",
                ", 'physicalLocation': ['a'],"
                        + " 'hasComponent': [{'@type': 'Item', 'copyNumber': '2', 'physicalLocation': ['b']}],"
                        + " 'associatedMedia': [{'@type': 'MediaObject', 'uri': ['https://a.example']}]");
        merged(
                ", 'hasComponent': {'@type': 'Item'}",
                "'note': 'b'",
                ", 'hasComponent': {'@type': 'Item'," + " 'hasNote': [{'@type': 'Note', 'label': ['b']}]}");
        merged(", 'hasComponent': []", "'physicalLocation': 'b'", ", 'hasComponent': [], 'physicalLocation': ['b']");
    }

    @Test
    void ofSeveralCopiesTheOneWithTheNumber() throws Exception {
        merged(
                ", 'hasComponent': [{'copyNumber': '1'}, {'copyNumber': 'A\u030a '}, {}]",
                "'physicalLocation': 'b', 'copyNumber': 'Å'",
                ", 'hasComponent': [{'copyNumber': '1'}, {'copyNumber': 'A\u030a ', 'physicalLocation': ['b']}, {}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'note': 'x'",
                "'note': 'x', 'copyNumber': '3'",
                "'note': 'x', 'copyNumber': '2'",
                "'note': 'x', 'copyNumber': null"
            })
    void whichCopyIsNotGuessed(String fields) throws Exception {
        ObjectNode item =
                json("{'hasComponent': [{'copyNumber': '1'}, {'copyNumber': '2'}, {'copyNumber': ['2']}, {}]}");
        Holding holding = holding(fields);

        assertEquals(
                "the holding has 4 copies in Libris, and which of them is meant is not clear: write one of their"
                        + " copyNumbers, '1', '2', '2'",
                assertThrows(AmbiguousCopy.class, () -> ItemForm.merged(item, holding))
                        .getMessage());
    }

    @Test
    void mediaNeedNoCopy() throws Exception {
        merged(
                ", 'hasComponent': [{}, {}]",
                "'media': {'uri': 'https://a.example'}",
                ", 'hasComponent': [{}, {}], 'associatedMedia': [{'@type': 'MediaObject', 'uri': ['https://a.example']}]");
    }

    @Test
    void copiesWithoutNumbersAreSaidToHaveNone() throws Exception {
        ObjectNode item = json("{'hasComponent': [{}, {}]}");
        Holding holding = holding("'note': 'x'");

        assertEquals(
                "the holding has 2 copies in Libris, and which of them is meant is not clear: none of them has a"
                        + " copyNumber, give them one in Libris first",
                assertThrows(AmbiguousCopy.class, () -> ItemForm.merged(item, holding))
                        .getMessage());
    }

    @Test
    void aHoldingThatIsNotThereYet() throws Exception {
        assertEquals(
                json("{'@graph': [{'@id': 'https://id.kb.se/TEMPID', '@type': 'Record',"
                        + " 'mainEntity': {'@id': 'https://id.kb.se/TEMPID#it'}},"
                        + " {'@id': 'https://id.kb.se/TEMPID#it', '@type': 'Item',"
                        + " 'heldBy': {'@id': 'https://libris.kb.se/library/%C3%85l'},"
                        + " 'itemOf': {'@id': 'https://libris.kb.se/s93ns5h436dxqsh#it'},"
                        + " 'shelfMark': {'@type': 'ShelfMark', 'label': ['Hcf']}}]}"),
                ItemForm.created(
                        "https://libris.kb.se/s93ns5h436dxqsh#it", "Ål", holding("'shelfMark': 'Hcf', 'note': null")));
    }

    @ParameterizedTest
    @CsvSource({"S, S", "Ål, %C3%85l", "SB 17, SB+17"})
    void theAddressOfALibrary(String sigel, String escaped) {
        assertEquals("https://libris.kb.se/library/" + escaped, ItemForm.library(sigel));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'a': 1, 'b': 2}|{'b': 2, 'a': 1}",
                "{'a': 'A\u030a '}|{'a': 'Å'}",
                "{'a': null, 'b': [null, 1]}|{'b': [1]}",
                "{'label': ['a', 'b']}|{'label': ['b', 'a']}",
                "{'hasNote': [{'label': ['a', 'b']}, {'label': 'c'}]}|{'hasNote': [{'label': 'c'}, {'label': ['b', 'a']}]}",
                "{'hasComponent': [{'x': 1, 'y': 2}, {'x': 2}]}|{'hasComponent': [{'x': 2}, {'y': 2, 'x': 1}]}"
            })
    void theSameToLibris(String a, String b) throws Exception {
        assertTrue(ItemForm.same(json(a), json(b)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'a': 1}|{'a': '1'}",
                "{'a': 1}|{'a': 1.0}",
                "{'a': 'x'}|{'a': 'X'}",
                "{'a': 'x'}|{'a': ['x']}",
                "{'a': ['x', 'y']}|{'a': ['y', 'x']}",
                "{'label': ['a', 'a']}|{'label': ['a']}",
                "{'a': {}}|{}"
            })
    void notTheSameToLibris(String a, String b) throws Exception {
        assertFalse(ItemForm.same(json(a), json(b)));
    }
}
