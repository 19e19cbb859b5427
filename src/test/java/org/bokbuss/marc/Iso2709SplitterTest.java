package org.bokbuss.marc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bokbuss.marc.MarcRecords.joined;
import static org.bokbuss.marc.MarcRecords.record;
import static org.bokbuss.marc.MarcRecords.split;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import org.bokbuss.marc.MarcRecords.Outcome;
import org.bokbuss.split.PageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso2709SplitterTest {
    private static final byte[] BOOK =
            record(UTF_8, "001", "1234", "245", "10$aÖarna /$cÅsa Öst.", "852", "  $5S$bS", "852", "  $5G$bG");

    @Test
    void nothingIsAWholeStream() {
        assertThat(split(new byte[0], UTF_8)).isEqualTo(new Outcome(List.of(), true, null, null));
    }

    @Test
    void recordsAreGivenByteForByteWithTheirPlaces() {
        Outcome outcome = split(joined(List.of(BOOK, BOOK)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.records()).extracting(Iso2709Record::offset).containsExactly(0L, (long) BOOK.length);
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.tail()).isNull();
    }

    @Test
    void fieldsAndSubfields() {
        Iso2709Record book = split(BOOK, UTF_8).records().get(0);
        assertThat(book.leader()).hasSize(24).endsWith("4500");
        assertThat(book.fields("001")).extracting(Iso2709Record.Field::text).containsExactly("1234");
        assertThat(book.fields("245").get(0).subfield('a')).contains("Öarna /");
        assertThat(book.fields("245").get(0).subfield('c')).contains("Åsa Öst.");
        assertThat(book.fields("245").get(0).subfield('x')).isEmpty();
        assertThat(book.fields("852"))
                .extracting(f -> f.subfield('b').orElse(""))
                .containsExactly("S", "G");
        assertThat(book.fields("999")).isEmpty();
    }

    @Test
    void whatFollowsTheNulIsTheTail() {
        byte[] list = "\0första;raden\nandra;raden\n".getBytes(UTF_8);
        Outcome outcome = split(joined(List.of(BOOK, list)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK);
        assertThat(outcome.tail()).isEqualTo("första;raden\nandra;raden\n");
        assertThat(outcome.complete()).isTrue();
        assertThat(split(list, UTF_8).tail()).isEqualTo("första;raden\nandra;raden\n");
        assertThat(split(new byte[] {0}, UTF_8).tail()).isNull();
    }

    @Test
    void lineEndsBetweenRecordsArePassedOver() {
        Outcome outcome = split(joined(List.of(BOOK, "\r\n".getBytes(UTF_8), BOOK, "\n".getBytes(UTF_8))), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", " ", "\0\0\0", "\u001A", "\r\n\u001A", "\0 \n\0", "  \r\n"})
    void whatFilesLeaveBetweenRecordsIsPassedOver(String filler) {
        byte[] between = filler.repeat(30_000).getBytes(UTF_8);
        Outcome outcome = split(joined(List.of(between, BOOK, between, BOOK, between)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.tail()).isNull();
        byte[] list = "\0id;reason\n1;gone\n".getBytes(UTF_8);
        outcome = split(joined(List.of(BOOK, between, list)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK);
        assertThat(outcome.tail()).isEqualTo("id;reason\n1;gone\n");
    }

    @Test
    void aBrokenRecordAfterANulIsNoListOfDeletions() {
        byte[] broken = BOOK.clone();
        broken[0] = 'x';
        Outcome outcome = split(joined(List.of(BOOK, new byte[] {0}, broken, BOOK)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.records().get(1).bytes()).isEqualTo(broken);
        assertThat(outcome.tail()).isNull();
    }

    @Test
    void aStreamThatEndsInsideARecordIsCut() {
        byte[] stream = joined(List.of(BOOK, Arrays.copyOf(BOOK, BOOK.length - 1)));
        Outcome outcome = split(stream, UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK);
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.stopped())
                .isInstanceOf(PageException.class)
                .hasMessage("cut: the records end inside one, at byte " + stream.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0  | 120 | the leader tells a length of 'x0122', but the record has 122 bytes, at byte 122",
                "4  | 48 | the leader tells a length of '00120', but the record has 122 bytes, at byte 122",
                "14 | 120 | the leader tells a wrong place for the fields: '00x73', at byte 134",
                "15 | 54 | the leader tells a wrong place for the fields: '00063', at byte 134",
                "24 | 33 | a broken entry in the directory, at byte 146",
                "39 | 120 | a broken entry in the directory, at byte 158",
                "42 | 51 | a broken entry in the directory, at byte 158",
                "46 | 57 | a broken entry in the directory, at byte 158",
                "86 | 8 | the control character 0x08, at byte 208",
                "83 | 120 | text that is not UTF-8, at byte 204"
            })
    void aBrokenRecordCostsItselfAlone(int at, int change, String fault) {
        byte[] broken = BOOK.clone();
        broken[at] = (byte) change;
        Outcome outcome = split(joined(List.of(BOOK, broken, BOOK)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.records().get(1).bytes()).isEqualTo(broken);
        assertThat(outcome.records().get(1).fault()).isEqualTo(fault);
        assertThat(outcome.complete()).isTrue();
    }

    @Test
    void textIsJudgedByItsCharset() {
        byte[] latin = record(ISO_8859_1, "001", "1", "245", "10$aÖarna");
        assertThat(split(latin, ISO_8859_1)
                        .records()
                        .get(0)
                        .fields("245")
                        .get(0)
                        .subfield('a'))
                .contains("Öarna");
        assertThat(split(latin, UTF_8).records().get(0).fault()).startsWith("text that is not UTF-8, at byte ");
    }

    @Test
    void aRecordLongerThanItsLeaderCanTellIsSound() {
        String note = "å".repeat(60_000);
        byte[] large = record(UTF_8, "001", "1", "500", "  $a" + note, "887", "  $asist");
        assertThat(large).hasSizeGreaterThan(99_999);
        Outcome outcome = split(joined(List.of(BOOK, large, BOOK)), UTF_8);
        assertThat(outcome.sound()).containsExactly(BOOK, large, BOOK);
        Iso2709Record given = outcome.records().get(1);
        assertThat(given.fields("500").get(0).subfield('a')).contains(note);
        assertThat(given.fields("887").get(0).subfield('a')).contains("sist");
    }

    @Test
    void aRecordLargerThanTheLimitCostsItselfAlone() {
        byte[] large = record(UTF_8, "001", "1", "500", "  $a" + "x".repeat(300_000));
        Outcome outcome = split(new ByteArrayInputStream(joined(List.of(BOOK, large, BOOK))), UTF_8, 200_000);
        assertThat(outcome.sound()).containsExactly(BOOK, BOOK);
        assertThat(outcome.records().get(1).fault())
                .isEqualTo("a record larger than 200000 bytes (harvest.max-record), at byte " + BOOK.length);
        assertThat(large).startsWith(outcome.records().get(1).bytes());
        assertThat(outcome.complete()).isTrue();
    }
}
