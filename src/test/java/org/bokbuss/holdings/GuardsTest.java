package org.bokbuss.holdings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bokbuss.Mistake;
import org.bokbuss.deliver.Fence;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is written where it is not switched on, and into no other Libris. */
class GuardsTest {
    @RegisterExtension
    final Library library = new Library();

    @ParameterizedTest
    @ValueSource(strings = {"dry run", "not enabled"})
    void whereNothingIsToBeWrittenNothingIs(String why) throws Exception {
        library.with("libris.write.enabled", String.valueOf(why.equals("dry run")))
                .without("libris.client-id")
                .without("libris.client-secret");
        Entry made = library.unheld();
        Entry changed = library.bibs(1).get(0);
        Entry deleted = library.bibs(1).get(1);
        Desk desk = Desk.of(library.context(), "p", "", why.equals("dry run"));

        Done create = desk.write(Library.marked(made, "Hcf"), Fence.NONE);
        Done change = desk.write(Library.marked(changed, "Hcf"), Fence.NONE);
        Done delete = desk.write(Library.deletion(deleted), Fence.NONE);

        assertThat(create.change()).isEqualTo(Done.Change.CREATED);
        assertThat(change.change()).isEqualTo(Done.Change.CHANGED);
        assertThat(delete.change()).isEqualTo(Done.Change.DELETED);
        for (Done done : new Done[] {create, change, delete}) {
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
        library.with("libris.write.undo-delay", "1ms").desk().write(Library.deletion(bib), Fence.NONE);
        Desk dry = library.dryDesk();

        dry.write(Library.marked(bib, "Hcf"), Fence.NONE);

        assertThat(dry.makeDue(Fence.NONE)).isEmpty();
        assertThat(dry.deletions().waiting()).hasSize(1);
        assertThat(library.holdings(bib)).hasSize(1);
    }

    @Test
    void anAddressThatDoesNotFitTheNameIsAMistake() {
        library.with("libris.environment", "qa");

        assertThatThrownBy(() -> library.desk())
                .isInstanceOf(Mistake.class)
                .hasMessageContaining("libris.environment=qa");
        assertThat(library.libris().requests()).isEmpty();
    }

    @Test
    void whoseHoldingItIsMustBeSaid() {
        library.without("libris.sigel");

        assertThatThrownBy(() -> library.desk().write(Library.marked(library.held(), "Hcf"), Fence.NONE))
                .isInstanceOf(Mistake.class)
                .hasMessageContaining("libris.sigel");
    }
}
