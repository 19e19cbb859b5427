package org.bokbuss.libris.holdings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ITEM =
            "{'@id': 'x#it', '@type': 'Item', 'heldBy': {'@id': 'https://libris.kb.se/library/S'},"
                    + " 'hasComponent': [{'@type': 'Item', 'copyNumber': '1', 'shelfMark': {'@type': 'ShelfMark', 'label': ['Hcf']}},"
                    + " {'@type': 'Item', 'copyNumber': '2', 'shelfMark': {'@type': 'ShelfMark', 'label': 'Hcf'}}]}";

    private static JsonNode json(String json) throws JsonProcessingException {
        return JSON.readTree(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'shelfMark': {'@type': 'ShelfMark', 'label': 'a'}|'shelfMark': {'@type': 'ShelfMark', 'label': ['b']}"
                        + "|- shelfMark: a~+ shelfMark: b",
                "'copyNumber': '1'|'copyNumber': 1|- copyNumber: 1~+ copyNumber: 1",
                "'physicalLocation': ['a', 'b']|'physicalLocation': ['c', 'b']|- physicalLocation: a~+ physicalLocation: c",
                "'physicalLocation': ['a']|'physicalLocation': ['a', 'b']|+ physicalLocation: b",
                "'physicalLocation': ['a']||- physicalLocation: a",
                "'hasNote': {'@type': 'Note', 'label': 'a'}|'hasNote': [{'@type': 'Note', 'label': 'a'},"
                        + " {'@type': 'Note', 'label': 'b'}]|+ note: b",
                "'shelfMark': {'@id': 'https://x/y'}||- shelfMark: https://x/y",
                "'shelfMark': {'@id': 'https://x/y'}|'shelfMark': {'@type': 'ShelfMark', 'label': 'b'}"
                        + "|- shelfMark id: https://x/y~+ shelfMark: b",
                "'associatedMedia': [{'@type': 'MediaObject', 'uri': ['u'], 'marc:publicNote': ['n']}]|"
                        + "'associatedMedia': [{'@type': 'MediaObject', 'uri': ['u'], 'marc:publicNote': ['m']},"
                        + " {'@type': 'MediaObject', 'uri': ['v']}]"
                        + "|- media 1 note: n~+ media 1 note: m~+ media 2 uri: v",
                "'shelfMark': {'@type': 'A', 'label': 'a'}|'shelfMark': {'@type': 'B', 'label': 'a'}"
                        + "|- shelfMark type: A~+ shelfMark type: B",
                "'x': [1, 2]|'x': [2, 1]|- x: [1,2]~+ x: [2,1]",
                "'x': 'a'|'x': ['a']|- x: \"a\"~+ x: [\"a\"]",
                "|'x': []|+ x: []",
                "'label': ['a', 'b']|'label': ['b', 'a ']|",
            })
    void aLineForEachValue(String before, String after, String lines) throws Exception {
        assertEquals(
                lines == null ? "" : lines.replace("~", "\n"),
                Difference.between(
                                json("{'y': 0, " + (before == null ? "'z': 1}" : before + "}"))
                                        .deepCopy(),
                                json("{'y': 0, " + (after == null ? "'z': 1}" : after + "}")))
                        .replaceAll("[-+] z: 1\n?", "")
                        .strip());
    }

    @Test
    void aCopyIsNamedByItsPlace() throws Exception {
        assertEquals(
                "- copy 2 shelfMark: Hcf\n+ copy 2 shelfMark: Hcg",
                Difference.between(
                        json(ITEM),
                        ItemForm.merged(
                                json(ITEM).deepCopy(),
                                Holding.of(json("{'bib': '1', 'copyNumber': '2', 'shelfMark': 'Hcg'}")))));
    }

    @Test
    void whatGoesAndWhatComesWhole() throws Exception {
        String lines = "- id: x#it\n- heldBy: https://libris.kb.se/library/S\n- copy 1 copyNumber: 1\n"
                + "- copy 1 shelfMark: Hcf\n- copy 2 copyNumber: 2\n- copy 2 shelfMark: Hcf";

        assertEquals(lines, Difference.between(json(ITEM), null));
        assertEquals(lines.replace("- ", "+ "), Difference.between(null, json(ITEM)));
    }

    @Test
    void aWholeDocument() throws Exception {
        assertEquals(
                "+ record id: https://id.kb.se/TEMPID\n+ record mainEntity: https://id.kb.se/TEMPID#it\n"
                        + "+ id: https://id.kb.se/TEMPID#it\n+ heldBy: https://libris.kb.se/library/S\n+ itemOf: b#it\n"
                        + "+ shelfMark: Hcf",
                Difference.between(
                        null, ItemForm.created("b#it", "S", Holding.of(json("{'bib': '1', 'shelfMark': 'Hcf'}")))));
    }

    @Test
    void nothingForgesALineOrSteersATerminal() throws Exception {
        assertEquals(
                "+ x\\u000a- y: a\\u000a+ z\\u001b[2J\\u202e\\u2028\\\\n",
                Difference.between(null, json("{'x\\n- y': 'a\\n+ z\\u001b[2J\\u202e\\u2028\\\\n'}")));
    }
}
