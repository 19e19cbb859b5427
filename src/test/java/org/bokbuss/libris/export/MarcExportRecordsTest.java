package org.bokbuss.libris.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.libris.export.ExportProfile.Format;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.marc4j.MarcStreamWriter;
import org.marc4j.MarcXmlWriter;
import org.marc4j.marc.MarcFactory;
import org.marc4j.marc.Record;

/** What a record is called, when it changed, and whether it is gone: read in the record itself. */
class MarcExportRecordsTest {
    private static final String OWN = "{\"@id\":\"j6j492crgcrpqwsw\",\"modified\":\"2024-05-22T10:00Z\"}";
    private static final String HELD = "{\"@id\":\"f3f16z89c39wq238\",\"modified\":\"2024-06-03T10:00:00Z\"}";

    /** A record with a control number, and an 887 of each origin; one that begins with a sigel and a blank is a holding's. */
    private static Record record(char status, String controlNumber, String... origins) {
        MarcFactory make = MarcFactory.newInstance();
        Record record = make.newRecord("00000%cam a2200000 i 4500".formatted(status));
        if (controlNumber != null) {
            record.addVariableField(make.newControlField("001", controlNumber));
        }
        for (String origin : origins) {
            var field = origin.startsWith("S ")
                    ? make.newDataField("887", ' ', ' ', "5", "S", "a", origin.substring(2))
                    : make.newDataField("887", ' ', ' ', "a", origin);
            record.addVariableField(field);
        }
        return record;
    }

    private static List<LibraryRecord> read(Format format, byte[] answer) throws IOException {
        List<LibraryRecord> all = new ArrayList<>();
        try (var pieces = split(format, answer, UTF_8)) {
            while (pieces.hasNext()) {
                all.add(read(format, pieces.next(), UTF_8));
            }
        }
        return all;
    }

    private static MarcExportSplitter split(Format format, byte[] answer, Charset charset) {
        return new MarcExportSplitter(new ByteArrayInputStream(answer), 1 << 20, format, charset, false);
    }

    private static LibraryRecord read(Format format, Piece piece, Charset charset) {
        try {
            return new MarcExportReader(format, charset).read(piece);
        } catch (UnreadableRecord e) {
            return LibraryRecord.faulty(null, "", piece.bytes(), 0, e.getMessage());
        }
    }

    private static byte[] answer(Format format, Record record) {
        var out = new ByteArrayOutputStream();
        var writer = format == Format.MARCXML ? new MarcXmlWriter(out, "UTF-8") : new MarcStreamWriter(out, "UTF-8");
        writer.write(record);
        writer.close();
        return out.toByteArray();
    }

    private static LibraryRecord only(Format format, Record record) throws IOException {
        assertThat(read(format, answer(format, record))).hasSize(1);
        return read(format, answer(format, record)).get(0);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void theIdIsInTheRecordsOwn887(Format format) throws IOException {
        for (Record record : List.of(
                record('n', "1234", OWN),
                record('n', "1234", OWN, "S " + HELD),
                record('n', "1234", "S " + HELD, OWN))) {
            LibraryRecord read = only(format, record);
            assertThat(read.subject()).isEqualTo("https://libris.kb.se/j6j492crgcrpqwsw");
            assertThat(read.time()).as("RFC 3339 has seconds").isEqualTo("2024-05-22T10:00:00Z");
            assertThat(read.deleted()).isFalse();
            assertThat(read.fault()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void leader05TellsOfADeletion(Format format) throws IOException {
        assertThat(only(format, record('d', "1234", OWN)).deleted()).isTrue();
        assertThat(only(format, record('c', "1234", OWN)).deleted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void withoutAUsable887The001Counts(Format format) throws IOException {
        for (String origin : List.of("S " + HELD, "no JSON", "{}", "{\"@id\":\"../../etc\\n\"}", "{\"@id\":7}", "")) {
            LibraryRecord read = only(format, record('n', "1234", origin));
            assertThat(read.subject()).as(origin).matches("https://libris.kb.se/(1234|7)");
            assertThat(read.time()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aRecordWithoutAnyIdIsFaulty(Format format) throws IOException {
        assertThat(only(format, record('n', null)).fault()).contains("neither field 887 nor field 001");
        assertThat(only(format, record('n', "a b\"c", "{}")).fault()).contains("neither field 887 nor field 001");
    }

    @Test
    void anIdThatIsAnAddressStaysOne() throws IOException {
        String origin = "{\"@id\":\"https://libris-qa.kb.se/j6j492crgcrpqwsw\"}";
        assertThat(only(Format.MARCXML, record('n', "1", origin)).subject())
                .isEqualTo("https://libris-qa.kb.se/j6j492crgcrpqwsw");
    }

    @ParameterizedTest
    @CsvSource({
        "'x1;Gallrad ur Libris.',          https://libris.kb.se/x1, Gallrad ur Libris.",
        "'x1;Ni har ej; längre',           https://libris.kb.se/x1, Ni har ej; längre",
        "'x1;',                            https://libris.kb.se/x1, ''",
        "'no line of a list',              ,                        ",
        "'../x;y',                         ,                        "
    })
    void aLineOfTheListIsADeletion(String line, String subject, String reason) throws IOException {
        byte[] list = ("\0Id;Anledning\n" + line + "\n").getBytes(UTF_8);
        LibraryRecord deletion = read(Format.ISO2709, list).get(0);
        assertThat(deletion.subject()).isEqualTo(subject);
        assertThat(deletion.fault() == null).isEqualTo(subject != null);
        if (subject != null) {
            assertThat(deletion.deleted()).isTrue();
            assertThat(deletion.body()).isEmpty();
            assertThat(deletion.about()).containsEntry("reason", reason);
        }
        // What is kept of it can be read again.
        LibraryRecord again = read(Format.MARCXML, Piece.kept(deletion.raw(), 0), UTF_8);
        assertThat(again.subject()).isEqualTo(subject);
        assertThat(again.raw()).isEqualTo(deletion.raw());
    }

    @Test
    void aCollectionWithARecordInNoNamespaceIsNotWhole() throws IOException {
        String collection =
                "<collection xmlns='http://www.loc.gov/MARC21/slim'><record/><record xmlns=''/></collection>";
        try (var pieces = split(Format.MARCXML, collection.getBytes(UTF_8), UTF_8)) {
            assertThatThrownBy(() -> {
                        while (pieces.hasNext()) {
                            pieces.next();
                        }
                    })
                    .hasCauseInstanceOf(PageException.class)
                    .hasMessageContaining("<record>");
        }
    }

    @ParameterizedTest
    @CsvSource({"a, UTF-8, ", "' ', UTF-8, UTF-8", "1, UTF-8, UTF-8", "a, ISO-8859-1, ISO-8859-1"})
    void theCharsetGoesWithARecordThatDoesNotSayIt(char coding, String charset, String said) throws IOException {
        byte[] answer = answer(Format.ISO2709, record('n', "1234", OWN));
        answer[9] = (byte) coding;
        Charset in = Charset.forName(charset);
        try (var pieces = split(Format.ISO2709, answer, in)) {
            assertThat(read(Format.ISO2709, pieces.next(), in).about().get("charset"))
                    .isEqualTo(said);
        }
    }
}
