package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowState;
import org.junit.jupiter.api.Test;

/** Which pages a run reads, in which order, and what it does where a source has too much, forgets, or goes in circles. */
class WindowPagesTest extends PagesTest {
    /** A source that answers each cursor the same; the first request is the empty one. */
    private static Function<String, String> pages(Map<String, String> byCursor) {
        return question -> byCursor.get(question.replaceFirst("^/first.*", "").replaceFirst(".*cursor=", ""));
    }

    private WindowPages live() {
        return windows(RunRequest.live());
    }

    private WindowPages windows(RunRequest request) {
        Pipeline pipeline = new Pipeline();
        pipeline.setCamelContext(context);
        pipeline.setPipeline(PIPELINE);
        WindowPlanner planner =
                new WindowPlanner(pipeline, true, state, request, Duration.ofMinutes(1), Duration.ofSeconds(1));
        return new WindowPages(PIPELINE, source, planner, fetcher);
    }

    @Test
    void pagesAreFollowedToTheWindowsEndAndThePositionMovesThere() throws Exception {
        source(pages(Map.of("", "next 2\na\nb", "2", "next 3\nc", "3", "next\nd")));

        assertThat(deliverAll(live())).containsExactly("a", "b", "c", "d");

        LedgerRow row = state.ledger().of(PIPELINE).get(0);
        assertThat(row.state()).isEqualTo(WindowState.COMPLETE);
        assertThat(row.pages()).isEqualTo(3);
        assertThat(state.positions().of(PIPELINE).orElseThrow().position()).isEqualTo(row.until());
    }

    @Test
    void theNextPageIsOnItsWayWhileOneIsDelivered() throws Exception {
        source(pages(Map.of("", "next 2\na", "2", "next\nb")));
        Pages pages = live();
        pages.begin(lease.lease());

        pages.fetch();

        await().until(() -> source.asked().contains("/next?cursor=2"));
        assertThat(pages.page().next().record().subject()).isEqualTo("a");
    }

    @Test
    void aWindowThatWasLeftOpenGoesOnAtItsCursor() throws Exception {
        source(pages(Map.of("", "next 2\na", "2", "next\nb")));
        Pages killed = live();
        killed.begin(lease.lease());
        deliver(killed);
        fetcher.close();

        // Where a second has passed since, a window to the present follows.
        assertThat(deliverAll(live())).startsWith("b");

        assertThat(state.ledger().of(PIPELINE)).first().satisfies(row -> {
            assertThat(row.attempts()).isEqualTo(2);
            assertThat(row.state()).isEqualTo(WindowState.COMPLETE);
        });
    }

    @Test
    void whatIsTooLargeIsAskedForInNarrowerWindows() throws Exception {
        AtomicInteger first = new AtomicInteger();
        source(question -> first.getAndIncrement() < 2 ? "413" : "next\nr" + first);

        assertThat(deliverAll(live())).hasSizeGreaterThan(1).doesNotHaveDuplicates();

        assertThat(state.ledger().of(PIPELINE))
                .extracting(LedgerRow::state)
                .startsWith(WindowState.NARROWED, WindowState.NARROWED)
                .endsWith(WindowState.COMPLETE);
    }

    @Test
    void aWindowWhoseCursorIsLostBeginsAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        source(question ->
                question.startsWith("/first") ? "next 2\na" : asked.getAndIncrement() < 2 ? "410" : "next\nb");

        assertThat(deliverAll(live())).endsWith("a", "b");

        assertThat(source.asked()).filteredOn(each -> each.startsWith("/first")).hasSize(3);
        assertThat(state.ledger().of(PIPELINE)).singleElement().satisfies(row -> assertThat(row.attempts())
                .isEqualTo(3));
    }

    @Test
    void aCursorThatIsLostEachTimeStopsTheRun() throws Exception {
        source(question -> question.startsWith("/first") ? "next 2\na" : "410");

        assertThatThrownBy(() -> deliverAll(live()))
                .isInstanceOf(SourceFailure.class)
                .hasMessageContaining("the cursor is lost");

        assertThat(source.asked()).filteredOn(each -> each.startsWith("/first")).hasSize(4);
    }

    @Test
    void pagesOfASourceThatGoesBackInTimeAreDeliveredOldestFirst() throws Exception {
        source(pages(Map.of("", "older 2\nnewest", "2", "older 3\nmiddle", "3", "next\noldest")));
        Pages pages = live();
        pages.begin(lease.lease());

        assertThat(deliver(pages)).containsExactly("oldest");
        assertThat(state.ledger().of(PIPELINE).get(0).cursor())
                .as("there is no place to go on in the middle")
                .isNull();
        assertThat(pages.turn()).isTrue();
        assertThat(deliver(pages)).containsExactly("middle");
        assertThat(pages.turn()).isTrue();
        assertThat(deliver(pages)).containsExactly("newest");
        assertThat(pages.turn()).isFalse();
    }

    @Test
    void aSourceThatGoesInCirclesIsNamed() throws Exception {
        source(pages(Map.of("", "next 2\na", "2", "next 3\nb", "3", "next 2\nc")));

        assertThatThrownBy(() -> deliverAll(live()))
                .isInstanceOfSatisfying(SourceFailure.class, failure -> assertThat(failure.kind())
                        .isEqualTo(SourceFailure.Kind.CURSOR_LOOP));
    }

    @Test
    void fewerRecordsThanPromisedAreDoubted() throws Exception {
        source(pages(Map.of("", "next 2 of 5\na", "2", "next\nb")));
        Pages pages = live();

        deliverAll(pages);

        assertThat(pages.doubts()).singleElement().asString().contains("5 records, and gave 2");
        assertThat(state.ledger().of(PIPELINE).get(0).note()).contains("5 records, and gave 2");
    }

    @Test
    void aDryRunLeavesLedgerAndPositionAsTheyAre() throws Exception {
        source(pages(Map.of("", "next\na")));

        assertThat(deliverAll(windows(RunRequest.live(0, true)))).containsExactly("a");

        assertThat(state.ledger().of(PIPELINE)).isEmpty();
        assertThat(state.positions().of(PIPELINE)).isEmpty();
    }

    @Test
    void aBackfillLeavesThePositionWhereItIs() throws Exception {
        source(pages(Map.of("", "next\na")));
        Window january = new Window(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));

        deliverAll(windows(RunRequest.backfill(january)));

        assertThat(state.ledger().of(PIPELINE)).singleElement().satisfies(row -> assertThat(row.state())
                .isEqualTo(WindowState.COMPLETE));
        assertThat(state.positions().of(PIPELINE).orElseThrow().position()).isNull();
    }
}
