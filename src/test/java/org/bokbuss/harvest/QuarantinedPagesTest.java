package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.junit.jupiter.api.Test;

/** Quarantined records that go through their pipeline once more. */
class QuarantinedPagesTest extends PagesTest {
    private final RunCounts counts = new RunCounts(false);

    private void quarantine(String subject) {
        state.quarantine().add(quarantined(subject, ("next\n" + subject).getBytes(UTF_8), "could not be delivered"));
    }

    private QuarantinedPages pages() {
        return new QuarantinedPages(
                pipelines,
                PIPELINE,
                source,
                fetcher,
                counts,
                state.quarantine().of(PIPELINE).stream()
                        .map(QuarantinedRecord::id)
                        .map(state.quarantine()::record)
                        .flatMap(java.util.Optional::stream)
                        .toList());
    }

    @Test
    void comeAfreshFromTheSourceWhereItHasThem() throws Exception {
        quarantine("a");
        source(question -> "next\na");

        assertThat(deliverAll(pages())).containsExactly("a");

        assertThat(source.asked()).containsExactly("/one?id=a");
        assertThat(state.quarantine().of(PIPELINE)).isEmpty();
    }

    @Test
    void comeFromTheBytesThatWereKeptWhereItDoesNot() throws Exception {
        quarantine("kept 1");
        source(question -> "404");

        assertThat(deliverAll(pages())).containsExactly("kept 1");

        assertThat(source.asked()).isEmpty();
        assertThat(state.quarantine().of(PIPELINE)).isEmpty();
    }

    @Test
    void goOneByOneAndTheLastClosesTheWindow() throws Exception {
        quarantine("kept 1");
        quarantine("kept 2");
        source(question -> "404");
        Pages pages = pages();
        pages.begin(lease.lease());

        deliver(pages);
        assertThat(state.ledger().of(PIPELINE)).extracting(LedgerRow::state).containsExactly(WindowState.OPEN);
        assertThat(pages.turn()).isTrue();
        deliver(pages);
        assertThat(pages.turn()).isFalse();

        assertThat(state.ledger().of(PIPELINE)).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(WindowState.COMPLETE);
            assertThat(row.kind()).isEqualTo(WindowKind.REPLAY);
        });
    }

    @Test
    void stayWhereTheSourceNoLongerHasThem() throws Exception {
        quarantine("a");
        source(question -> "next");

        assertThat(deliverAll(pages())).isEmpty();

        assertThat(state.quarantine().of(PIPELINE)).hasSize(1);
        assertThat(counts.setAside()).isEqualTo(1);
    }

    @Test
    void areReplacedByWhatTheSourceHasNowIfThatIsBadToo() throws Exception {
        quarantine("a");
        source(question -> "next\nbad now");

        deliverAll(pages());

        assertThat(state.quarantine().of(PIPELINE)).singleElement().satisfies(record -> assertThat(record.cause())
                .isEqualTo("bad bytes"));
    }

    @Test
    void stayWhereTheAnswerCannotBeRead() throws Exception {
        quarantine("a");
        source(question -> "garbage");

        assertThat(deliverAll(pages())).isEmpty();

        assertThat(state.quarantine().of(PIPELINE)).hasSize(1);
    }

    @Test
    void ofARunThatStopsLeaveNoOpenWindow() throws Exception {
        quarantine("a");
        source(question -> "500");
        Pages pages = pages();
        pages.begin(lease.lease());

        pages.abandon("the source is away");

        assertThat(state.ledger().of(PIPELINE)).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(WindowState.ABANDONED);
            assertThat(row.note()).isEqualTo("the source is away");
        });
    }

    @Test
    void noneMeansNothingToDo() throws Exception {
        source(question -> "404");

        assertThat(pages().begin(lease.lease())).isFalse();

        assertThat(state.ledger().of(PIPELINE)).isEmpty();
    }
}
