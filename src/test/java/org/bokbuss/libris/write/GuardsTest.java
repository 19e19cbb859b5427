package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Fence;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is written where it is not switched on, and into no other Libris. */
class GuardsTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    @ParameterizedTest
    @ValueSource(strings = {"dry run", "not enabled"})
    void whereNothingIsToBeWrittenNothingIs(String why) throws Exception {
        library.with("libris.write.enabled", String.valueOf(why.equals("dry run")))
                .without("libris.client-id")
                .without("libris.client-secret");
        Entry made = library.unheld();
        Entry changed = library.bibs(1).get(0);
        Entry deleted = library.bibs(1).get(1);
        LibrisWriter writer = LibrisWriter.of(library.context(), "p", "", why.equals("dry run"));

        WriteResult create = writer.write(LibrisWriteFixture.marked(made, "Hcf"), Fence.NONE);
        WriteResult change = writer.write(LibrisWriteFixture.marked(changed, "Hcf"), Fence.NONE);
        WriteResult delete = writer.write(LibrisWriteFixture.deletion(deleted), Fence.NONE);

        assertThat(create.change()).isEqualTo(WriteResult.Change.CREATED);
        assertThat(change.change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(delete.change()).isEqualTo(WriteResult.Change.DELETED);
        for (WriteResult done : new WriteResult[] {create, change, delete}) {
            assertThat(done.made()).isFalse();
            assertThat(done.difference()).isNotBlank();
            assertThat(done.sentence()).contains("would be");
        }
        assertThat(library.libris().requests()).isNotEmpty().allMatch(request -> request.method()
                .equals("GET"));
        assertThat(library.asked("/oauth/token")).isZero();
        assertThat(library.audit()).isEmpty();
    }

    @Test
    void aDryRunTakesNoDeletionBackAndMakesNone() throws Exception {
        Entry bib = library.held();
        library.with("libris.write.undo-delay", "1ms").writer().write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        LibrisWriter dry = library.dryDesk();

        dry.write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(dry.makeDue(Fence.NONE)).isEmpty();
        assertThat(dry.deletions().waiting()).hasSize(1);
        assertThat(library.holdings(bib)).hasSize(1);
    }

    @Test
    void anAddressThatDoesNotFitTheNameIsAMistake() {
        library.with("libris.environment", "qa");

        assertThatThrownBy(() -> library.writer())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("libris.environment=qa");
        assertThat(library.libris().requests()).isEmpty();
    }

    @Test
    void whoseHoldingItIsMustBeSaid() {
        library.without("libris.sigel");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(library.held(), "Hcf"), Fence.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("libris.sigel");
    }
}
