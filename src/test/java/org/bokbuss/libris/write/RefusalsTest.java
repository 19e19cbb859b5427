package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Libris says no to: what can help is tried, so often and no more. */
class RefusalsTest {
    private static final String LOCKED =
            "{'message': 'Failed to acquire a necessary lock. Did you submit a holding record without a valid bib link?'}";

    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    private void write(String method) throws RecordRejected {
        switch (method) {
            case "POST" -> library.writer().write(LibrisWriteFixture.marked(library.unheld(), "Hcf"), Fence.NONE);
            case "PUT" -> library.writer().write(LibrisWriteFixture.marked(library.held(), "Hcf"), Fence.NONE);
            default -> library.writer().write(LibrisWriteFixture.deletion(library.held()), Fence.NONE);
        }
    }

    /** The first writes are answered with this, and the count of all is returned. */
    private AtomicInteger answering(int status, String body, int times) {
        AtomicInteger writes = new AtomicInteger();
        library.gate()
                .watch((asked, next) -> asked.isWrite() && writes.incrementAndGet() <= times
                        ? HttpTap.Answer.json(status, body)
                        : next.next());
        return writes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void whatIsForbiddenIsNeverRepeated(String method) {
        AtomicInteger writes = answering(403, "{'message': 'You are not authorized to perform this operation'}", 99);

        assertThatThrownBy(() -> write(method))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("403: You are not authorized to perform this operation");
        assertThat(writes).hasValue(1);
        assertThat(library.outcomes()).containsExactly("403: You are not authorized to perform this operation");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 406})
    void norIsWhatIsWrong(int status) {
        AtomicInteger writes = answering(
                status,
                "{'message': 'Invalid JSON-LD', 'errors': [{'description': 'Unknown term', 'path': ['@graph', 1, 'x']}]}",
                99);

        assertThatThrownBy(() -> write("PUT"))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining(status + ": Invalid JSON-LD (Unknown term at [\"@graph\",1,\"x\"])");
        assertThat(writes).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void anErrorOfLibrisIsTriedThreeTimesAndItsNumberKept(String method) {
        AtomicInteger writes = answering(500, "{'message': 'Internal server error.', 'error_id': 'f00-ba1'}", 99);

        assertThatThrownBy(() -> write(method))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("error_id f00-ba1")
                .hasMessageContaining("each of 3 times");
        assertThat(writes).hasValue(3);
        assertThat(library.outcomes())
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(outcome).startsWith("500: ").contains("f00-ba1"));
    }

    @Test
    void badRecordsInARowAreNoOutage() throws Exception {
        List<Entry> bibs = library.bibs(1).subList(0, 8);
        List<String> bad = bibs.subList(2, 5).stream()
                .map(bib -> "/" + library.holdingOf(bib).id())
                .toList();
        library.gate()
                .watch((asked, next) -> asked.isWrite() && bad.contains(asked.target())
                        ? HttpTap.Answer.json(500, "{'message': 'Internal server error.', 'error_id': 'f00-ba1'}")
                        : next.next());
        HoldingsBatch batch = library.with("libris.write.in-flight", "1").batch();

        batch.apply(library.marks(bibs, "Hcf"));

        assertThat(library.refusals()).containsOnlyKeys(3L, 4L, 5L);
        assertThat(library.dones()).hasSize(5);
    }

    @Test
    void anErrorOfWhatStandsInFrontIsAnOutage() {
        library.libris().faults().add("verify-broken@92000*");

        assertThatThrownBy(() -> write("PUT"))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("status 500");
        assertThat(library.tried("PUT")).isEqualTo(4);
    }

    @Test
    void aBibThatIsLockedIsTriedAgain() throws Exception {
        AtomicInteger writes = answering(400, LOCKED, 2);

        write("PUT");

        assertThat(writes).hasValue(3);
        assertThat(library.shelfMarks(library.held())).containsExactly("Hcf");
        assertThat(library.outcomes()).hasSize(3).last().isEqualTo("done");
    }

    @Test
    void alsoWhereAHoldingIsMade() throws Exception {
        AtomicInteger writes = answering(400, LOCKED, 1);
        Entry bib = library.unheld();

        library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(writes).hasValue(2);
        assertThat(library.shelfMarks(bib)).containsExactly("Hcf");
    }

    @Test
    void butNotForEver() {
        AtomicInteger writes = answering(400, LOCKED, 99);

        assertThatThrownBy(() -> write("PUT"))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("busy with the bib")
                .hasMessageContaining("each of 3 times");
        assertThat(writes).hasValue(3);
    }

    @Test
    void hostileWordsArriveHarmless() {
        answering(403, "{'message': '\\u001b[2J\\u0007line\\nbreak'}", 99);

        assertThatThrownBy(() -> write("PUT"))
                .isInstanceOf(RecordRejected.class)
                .satisfies(thrown -> assertThat(thrown.getMessage()).matches("[^\\p{Cntrl}]*"));
    }
}
