package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.libris.Accounts;
import org.bokbuss.state.AuditAction;
import org.bokbuss.state.AuditRow;
import org.bokbuss.state.PendingDeletion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deletions: whose holding it is must be clear, they can be made to wait, and too many stop the run. */
class DeletionsTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    @Test
    void theHoldingIsTakenAway() throws Exception {
        Entry bib = library.held();
        Entry holding = library.holdingOf(bib);

        WriteResult done = library.writer().write(LibrisWriteFixture.deletion(bib), Fence.NONE);

        assertThat(done.change()).isEqualTo(WriteResult.Change.DELETED);
        assertThat(done.record()).isEqualTo(holding.uri());
        assertThat(library.holdings(bib)).isEmpty();
        assertThat(library.written()).containsExactly("DELETE 204");
    }

    @Test
    void whereNothingIsThereNothingIsDone() throws Exception {
        WriteResult none = library.writer().write(LibrisWriteFixture.deletion(library.unheld()), Fence.NONE);
        WriteResult unknown = library.writer()
                .write(LibrisWriteFixture.holding("{'isbn': '9780306406157', 'action': 'delete'}"), Fence.NONE);

        assertThat(none.change()).isEqualTo(WriteResult.Change.ABSENT);
        assertThat(unknown.change()).isEqualTo(WriteResult.Change.ABSENT);
        assertThat(library.tried("DELETE")).isZero();
        assertThat(library.audit()).isEmpty();
    }

    @Test
    void whatSomebodyElseDeletesFirstIsGoneAllTheSame() throws Exception {
        Entry bib = library.held();
        library.gate().watch((asked, next) -> {
            if (asked.method().equals("DELETE")) {
                library.libris().writing().delete(library.holdingOf(bib).id());
            }
            return next.next();
        });

        assertThat(library.writer()
                        .write(LibrisWriteFixture.deletion(bib), Fence.NONE)
                        .change())
                .isEqualTo(WriteResult.Change.DELETED);
        assertThat(library.written()).containsExactly("DELETE 410");
    }

    @Test
    void unknownIsGoneToo() throws Exception {
        Entry bib = library.held();
        Entry holding = library.holdingOf(bib);
        library.gate().watch((asked, next) -> {
            if (asked.method().equals("DELETE")) {
                library.libris().writing().delete(holding.id());
                return HttpTap.Answer.json(404, "{'message': 'Document not found.'}");
            }
            return next.next();
        });

        assertThat(library.writer()
                        .write(LibrisWriteFixture.deletion(bib), Fence.NONE)
                        .change())
                .isEqualTo(WriteResult.Change.DELETED);
        assertThat(library.outcomes()).containsExactly("done");
    }

    @Test
    void ofTwoHoldingsNoneIsDeleted() {
        Entry bib = library.held();
        library.libris().writing().hold(bib.id(), "S");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.deletion(bib), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("2 holdings")
                .hasMessageContaining(library.holdings(bib).get(0).id())
                .hasMessageContaining(library.holdings(bib).get(1).id());
        assertThat(library.tried("DELETE")).isZero();
    }

    // Waiting

    @Test
    void aDeletionWaitsForItsTime() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = library.with("libris.write.undo-delay", "700ms").writer();

        WriteResult asked = writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);

        assertThat(asked.change()).isEqualTo(WriteResult.Change.POSTPONED);
        Instant due = writer.nextDue();
        assertThat(due).isAfter(Instant.now());
        assertThat(writer.makeDue(Fence.NONE)).isEmpty();
        assertThat(library.tried("DELETE")).isZero();

        await().until(() -> Instant.now().isAfter(due));
        assertThat(writer.makeDue(Fence.NONE))
                .singleElement()
                .satisfies(made -> assertThat(made.done().change()).isEqualTo(WriteResult.Change.DELETED));
        assertThat(library.holdings(bib)).isEmpty();
        assertThat(writer.nextDue()).isNull();
    }

    @Test
    void askedForTwiceItIsMadeOnceAndNotLater() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = library.with("libris.write.undo-delay", "1h").writer();

        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        Instant due = writer.nextDue();
        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);

        assertThat(writer.deletions().waiting()).hasSize(1);
        assertThat(writer.nextDue()).isEqualTo(due);
    }

    @Test
    void whatHasBeenChangedSinceIsNotDeleted() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = postponed(bib);
        library.edit(bib, item -> item.put("marc:theirs", "new"));

        assertThat(writer.makeDue(Fence.NONE)).singleElement().satisfies(due -> {
            assertThat(due.done()).isNull();
            assertThat(due.refusal()).contains("has been changed since its deletion was asked for");
        });
        assertThat(library.tried("DELETE")).isZero();
        assertThat(library.holdings(bib)).hasSize(1);
        assertThat(writer.nextDue()).isNull();
    }

    @Test
    void askedForAnewAfterAChangeItWaitsAnew() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = postponed(bib);
        library.edit(bib, item -> item.put("marc:theirs", "new"));

        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        Instant due = writer.nextDue();
        await().until(() -> Instant.now().isAfter(due));

        assertThat(writer.makeDue(Fence.NONE)).singleElement().satisfies(made -> assertThat(made.refusal())
                .isNull());
        assertThat(library.holdings(bib)).isEmpty();
    }

    @Test
    void whoWantsItAgainTakesTheDeletionBack() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = postponed(bib);

        writer.write(LibrisWriteFixture.holding("{'bib': '%s'}".formatted(bib.uri())), Fence.NONE);

        assertThat(writer.nextDue()).isNull();
        assertThat(writer.makeDue(Fence.NONE)).isEmpty();
        assertThat(library.holdings(bib)).hasSize(1);
    }

    @Test
    void anotherPipelineThatWantsItTakesTheDeletionBackToo() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = postponed(bib);
        LibrisWriter other = new LibrisWriter(
                library.context(),
                library.state(),
                new LibrisWriter.Terms("other", library.setting("libris.sigel"), false));

        other.write(LibrisWriteFixture.holding("{'bib': '%s'}".formatted(bib.uri())), Fence.NONE);

        assertThat(writer.makeDue(Fence.NONE)).isEmpty();
        assertThat(library.holdings(bib)).hasSize(1);
    }

    @Test
    void itIsTakenBackAlsoWhereNothingWaitsAnyMore() throws Exception {
        Entry bib = library.held();
        postponed(bib);
        LibrisWriter writer = library.with("libris.write.undo-delay", "0s").writer();

        writer.write(LibrisWriteFixture.holding("{'bib': '%s'}".formatted(bib.uri())), Fence.NONE);

        assertThat(writer.makeDue(Fence.NONE)).isEmpty();
        assertThat(library.holdings(bib)).hasSize(1);
    }

    /** Asked for, and due. */
    private LibrisWriter postponed(Entry bib) throws Exception {
        LibrisWriter writer = library.with("libris.write.undo-delay", "1ms").writer();
        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        await().until(() -> Instant.now().isAfter(writer.nextDue()));
        return writer;
    }

    @Test
    void aProcessThatFollowsMakesWhatIsDue() throws Exception {
        Entry bib = library.held();
        postponed(bib);

        assertThat(library.writer().makeDue(Fence.NONE)).hasSize(1);
        assertThat(library.holdings(bib)).isEmpty();
    }

    @Test
    void whatIsDueAndCannotBeMadeForNowStaysDue() throws Exception {
        Entry bib = library.held();
        LibrisWriter writer = postponed(bib);
        library.libris().faults().add("503@93000*");

        assertThatThrownBy(() -> writer.makeDue(Fence.NONE)).isInstanceOf(SinkUnavailable.class);
        assertThat(writer.deletions().waiting())
                .extracting(PendingDeletion::record)
                .containsExactly(library.holdingOf(bib).uri());
    }

    // Too many

    @Test
    void tooManyStopTheRun() throws Exception {
        LibrisWriter writer = library.with("libris.write.max-deletes", "2").writer();
        Fence run = () -> {};

        assertThat(deleted(writer, run, 2)).isEqualTo(2);
        assertThatThrownBy(() -> delete(writer, run))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("than the 2 that libris.write.max-deletes allows")
                .hasMessageContaining("raise it above 2");
        assertThat(library.tried("DELETE")).isEqualTo(2);
        assertThat(library.outcomes()).containsExactly("done", "done");
    }

    @Test
    void aRunThatWasStoppedDoesNotGoOnByItself() throws Exception {
        LibrisWriter writer = library.with("libris.write.max-deletes", "2").writer();
        deleted(writer, run(), 2);
        assertThatThrownBy(() -> deleted(writer, run(), 3)).isInstanceOf(SinkUnavailable.class);
        long before = library.tried("DELETE");

        assertThatThrownBy(() -> delete(writer, run())).isInstanceOf(SinkUnavailable.class);
        assertThatThrownBy(() -> delete(writer, run())).isInstanceOf(SinkUnavailable.class);
        LibrisWriter next = library.writer();
        assertThatThrownBy(() -> delete(next, run())).isInstanceOf(SinkUnavailable.class);
        LibrisWriter lower = library.with("libris.write.max-deletes", "1").writer();
        assertThatThrownBy(() -> delete(lower, run()))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("raise it above 2");

        assertThat(library.tried("DELETE")).isEqualTo(before);
    }

    @Test
    void withAHigherLimitItGoesOn() throws Exception {
        Fence run = run();
        LibrisWriter stopped = library.with("libris.write.max-deletes", "1").writer();
        delete(stopped, run);
        assertThatThrownBy(() -> delete(stopped, run)).isInstanceOf(SinkUnavailable.class);

        LibrisWriter writer = library.with("libris.write.max-deletes", "3").writer();

        assertThat(deleted(writer, run(), 2)).isEqualTo(2);
        assertThatThrownBy(() -> delete(writer, run()))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("raise it above 3");
    }

    @Test
    void eachRunMayDeleteAsMany() throws Exception {
        LibrisWriter writer = library.with("libris.write.max-deletes", "2").writer();

        assertThat(deleted(writer, run(), 2)).isEqualTo(2);
        library.completeRun();
        assertThat(deleted(writer, run(), 2)).isEqualTo(2);
    }

    @Test
    void aRunThatBreaksOffCountsOnWithTheNext() throws Exception {
        deleted(library.with("libris.write.max-deletes", "2").writer(), run(), 2);

        LibrisWriter next = library.writer();
        assertThatThrownBy(() -> delete(next, run())).isInstanceOf(SinkUnavailable.class);
    }

    @Test
    void filesOfADayAreCountedTogether() throws Exception {
        library.with("libris.write.max-deletes", "3");
        List<Entry> bibs = library.bibs(1);
        library.batch().apply(deletions(bibs.subList(0, 2)));

        assertThatThrownBy(() -> library.batch().apply(deletions(bibs.subList(2, 4))))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("the 3 that libris.write.max-deletes allows in a day");
        assertThat(library.tried("DELETE")).isEqualTo(3);
    }

    @Test
    void soIsTheSameFileByThreeProcessesAtOnce() throws Exception {
        library.with("libris.write.max-deletes", "3");
        Path file = deletions(library.bibs(1).subList(0, 6));
        List<Callable<Object>> processes = Stream.generate(library::batchOfAnotherProcess)
                .limit(3)
                .<Callable<Object>>map(batch -> () -> {
                    assertThatThrownBy(() -> batch.apply(file)).isInstanceOf(SinkUnavailable.class);
                    return batch;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Future<Object> process : threads.invokeAll(processes)) {
                process.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(library.audit().stream().map(AuditRow::record).distinct()).hasSize(3);
        assertThat(library.written().stream().filter("DELETE 204"::equals)).hasSize(3);
    }

    private Path deletions(List<Entry> bibs) throws IOException {
        return library.file(bibs.stream()
                .map(bib -> "{'bib': '%s', 'action': 'delete'}".formatted(bib.uri()))
                .toList());
    }

    @Test
    void noneAtAll() {
        LibrisWriter writer = library.with("libris.write.max-deletes", "0").writer();

        assertThatThrownBy(() -> delete(writer, run())).isInstanceOf(SinkUnavailable.class);
        assertThat(library.tried("DELETE")).isZero();
    }

    @Test
    void oneThatIsTriedAgainCountsOnce() throws Exception {
        LibrisWriter writer = library.with("libris.write.max-deletes", "1").writer();
        library.libris().faults().add("503@93000*2");

        assertThat(deleted(writer, run(), 1)).isEqualTo(1);
        assertThat(library.tried("DELETE")).isEqualTo(3);
    }

    @Test
    void thoseThatWaitedAreCountedToo() throws Exception {
        LibrisWriter writer = library.with("libris.write.max-deletes", "1")
                .with("libris.write.undo-delay", "1ms")
                .writer();
        List<Entry> two = library.bibs(1).subList(0, 2);
        for (Entry bib : two) {
            writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        }
        await().until(() -> writer.deletions().waiting().stream()
                .allMatch(each -> each.due().isBefore(Instant.now())));

        assertThatThrownBy(() -> writer.makeDue(run())).isInstanceOf(SinkUnavailable.class);

        assertThat(library.audit()).extracting(AuditRow::action).containsExactly(AuditAction.DELETE);
        assertThat(writer.deletions().waiting()).hasSize(1);
    }

    private static Fence run() {
        // Each run has one of its own.
        return new Fence() {
            @Override
            public void check() {
                // Nobody takes it over.
            }
        };
    }

    private void delete(LibrisWriter writer, Fence run) throws RecordRejected {
        assertThat(writer.write(LibrisWriteFixture.deletion(library.held()), run)
                        .change())
                .isEqualTo(WriteResult.Change.DELETED);
    }

    private int deleted(LibrisWriter writer, Fence run, int many) throws RecordRejected {
        for (int i = 0; i < many; i++) {
            delete(writer, run);
        }
        return many;
    }

    // Whole records

    @Test
    void aBibWithHoldingsIsNotDeletedAndLibrisSaysWhy() {
        library.with("libris.client-id", Accounts.CATALOGUER_ID)
                .with("libris.client-secret", Accounts.CATALOGUER_SECRET);
        Entry bib = library.held();

        assertThatThrownBy(() -> library.writer()
                        .write(new WholeRecord(RecordId.of(bib.id()).orElseThrow(), null, null), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("403: Record is referenced by");
        assertThat(library.written()).containsExactly("DELETE 403");
    }
}
