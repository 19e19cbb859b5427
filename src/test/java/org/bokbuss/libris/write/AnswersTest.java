package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are lost, late or untrue: what is done is done once, and only what Libris has stored counts as done. */
class AnswersTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture().with("http.timeout", "400ms");

    // Untrue

    @Test
    void aChangeThatIsNotStoredIsRefused() {
        Entry bib = library.held();
        library.libris().faults().add("no-op@92000*");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("Libris answered 204")
                .hasMessageContaining(library.holdingOf(bib).uri())
                .hasMessageContaining("stored nothing");
        assertThat(library.written()).containsExactly("PUT 204");
        assertThat(library.outcomes()).containsExactly("204, but nothing was stored");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsStoredOtherwiseIsRefused(boolean held) {
        Entry bib = held ? library.held() : library.unheld();
        library.gate().watch((asked, next) -> next.next().replacing("\"Hcf\"", "\"other\""));

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("stored something else")
                .hasMessageContaining("other");
        assertThat(library.written()).containsExactly(held ? "PUT 204" : "POST 201");
        assertThat(library.outcomes()).singleElement().asString().endsWith(", but something else was stored");
    }

    @Test
    void aCreationWithoutAnAddressIsLookedFor() throws Exception {
        Entry bib = library.unheld();
        library.gate()
                .watch((asked, next) ->
                        asked.target().equals("/data") ? next.next().without("location") : next.next());

        WriteResult done = library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(done.record()).isEqualTo(library.holdingOf(bib).uri());
        assertThat(library.written()).containsExactly("POST 201");
        assertThat(library.outcomes()).containsExactly("done");
    }

    @Test
    void aDeletionThatIsNotMadeIsRefused() {
        Entry bib = library.held();
        library.gate()
                .watch((asked, next) -> asked.method().equals("DELETE") ? HttpTap.Answer.json(204, "") : next.next());

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.deletion(bib), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("204")
                .hasMessageContaining("still there");
        assertThat(library.outcomes()).containsExactly("204, but it is still there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "create", "delete"})
    void afterEachWriteALookIsTaken(String what) throws Exception {
        Entry bib = what.equals("create") ? library.unheld() : library.held();

        library.writer()
                .write(
                        what.equals("delete")
                                ? LibrisWriteFixture.deletion(bib)
                                : LibrisWriteFixture.marked(bib, "Hcf"),
                        Fence.NONE);

        List<String> methods = library.libris().requests().stream()
                .map(request -> request.method())
                .toList();
        assertThat(methods.get(methods.size() - 1)).isEqualTo("GET");
        assertThat(methods.get(methods.size() - 2)).isNotEqualTo("GET");
    }

    // Lost

    /** The first request of each kind meets the fault, and each write comes to what it should. */
    private void writeThrough(String fault, Entry made, Entry changed, Entry deleted) throws Exception {
        for (int call : new int[] {91_001, 92_001, 93_001}) {
            library.libris().faults().add(fault + "@" + call);
        }

        assertThat(library.writer()
                        .write(LibrisWriteFixture.marked(made, "Hcf"), Fence.NONE)
                        .change())
                .isEqualTo(WriteResult.Change.CREATED);
        assertThat(library.writer()
                        .write(LibrisWriteFixture.marked(changed, "Hcf"), Fence.NONE)
                        .change())
                .isEqualTo(WriteResult.Change.CHANGED);
        assertThat(library.writer()
                        .write(LibrisWriteFixture.deletion(deleted), Fence.NONE)
                        .change())
                .isEqualTo(WriteResult.Change.DELETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hung-up", "unanswered", "late-error"})
    void whatIsDoneThoughTheAnswerIsLostIsNotRepeated(String fault) throws Exception {
        Entry made = library.unheld();
        Entry changed = library.bibs(1).get(0);
        Entry deleted = library.bibs(1).get(1);
        writeThrough(fault, made, changed, deleted);

        assertThat(library.libris().faults().remaining()).isEmpty();
        assertThat(List.of(library.tried("POST"), library.tried("PUT"), library.tried("DELETE")))
                .containsOnly(1L);
        assertThat(library.holdings(made)).hasSize(1);
        assertThat(library.shelfMarks(changed)).containsExactly("Hcf");
        assertThat(library.holdings(deleted)).isEmpty();
        assertThat(library.outcomes()).containsExactly("done", "done", "done");
        assertThat(library.audit().get(0).record())
                .isEqualTo(library.holdingOf(made).uri());
    }

    @ParameterizedTest
    @CsvSource({
        "dropped, not known; nothing was there when looked for again",
        "ignored, not known; nothing was there when looked for again",
        "error-id, 500: "
    })
    void whatIsLostOnTheWayIsDoneOnce(String fault, String outcome) throws Exception {
        Entry made = library.unheld();
        Entry changed = library.bibs(1).get(0);
        Entry deleted = library.bibs(1).get(1);
        writeThrough(fault, made, changed, deleted);

        assertThat(List.of(library.tried("POST"), library.tried("PUT"), library.tried("DELETE")))
                .containsOnly(2L);
        assertThat(library.holdings(made)).hasSize(1);
        assertThat(library.shelfMarks(changed)).containsExactly("Hcf");
        assertThat(library.holdings(deleted)).isEmpty();
        assertThat(library.outcomes()).hasSize(6);
        for (int i = 0; i < 6; i += 2) {
            assertThat(library.outcomes().get(i)).startsWith(outcome);
            assertThat(library.outcomes().get(i + 1)).isEqualTo("done");
        }
    }

    @Test
    void aLookThatIsLostIsTakenAgain() throws Exception {
        Entry bib = library.held();
        library.libris().faults().add("reset@900*2");
        library.libris().faults().add("503@94000");

        library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(library.shelfMarks(bib)).containsExactly("Hcf");
        assertThat(library.written()).containsExactly("PUT 204");
    }
}
