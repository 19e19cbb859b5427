package org.bokbuss.libris.holdings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Holding holding(String json) throws JsonProcessingException {
        return Holding.of(JSON.readTree(json.replace('\'', '"')));
    }

    private static String refused(String json) {
        return assertThrows(IllegalArgumentException.class, () -> holding(json)).getMessage();
    }

    @Test
    void everythingThatAHoldingMaySay() throws Exception {
        Holding holding = holding("{'bib': 'https://libris.kb.se/s93ns5h436dxqsh#it', 'isbn': '978-91-0-012345-1',"
                + " 'controlNumber': 3624069, 'sigel': 'Ål', 'action': 'upsert', 'physicalLocation': ['MAG', 'Sal 2'],"
                + " 'shelfMark': 'Hcf', 'shelfControlNumber': '225', 'copyNumber': 1, 'availability': 'Ej hemlån',"
                + " 'note': 'Skadad', 'cataloguersNote': 'Gåva',"
                + " 'media': {'uri': 'https://bok.example/1', 'note': 'Läs'}}");

        assertEquals("https://libris.kb.se/s93ns5h436dxqsh#it", holding.bib());
        assertEquals("9789100123451", holding.isbn());
        assertEquals("3624069", holding.controlNumber());
        assertEquals("Ål", holding.sigel());
        assertEquals(Holding.Action.UPSERT, holding.action());
        assertEquals(JSON.readTree("""
                        {"physicalLocation": ["MAG", "Sal 2"], "shelfMark": "Hcf", "shelfControlNumber": "225",
                         "copyNumber": "1", "availability": ["Ej hemlån"], "note": ["Skadad"],
                         "cataloguersNote": ["Gåva"], "media": [{"uri": "https://bok.example/1", "note": "Läs"}]}
                        """), JSON.valueToTree(holding.fields()));
    }

    @Test
    void whatIsNotSaidIsNotThere() throws Exception {
        Holding holding = holding("{'isbn': '9100123455', 'sigel': null}");

        assertNull(holding.bib());
        assertNull(holding.controlNumber());
        assertNull(holding.sigel());
        assertEquals(Holding.Action.UPSERT, holding.action());
        assertTrue(holding.fields().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void nullAndTheEmptyListTakeAFieldAway(String nothing) throws Exception {
        assertTrue(holding("{'bib': '123', 'note': " + nothing + "}")
                .fields()
                .get("note")
                .isNull());
    }

    @Test
    void textsAreComposedTrimmedAndNotRepeated() throws Exception {
        assertEquals(
                JSON.readTree("[\"Å\"]"),
                holding("{'bib': '123', 'note': ['A\u030a', ' Å ']}").fields().get("note"));
    }

    @Test
    void aDeletionSaysNothingOfFields() throws Exception {
        assertEquals(
                Holding.Action.DELETE,
                holding("{'bib': '123', 'action': 'delete'}").action());
        assertEquals(
                "action delete takes the whole holding away, so shelfMark is out of place: leave it out, or write action"
                        + " upsert",
                refused("{'bib': '123', 'action': 'delete', 'shelfMark': null}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s93ns5h436dxqsh",
                "https://libris.kb.se/s93ns5h436dxqsh",
                "https://libris-qa.kb.se/s93ns5h436dxqsh#it",
                "http://libris.kb.se/bib/123",
                "http://libris.kb.se/resource/bib/123"
            })
    void aBibByAnyOfItsNames(String bib) throws Exception {
        assertEquals(bib, holding("{'bib': ' " + bib + " '}").bib());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://libris.kb.se/hold/123",
                "http://libris.kb.se/auth/123",
                "https://libris.kb.se/library/S",
                "Röda rummet"
            })
    void whatIsNoBib(String bib) {
        assertEquals(
                "bib '" + bib
                        + "' is no bib of Libris: write its address, such as https://libris.kb.se/s93ns5h436dxqsh",
                refused("{'bib': '" + bib + "'}"));
    }

    @ParameterizedTest
    @CsvSource({
        "91-0-012345-5, 9100123455 9789100123451",
        "91 0 012345 5, 9100123455 9789100123451",
        "0-8044-2957-x, 080442957X 9780804429573",
        "978-0-8044-2957-3, 9780804429573 080442957X",
        "978\u201191\u20110\u2011012345\u20111, 9789100123451 9100123455",
        "9791091146135, 9791091146135"
    })
    void anIsbnInBothItsForms(String written, String forms) throws Exception {
        Holding holding = holding("{'isbn': '" + written + "'}");

        assertEquals(List.of(forms.split(" ")), holding.isbns());
        assertEquals(holding.isbns().get(0), holding.isbn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9789100123456", "9100123456", "9780804429570", "978910012345", "9779100123455", "9,78E+12", "X"
            })
    void whatIsNoIsbn(String isbn) {
        assertEquals(
                "isbn '" + isbn + "' is no ISBN, or its check digit is wrong: write its 10 or 13 digits",
                refused("{'isbn': '" + isbn + "'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[]|a holding is an object such as",
                "{}|the holding does not say of which bib: write bib, isbn or controlNumber",
                "{'bib': '123', 'shelfmark': 'x'}|'shelfmark' is nothing that a holding has; did you mean 'shelfMark'?",
                "{'bib': '123', 'action': 'Delete'}|action 'Delete' is unknown: write upsert or delete",
                "{'bib': '123', 'sigel': 'S/../x'}|sigel 'S/../x' is no sigel, such as Gbg: correct it",
                "{'controlNumber': 'a b'}|controlNumber 'a b' is no control number, such as 3624069: correct it",
                "{'bib': true}|bib is neither text nor number: write \"bib\": \"…\"",
                "{'bib': '123', 'shelfMark': ''}|shelfMark is empty: leave it out, or write null to take it away",
                "{'bib': '123', 'shelfMark': ['a', 'b']}|shelfMark takes one text: write a holding for each copy",
                "{'bib': '123', 'note': 'a\\nb'}|note holds a character that Libris cannot keep (U+000A): write it",
                "{'bib': '123', 'note': 'a\\u0000b'}|note holds a character that Libris cannot keep (U+0000): write it",
                "{'bib': '123', 'note': 'a\\ud800b'}|note holds a character that Libris cannot keep (U+D800): write it",
                "{'bib': '123', 'note': [null]}|note is neither text nor number: write \"note\": \"…\"",
                "{'bib': '123', 'note': {}}|note is neither text nor number: write \"note\": \"…\"",
                "{'bib': '123', 'media': 'https://a.example'}|media is no object: write {\"uri\"",
                "{'bib': '123', 'media': [{'note': 'x'}]}|media's uri is missing: write one that begins with https://",
                "{'bib': '123', 'media': {'uri': 'javascript:alert(1)'}}|media's uri 'javascript:alert(1)' is no address",
                "{'bib': '123', 'media': {'uri': 'https:nowhere'}}|media's uri 'https:nowhere' is no address of the web",
                "{'bib': '123', 'media': {'url': 'x'}}|'url' is nothing that a holding's media has; did you mean 'uri'?"
            })
    void eachMistakeIsNamed(String json, String sentence) {
        String said = refused(json);

        assertTrue(said.startsWith(sentence), said);
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertEquals(
                "note is longer than 10000 characters: write something shorter",
                refused("{'bib': '123', 'note': '" + "x".repeat(10_001) + "'}"));
        assertEquals(
                "note has more than 1000 values: write fewer",
                refused("{'bib': '123', 'note': ['x'" + ", 'x'".repeat(1000) + "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u00a0", "\\u200b", "\\ufeff", "\\u3000", "\\u2028"})
    void invisibleCharactersAtTheEndsAreTrimmed(String invisible) throws Exception {
        assertEquals(
                "a",
                holding("{'bib': '123', 'shelfMark': '" + invisible + "a " + invisible + "'}")
                        .fields()
                        .get("shelfMark")
                        .asText());
        assertEquals(
                "shelfMark is empty: leave it out, or write null to take it away",
                refused("{'bib': '123', 'shelfMark': '" + invisible + "'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2028", "2029", "FFFD", "001B"})
    void charactersThatHaveNoPlaceInATextAreRefused(String code) {
        assertEquals(
                "note holds a character that Libris cannot keep (U+" + code + "): write it without, on one line",
                refused("{'bib': '123', 'note': 'a\\u" + code + "b'}"));
    }

    @Test
    void aHostileKeyCannotForgeALine() {
        String said = refused("{'bib': '123', 'x\\n\\u001b[2J" + "y".repeat(10_000) + "': 1}");

        assertTrue(said.startsWith("'x\\u000a\\u001b[2Jyyy"), said);
        assertTrue(said.length() < 400, said);
    }

    @Test
    void theFieldsOfAHoldingCannotBeChanged() throws Exception {
        var fields = holding("{'bib': '123', 'note': 'x'}").fields();

        assertThrows(UnsupportedOperationException.class, fields::clear);
    }
}
