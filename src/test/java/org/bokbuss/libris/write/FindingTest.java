package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bib is found by whatever names it; where that names none or several, nothing is written. */
class FindingTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    static Stream<Arguments> names() {
        return Stream.of(
                name("id", bib -> bib.id()),
                name("address", Entry::uri),
                name("address of the thing", Entry::thing),
                name("address on another host", bib -> "https://libris-qa.kb.se/" + bib.id()));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                name("number", Entry::controlNumber),
                name("old address", bib -> "http://libris.kb.se/bib/" + bib.controlNumber()),
                name("old address of the thing", bib -> "http://libris.kb.se/resource/bib/" + bib.controlNumber()));
    }

    private static Arguments name(String what, Function<Entry, String> name) {
        return Arguments.of(what, name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void byNameOfToday(String what, Function<Entry, String> name) throws Exception {
        isFound(library.unheld(), "bib", name.apply(library.unheld()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void byNumberFromBeforeLibrisXl(String what, Function<Entry, String> name) throws Exception {
        Entry bib = library.bibs(0).stream().filter(Entry::isLegacy).findFirst().orElseThrow();

        isFound(bib, "bib", name.apply(bib));
    }

    @Test
    void byControlNumber() throws Exception {
        Entry bib = library.bibs(0).stream().filter(Entry::isLegacy).findFirst().orElseThrow();

        isFound(bib, "controlNumber", bib.controlNumber());
    }

    private void isFound(Entry bib, String key, String name) throws Exception {
        WriteResult done = library.writer()
                .write(LibrisWriteFixture.holding("{'%s': '%s', 'shelfMark': 'Hcf'}".formatted(key, name)), Fence.NONE);

        assertThat(done.bib()).isEqualTo(bib.uri());
        assertThat(done.record()).isEqualTo(library.holdingOf(bib).uri());
        assertThat(library.shelfMarks(bib)).containsExactly("Hcf");
    }

    @ParameterizedTest
    @MethodSource
    void byIsbn(String written) throws Exception {
        Entry bib = library.unheld();
        identify(bib, "9789170376351");

        isFound(bib, "isbn", written);
    }

    static List<String> byIsbn() {
        return List.of("9789170376351", "9170376352", "978-91-7037-635-1", "91-7037-635-2");
    }

    private void identify(Entry bib, String isbn) {
        library.libris().writing().edit(bib.id(), document -> {
            document.withArray("/@graph/1/identifiedBy")
                    .removeAll()
                    .addObject()
                    .put("@type", "ISBN")
                    .put("value", isbn);
            return document;
        });
    }

    @Test
    void anIsbnOfTwoBibsIsRefusedAndBothAreNamed() {
        Entry one = library.bibs(0).get(0);
        Entry other = library.bibs(0).get(1);
        identify(one, "9789170376351");
        identify(other, "9789170376351");

        assertThatThrownBy(() -> write("{'isbn': '9789170376351', 'shelfMark': 'Hcf'}"))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("9789170376351")
                .hasMessageContaining(one.id())
                .hasMessageContaining(other.id())
                .hasMessageContaining("say which with bib");
        assertThat(library.written()).isEmpty();
    }

    @Test
    void whatIsUnknownIsRefused() {
        for (String name : List.of(
                "'bib': 'zzzzzzzzzzzzzzz'",
                "'bib': '999999999'",
                "'controlNumber': 'no-such-number'",
                "'isbn': '9780306406157'")) {
            assertThatThrownBy(() -> write("{" + name + ", 'shelfMark': 'Hcf'}"))
                    .as(name)
                    .isInstanceOf(RecordRejected.class)
                    .hasMessageContaining("Libris")
                    .hasMessageContaining("no bib");
        }
        assertThat(library.written()).isEmpty();
    }

    @Test
    void aDeletedBibIsRefused() {
        Entry bib = library.unheld();
        library.libris().catalogue().holdings(bib).forEach(holding -> library.libris()
                .writing()
                .delete(holding.id()));
        library.libris().writing().delete(bib.id());

        assertThatThrownBy(() -> write("{'bib': '%s', 'shelfMark': 'Hcf'}".formatted(bib.uri())))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining(bib.id());
        assertThat(library.holdings(bib)).isEmpty();
    }

    @Test
    void anotherRecordThanABibIsRefused() {
        Entry holding = library.holdingOf(library.held());

        assertThatThrownBy(() -> write("{'bib': '%s', 'shelfMark': 'Hcf'}".formatted(holding.uri())))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("Libris knows no bib " + holding.uri());
    }

    @Test
    void ofAMergedBibTheSurvivorsHoldingIsWritten() throws Exception {
        Entry merged = library.unheld();
        Entry survivor = library.held();
        library.libris().writing().merge(merged.id(), survivor.id());

        write("{'bib': '%s', 'shelfMark': 'Hcf'}".formatted(merged.uri()));

        assertThat(library.holdings(survivor)).hasSize(1);
        assertThat(library.shelfMarks(survivor)).containsExactly("Hcf");
    }

    @Test
    void ofAMergedBibTheSurvivorsHoldingIsMade() throws Exception {
        Entry merged = library.bibs(0).get(0);
        Entry survivor = library.bibs(0).get(1);
        library.libris().writing().merge(merged.id(), survivor.id());

        write("{'bib': '%s', 'shelfMark': 'Hcf'}".formatted(merged.uri()));

        assertThat(library.shelfMarks(survivor)).containsExactly("Hcf");
    }

    @Test
    void theHoldingIsThatOfTheLibraryNamed() throws Exception {
        Entry bib = library.held();

        WriteResult done = write("{'bib': '%s', 'sigel': 'Gbg', 'shelfMark': 'Hcf'}".formatted(bib.uri()));

        assertThat(done.sigel()).isEqualTo("Gbg");
        assertThat(library.libris().catalogue().record(done.record()).sigel()).isEqualTo("Gbg");
        assertThat(library.item(bib).findPath("shelfMark").toString()).doesNotContain("Hcf");
    }

    private WriteResult write(String holding) throws RecordRejected {
        return library.writer().write(LibrisWriteFixture.holding(holding), Fence.NONE);
    }
}
