package org.bokbuss.libris.holdings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.config.UserError;
import org.bokbuss.libris.holdings.HoldingsFile.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingsFileTest {
    private static final String NOT_UTF_8 = "this is not UTF-8: save the file as UTF-8 (in Excel as CSV UTF-8)";

    @TempDir
    private Path folder;

    private Path file(String content, Charset charset) throws IOException {
        // A name that says nothing of what is in it.
        return Files.write(
                folder.resolve("holdings.txt"), content.replace('\'', '"').getBytes(charset));
    }

    private List<Entry> entries(Path file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (HoldingsFile holdings = HoldingsFile.open(file)) {
            for (Entry entry = holdings.next(); entry != null; entry = holdings.next()) {
                entries.add(entry);
            }
            assertNull(holdings.next(), "the end stays the end");
        }
        return entries;
    }

    /** Line and bib, or fault, of all entries. */
    private List<String> read(String content) throws IOException {
        return said(entries(file(content, StandardCharsets.UTF_8)));
    }

    private static List<String> said(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.line() + " "
                        + (entry.fault() == null ? entry.holding().bib() : entry.fault()))
                .toList();
    }

    private String refused(String content) throws IOException {
        Path file = file(content, StandardCharsets.UTF_8);
        String message =
                assertThrows(UserError.class, () -> HoldingsFile.open(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'bib': '1'},\n\n {'bib': '2'},\r\n{'bib':\n'3'}]",
                "\ufeff\n [{'bib': '1'},\n {'bib': '2'}\n,\n{'bib': '3'}]\n\n",
            })
    void aJsonArray(String content) throws IOException {
        assertEquals(3, read(content).size());
        assertEquals(
                List.of("1", "2", "3"),
                entries(folder.resolve("holdings.txt")).stream()
                        .map(entry -> entry.holding().bib())
                        .toList());
    }

    @Test
    void theLinesOfAnArray() throws IOException {
        assertEquals(List.of("1 1", "3 2", "5 3"), read("[{'bib': '1'},\n\n {'bib': '2'},\r\n\n{'bib':\n'3'}]"));
    }

    @Test
    void objectsOneALine() throws IOException {
        assertEquals(List.of("1 1", "3 2", "4 3"), read("{'bib': '1'}\n  \n{'bib': '2'}\r\n{'bib': '3'}"));
        assertEquals(List.of("1 1"), read("\ufeff{'bib': '1'}"));
        assertEquals(List.of("1 1", "2 2"), read("{'bib': '1'}\r{'bib': '2'}\r"));
    }

    @Test
    void objectsOverManyLines() throws IOException {
        assertEquals(List.of("2 1", "5 2"), read("\n{\n 'bib': '1'\n}\n{\n 'bib':\n '2' }\n"));
    }

    @Test
    void nothing() throws IOException {
        assertEquals(List.of(), read(""));
        assertEquals(List.of(), read("\ufeff \n\n"));
        assertEquals(List.of(), read(" []\n"));
        assertEquals(List.of(), read("isbn,sigel\n"));
    }

    @Test
    void aFaultyElementCostsItself() throws IOException {
        assertEquals(
                List.of(
                        "1 1",
                        "2 'bibb' is nothing that a holding has; did you mean 'bib'?: write one of bib, isbn,"
                                + " controlNumber, sigel, action, physicalLocation, shelfMark, shelfControlNumber,"
                                + " copyNumber, availability, note, cataloguersNote, media",
                        "3 a holding is an object such as {\"isbn\": \"978…\", \"shelfMark\": \"Hcf\"}: write one",
                        "4 a key comes twice: keep one of them",
                        "6 6"),
                read("[{'bib': '1'},\n"
                        + "{'bibb': '2'},\n"
                        + "7,\n"
                        + "{'media': [{'uri': 'x'}], 'bib': '4', 'bib': [{}],\n"
                        + " 'x': 1},\n"
                        + "{'bib': '6'}]"));
    }

    @Test
    void whatStandsBeforeAMistakeInTheJsonIsRead() throws IOException {
        assertEquals(
                List.of("1 1", "2 the JSON is cut off: write it to its end"), read("[{'bib': '1'},\n{'bib': '2',\n"));
        assertEquals(List.of("1 1", "2 the JSON is cut off: write it to its end"), read("[{'bib': '1'}\n"));
        assertEquals(
                List.of("1 1", "2 something follows the array: put every holding into it"),
                read("[{'bib': '1'}]\n{'bib': '2'}"));
        List<String> read = read("[{'bib': '1'},\n{'bib': '2'}\n{'bib': '3'}]");
        assertEquals(List.of("1 1", "2 2"), read.subList(0, 2));
        assertTrue(read.get(2).startsWith("3 this is no JSON: Unexpected character"), read.get(2));
        assertTrue(read.get(2).endsWith("; what follows was not read"), read.get(2));
    }

    @Test
    void aFaultyLineCostsItself() throws IOException {
        List<String> read =
                read("{'bib': '1'}\n{'bib': '2\n{'bib': '3'},\n{'bib': '4'}{'bib': '5'}\nbib\n{'bib': '6'}");

        assertEquals(6, read.size());
        assertEquals("2 the JSON is cut off: write it to its end", read.get(1));
        assertTrue(read.get(2).startsWith("3 this is no JSON: "), read.get(2));
        assertEquals("4 something follows the object: write one object a line", read.get(3));
        assertTrue(read.get(4).startsWith("5 this is no JSON: "), read.get(4));
        assertEquals("6 6", read.get(5));
    }

    @Test
    void aDamagedFirstLineCostsItself() throws IOException {
        assertEquals(
                List.of("1 the JSON is cut off: write it to its end", "2 2", "3 3"),
                read("{'bib': '1\n{'bib': '2'}\n{'bib': '3'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void aTable(String delimiter) throws IOException {
        String rows = "\ufeffisbn~sigel~shelfMark~physicalLocation~copyNumber~mediaUri~mediaNote\r\n"
                + "978-91-0-012345-1~ Ål ~'Hcf, ; ''stor'''~MAG|Sal 2~1~https://a.example/1|https://a.example/2~|N\r\n";

        List<Entry> entries = entries(file(rows.replace("~", delimiter), StandardCharsets.UTF_8));

        assertNull(entries.get(0).fault());
        Holding holding = entries.get(0).holding();
        assertEquals("9789100123451", holding.isbn());
        assertEquals("Ål", holding.sigel());
        assertEquals(
                "{shelfMark=\"Hcf, ; \\\"stor\\\"\", physicalLocation=[\"MAG\",\"Sal 2\"], copyNumber=\"1\","
                        + " media=[{\"uri\":\"https://a.example/1\"},{\"uri\":\"https://a.example/2\",\"note\":\"N\"}]}",
                holding.fields().toString());
    }

    @Test
    void theRowsOfATable() throws IOException {
        assertEquals(
                List.of("2 1", "5 2", "6 3", "8 4"), read("bib,action,\n1,upsert,\n,,\n\n2,delete,\n'3',,\n\n4,,"));
    }

    @Test
    void anEmptyCellIsNotGiven() throws IOException {
        assertTrue(entries(file("bib,note,mediaUri\n1,'',", StandardCharsets.UTF_8))
                .get(0)
                .holding()
                .fields()
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00a0", "\u200b"})
    void aCellOfInvisibleCharactersIsEmpty(String invisible) throws IOException {
        List<Entry> entries =
                entries(file("bib,note,mediaUri\n1,~,~\n~,~,~\n".replace("~", invisible), StandardCharsets.UTF_8));

        assertEquals(List.of("2 1"), said(entries));
        assertTrue(entries.get(0).holding().fields().isEmpty());
    }

    @Test
    void aFaultyRowCostsItself() throws IOException {
        String cells = ": write as many, and \"…\" around a cell that holds the separator ,";
        String quote = "a quote is not closed, or something follows a closed one: write \"…\" around the whole cell and"
                + " \"\" for a quote in it";

        assertEquals(
                List.of(
                        "2 the row has 2 cells and the header line 3" + cells,
                        "3 the row has 4 cells and the header line 3" + cells,
                        "4 " + quote,
                        "5 5",
                        "6 " + quote,
                        "7 'x' stands in a column without a name: name the column",
                        "8 note holds a character that Libris cannot keep (U+000A): write it without, on one line",
                        "10 10"),
                read("bib,note,\n2,\n3,,,\n4,'x,\n5,5' disk,\n6,'x'y,\n7,,x\n8,'x\ny',\n10,,\n"));
    }

    @Test
    void aFaultyRowCostsItselfHoweverLongThoseBehindItAre() throws IOException {
        String note = "x".repeat(400_000);

        List<Entry> entries =
                entries(file("bib,note\n1,'a\n2,%1$s\n3,%1$s\n4,%1$s\n5,a\n".formatted(note), StandardCharsets.UTF_8));

        assertEquals(
                List.of(2L, 3L, 4L, 5L, 6L), entries.stream().map(Entry::line).toList());
        assertTrue(entries.get(0).fault().contains("longer than"));
        assertEquals("5", entries.get(4).holding().bib());
    }

    @Test
    void aShelfMarkIsNotTakenApart() throws IOException {
        assertEquals(
                List.of("2 shelfMark takes one text: write a holding for each copy"), read("bib,shelfMark\n1,a|b\n"));
    }

    @Test
    void mediaNeedAnAddress() throws IOException {
        assertEquals(
                List.of("2 media's uri is missing: write one that begins with https:// or http://"),
                read("bib,mediaNote\n1,N\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bib,shelfmarks|:1: 'shelfmarks' is no column of holdings; did you mean 'shelfMark'?: write a header"
                        + " line",
                "bib,media|:1: 'media' is no column of holdings: write a header line with some of"
                        + " bib, isbn, controlNumber, sigel, action, physicalLocation, shelfMark, shelfControlNumber,"
                        + " copyNumber, availability, note, cataloguersNote, mediaUri, mediaNote",
                "bib;note;bib|:1: the column bib is there twice: keep one of them",
                "sigel;note|:1: no column says of which bib a holding is: write one with bib, isbn, controlNumber",
                "bib,'note|:1: 'bib,\"note' is no column of holdings",
                "%PDF-\u00011.7|:1: '%PDF-\\u00011.7' is no column of holdings"
            })
    void aHeaderThatIsNone(String content, String message) throws IOException {
        String said = refused(content);

        assertTrue(said.startsWith(message), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISBN;Sigel;Shelfmark", "isbn\tSIGEL\tShelf mark", "Isbn,sigel\u00a0,shelf_mark"})
    void columnsAreReadWhateverTheirCase(String header) throws IOException {
        String row = "\n9789100000004;S;Hcf\n".replace(';', header.charAt(4));

        assertEquals(
                "{shelfMark=\"Hcf\"}",
                entries(file(header + row, StandardCharsets.UTF_8))
                        .get(0)
                        .holding()
                        .fields()
                        .toString());
    }

    @Test
    void aSeparatorThatIsNotReadIsNamed() throws IOException {
        String said = refused("isbn|sigel|shelfMark\n");

        assertTrue(said.endsWith("no separator , or ; or tab stands between its columns"), said);
    }

    @Test
    void elementsOfOneLineAreCounted() throws IOException {
        List<String> places =
                entries(file("[{'bib': '1'}, 7, {'bib': 'x y'},\n 8, {'a': 1}", StandardCharsets.UTF_8)).stream()
                        .filter(entry -> entry.fault() != null)
                        .map(Entry::place)
                        .toList();

        assertEquals(
                List.of("element 2 of line 1", "element 3 of line 1", "line 2", "element 2 of line 2"),
                places.subList(0, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"839.70", "100000000.10", "1e3", "1E-2", "0.0"})
    void aNumberWhoseDigitsAreNotKeptIsRefused(String number) throws IOException {
        assertTrue(said(entries(file("{'bib': '1', 'shelfMark': " + number + "}\n", StandardCharsets.UTF_8)))
                .get(0)
                .contains("write it as a text, \"shelfMark\": \"…\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u001b[31m", "a\\u001b", "\\u0007a", "\\u009b1ma", "\\u0000a", "a\\u001f", "a\\u007f"})
    void aControlCharacterIsRefusedAtTheEndsToo(String note) throws IOException {
        assertTrue(said(entries(file("{'bib': '1', 'note': '" + note + "'}\n", StandardCharsets.UTF_8)))
                .get(0)
                .contains("holds a character that Libris cannot keep"));
    }

    @Test
    void theHeaderLineIsTheFirstThatIsNotBlank() throws IOException {
        assertTrue(refused("\n \nbib,x\n").startsWith(":3: 'x' is no column"));
        assertEquals(List.of("4 1"), read("\n \nbib\n1\n"));
    }

    @Test
    void whatIsNotUtf8IsSaid() throws IOException {
        Charset windows = Charset.forName("windows-1252");

        assertEquals(
                List.of("2 1", "3 " + NOT_UTF_8, "4 3"),
                said(entries(file("bib,note\n1,ok\n2,Skåp\n3,ok\n", windows))));
        assertEquals(
                List.of("1 1", "2 " + NOT_UTF_8, "3 3"),
                said(entries(file("{'bib': '1'}\n{'bib': '2', 'note': 'Skåp'}\n{'bib': '3'}", windows))));
        assertEquals(
                List.of("1 1", "2 " + NOT_UTF_8, "3 3"),
                said(entries(file("[{'bib': '1'},\n{'bib': '2', 'note': 'Skåp'},\n{'bib': '3'}]", windows))));
        Path utf16 = Files.write(folder.resolve("utf16.csv"), "\ufeffbib,note\n".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(
                utf16 + ":1: " + NOT_UTF_8,
                assertThrows(UserError.class, () -> HoldingsFile.open(utf16)).getMessage());
    }

    @Test
    void aWorkbookIsToldFromText() throws IOException {
        Path workbook = Files.write(folder.resolve("a.xlsx"), new byte[] {'P', 'K', 3, 4, 20, 0});
        Path wide = Files.write(folder.resolve("a.csv"), "bib,note\n".getBytes(StandardCharsets.UTF_16BE));

        for (Path file : List.of(workbook, wide)) {
            String said =
                    assertThrows(UserError.class, () -> HoldingsFile.open(file)).getMessage();
            assertTrue(said.startsWith(file + ": ") && said.contains("CSV UTF-8"), said);
        }
    }

    @Test
    void aFileThatCannotBeRead() {
        Path missing = folder.resolve("missing.csv");

        assertEquals(
                missing + ": there is no such file: name one with holdings as JSON or CSV",
                assertThrows(UserError.class, () -> HoldingsFile.open(missing)).getMessage());
        assertEquals(
                folder + ": the file cannot be read (Is a directory): name one with holdings as JSON or CSV",
                assertThrows(UserError.class, () -> HoldingsFile.open(folder)).getMessage());
    }

    @Test
    void hostileJsonIsBounded() throws IOException {
        assertEquals(
                List.of("1 this is too long or too deep for a holding: shorten it; what follows was not read"),
                read("[".repeat(100_000)));
        assertEquals(
                List.of("1 1", "2 the line is longer than 1048576 characters: shorten it", "3 2"),
                read("{'bib': '1'}\n{'bib': '1', 'note': [" + "'x',".repeat(1 << 18) + "'x']}\n{'bib': '2'}"));
        assertEquals(
                List.of("1 this is too long or too deep for a holding: shorten it; what follows was not read"),
                read("[{'bib': '1', 'note': [" + "'x',".repeat(1 << 18) + "'x']},\n{'bib': '2'}]"));
        assertEquals(
                List.of("2 the row is longer than 1048576 characters: shorten it", "3 2"),
                read("bib,note\n1," + "x".repeat((1 << 20) + 1) + "\n2,\n"));
    }
}
