package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.libris.Accounts;
import org.bokbuss.state.AuditAction;
import org.bokbuss.state.AuditOutcome;
import org.bokbuss.state.AuditRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wrote what, and when: noted before a write goes out, and again when it is known what came of it. */
class AuditTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    @Test
    void tellsWhoWroteWhatAndWhen() throws Exception {
        Entry bib = library.unheld();
        LibrisWriter writer = library.writer();
        Instant begun = Instant.now();

        writer.write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);
        Entry made = library.holdingOf(bib);
        writer.write(LibrisWriteFixture.marked(bib, "other"), Fence.NONE);
        Instant changed = library.holdingOf(bib).modified();
        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);

        assertThat(library.audit())
                .extracting(AuditRow::action)
                .containsExactly(AuditAction.CREATE, AuditAction.CHANGE, AuditAction.DELETE);
        assertThat(library.audit()).allSatisfy(row -> {
            assertThat(row.who()).isEqualTo(Accounts.CLIENT_ID + " for S");
            assertThat(row.at()).isBetween(begun, Instant.now());
            assertThat(row.record()).isEqualTo(made.uri());
            assertThat(row.bib()).isEqualTo(bib.uri());
            assertThat(row.outcome()).isEqualTo(AuditOutcome.DONE);
        });
        AuditRow create = library.audit().get(0);
        AuditRow change = library.audit().get(1);
        AuditRow delete = library.audit().get(2);
        assertThat(create.before()).isNull();
        assertThat(create.after()).contains("Hcf");
        assertThat(create.modified()).isEqualTo(made.modified());
        assertThat(change.before()).contains("Hcf").doesNotContain("other");
        assertThat(change.after()).contains("other").doesNotContain("Hcf");
        assertThat(change.modified()).isEqualTo(changed);
        assertThat(change.etag()).startsWith("\"").isNotEqualTo(create.etag());
        assertThat(delete.before()).contains("other");
        assertThat(delete.after()).isNull();
        assertThat(delete.modified()).isNotNull();
    }

    @Test
    void isBegunBeforeTheRequestGoesOut() throws Exception {
        List<String> seen = new ArrayList<>();
        library.gate().watch((asked, next) -> {
            if (asked.isWrite()) {
                AuditRow last = library.audit().get(library.audit().size() - 1);
                seen.add(asked.method() + " " + last.action().text() + " "
                        + last.outcome().text());
            }
            return next.next();
        });
        Entry bib = library.unheld();
        LibrisWriter writer = library.writer();

        writer.write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);
        writer.write(LibrisWriteFixture.marked(bib, "other"), Fence.NONE);
        writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);

        assertThat(seen).containsExactly("POST create begun", "PUT change begun", "DELETE delete begun");
        assertThat(library.outcomes()).containsExactly("done", "done", "done");
    }

    @Test
    void manyAtOnceAreAllNotedEachForItself() throws Exception {
        List<Entry> bibs = library.bibs(0);

        library.with("libris.write.in-flight", "16").batch().apply(library.marks(bibs, "Hcf"));

        assertThat(library.audit()).hasSameSizeAs(bibs).allSatisfy(row -> {
            Entry bib = library.libris().catalogue().record(row.bib());
            assertThat(row.record()).isEqualTo(library.holdingOf(bib).uri());
            assertThat(row.outcome()).isEqualTo(AuditOutcome.DONE);
        });
    }

    /** The answer of each write is lost, and with it all that follows: as where the process is killed. */
    @ParameterizedTest
    @CsvSource({"true, done", "false, not"})
    void whatWasUnderWayIsLookedForAtTheNextStart(boolean stored, String outcome) throws Exception {
        Entry made = library.unheld();
        List<Entry> held = library.bibs(1);
        Entry changed = held.get(0);
        Entry deleted = held.get(1);
        AtomicBoolean away = new AtomicBoolean();
        library.gate().watch((asked, next) -> {
            if (asked.isWrite() && stored) {
                next.next();
            }
            if (asked.isWrite()) {
                away.set(true);
            }
            return away.get() ? HttpTap.Answer.json(503, "") : next.next();
        });
        for (Holding wanted : List.of(
                LibrisWriteFixture.marked(made, "Hcf"),
                LibrisWriteFixture.marked(changed, "new"),
                LibrisWriteFixture.deletion(deleted))) {
            away.set(false);
            LibrisWriter writer = library.writer();
            assertThatThrownBy(() -> writer.write(wanted, Fence.NONE)).isInstanceOf(SinkUnavailable.class);
        }
        assertThat(library.outcomes()).containsExactly("begun", "begun", "begun");
        away.set(false);

        library.writer().settle();

        assertThat(library.outcomes()).hasSize(3).allSatisfy(each -> assertThat(each)
                .startsWith(outcome));
        if (stored) {
            assertThat(library.audit().get(0).record())
                    .isEqualTo(library.holdingOf(made).uri());
            assertThat(library.audit().get(1).modified())
                    .isEqualTo(library.holdingOf(changed).modified());
        }
        assertThat(library.state().auditLog().begun("p")).isEmpty();
    }

    @Test
    void noSecretIsKeptAnywhere() throws Exception {
        Entry bib = library.unheld();
        library.libris().faults().add("expired@91001");
        library.libris().faults().add("error-id@92000*3");
        HoldingsBatch batch = library.batch();

        batch.apply(library.file(List.of(
                "{'bib': '%s', 'shelfMark': 'Hcf'}".formatted(bib.uri()),
                "{'bib': '%s', 'shelfMark': 'other'}".formatted(bib.uri()))));

        List<String> secrets =
                new ArrayList<>(library.libris().writing().accounts().issued());
        secrets.add(Accounts.CLIENT_SECRET);
        assertThat(secrets).hasSize(3);
        assertThat(library.audit().toString()
                        + library.refusals()
                        + library.state().quarantine().of("p"))
                .doesNotContain(secrets);
        try (Stream<Path> files = Files.walk(library.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(text(file)).as(file.toString()).doesNotContain(secrets);
            }
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
