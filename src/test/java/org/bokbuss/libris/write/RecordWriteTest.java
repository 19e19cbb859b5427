package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.libris.Accounts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole records: made once, replaced in the version they were made from and no other, deleted. */
class RecordWriteTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture().with("http.timeout", "400ms");

    private Entry bib;

    @BeforeEach
    void choose() {
        library.with("libris.client-id", Accounts.CATALOGUER_ID)
                .with("libris.client-secret", Accounts.CATALOGUER_SECRET);
        bib = library.unheld();
    }

    private WriteResult write(WholeRecord record) throws RecordRejected {
        return library.writer().write(record, Fence.NONE);
    }

    /** The bib as it stands, fetched and changed. */
    private WholeRecord changed(String etag, Consumer<ObjectNode> change) {
        ObjectNode document = library.libris().writing().document(bib.id());
        change.accept(document);
        return WholeRecord.of(document, etag);
    }

    private WholeRecord titled(String etag) {
        return changed(etag, document -> ((ObjectNode) document.at("/@graph/1/hasTitle/0")).put("mainTitle", "Ny"));
    }

    private String title() {
        return library.libris()
                .writing()
                .document(bib.id())
                .at("/@graph/1/hasTitle/0/mainTitle")
                .asText();
    }

    private String etag() throws Exception {
        LibrisConnection access = LibrisConnection.of(library.context());
        return access.libris()
                .read(RecordId.of(bib.id()).orElseThrow())
                .orElseThrow()
                .etag();
    }

    private static WholeRecord fresh() {
        return WholeRecord.of(LibrisWriteFixture.json("""
                        {'@graph': [
                          {'@id': '_:new', '@type': 'Record', 'mainEntity': {'@id': '_:new#it'}},
                          {'@id': '_:new#it', '@type': 'Instance',
                           'hasTitle': [{'@type': 'Title', 'mainTitle': 'Ny'}]}]}"""), null);
    }

    private List<Entry> made() {
        return library.libris()
                .catalogue()
                .entries()
                .filter(entry -> entry.row() >= rows)
                .toList();
    }

    private int rows;

    @BeforeEach
    void count() {
        rows = library.libris().catalogue().rows();
    }

    @Test
    void isMade() throws Exception {
        WriteResult done = write(fresh());

        assertThat(done.change()).isEqualTo(WriteResult.Change.CREATED);
        assertThat(made()).extracting(Entry::uri).containsExactly(done.record());
        assertThat(library.outcomes()).containsExactly("done");
    }

    @Test
    void isReplacedInTheVersionItWasMadeFrom() throws Exception {
        String etag = etag();

        WriteResult done = write(titled(etag));

        assertThat(done.change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(title()).isEqualTo("Ny");
        assertThat(library.libris().requests().stream()
                        .filter(request -> request.method().equals("PUT"))
                        .map(request -> request.headers().get("if-match")))
                .containsExactly(etag);
        assertThat(library.outcomes()).containsExactly("done");
    }

    @Test
    void isReplacedAlsoWhereOnlyItsOwnDescriptionChanges() throws Exception {
        WriteResult done = write(changed(etag(), document -> ((ObjectNode) document.at("/@graph/0"))
                .put("encodingLevel", "marc:PrepublicationLevel")));

        assertThat(done.change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(library.libris()
                        .writing()
                        .document(bib.id())
                        .at("/@graph/0/encodingLevel")
                        .asText())
                .isEqualTo("marc:PrepublicationLevel");
    }

    @Test
    void isNotReplacedWhereOnlyWhatLibrisWritesItselfDiffers() throws Exception {
        WholeRecord same = changed(etag(), document -> ((ObjectNode) document.at("/@graph/0"))
                .put("modified", "2001-01-01T00:00:00Z")
                .put("recordStatus", "marc:New"));

        assertThat(write(same).change()).isEqualTo(WriteResult.Change.UNCHANGED);
        assertThat(library.tried("PUT")).isZero();
    }

    @Test
    void ofWhichVersionItWasMadeMustBeKnown() {
        assertThatThrownBy(() -> write(titled(null)))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("libris-record-action")
                .hasMessageContaining("CamelCloudEventEtag");
        assertThat(library.tried("PUT")).isZero();
    }

    @Test
    void whatHasBeenChangedSinceIsNotReplaced() throws Exception {
        WholeRecord old = titled(etag());
        library.libris().writing().edit(bib.id(), document -> {
            ((ObjectNode) document.at("/@graph/1")).put("marc:theirs", "kept");
            return document;
        });

        assertThatThrownBy(() -> write(old))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("changed by somebody else since it was fetched");
        assertThat(library.tried("PUT")).isZero();
    }

    @Test
    void norWhatIsChangedAtTheSameTime() throws Exception {
        WholeRecord ours = titled(etag());
        library.libris().faults().add("conflict@92000*");

        assertThatThrownBy(() -> write(ours)).isInstanceOf(RecordRejected.class).hasMessageContaining("412");
        assertThat(library.written()).containsExactly("PUT 412");
    }

    @Test
    void whatIsNotStoredIsRefused() throws Exception {
        WholeRecord ours = titled(etag());
        library.libris().faults().add("no-op@92000*");

        assertThatThrownBy(() -> write(ours)).isInstanceOf(RecordRejected.class).hasMessageContaining("stored nothing");
        assertThat(library.outcomes()).containsExactly("204, but nothing was stored");
    }

    @Test
    void whatIsUnknownIsNotReplaced() throws Exception {
        WholeRecord ours = titled(etag());
        library.libris().catalogue().delete(bib.id());

        assertThatThrownBy(() -> write(ours))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("unknown, or deleted");
        assertThat(library.tried("PUT")).isZero();
    }

    @Test
    void isDeleted() throws Exception {
        library.libris().catalogue().holdings(bib).forEach(holding -> library.libris()
                .catalogue()
                .delete(holding.id()));
        WholeRecord deletion = new WholeRecord(RecordId.of(bib.id()).orElseThrow(), null, null);

        assertThat(write(deletion).change()).isEqualTo(WriteResult.Change.DELETED);
        assertThat(write(deletion).change()).isEqualTo(WriteResult.Change.ABSENT);

        assertThat(library.libris().catalogue().record(bib.id()).deleted()).isTrue();
        assertThat(library.tried("DELETE")).isEqualTo(1);
    }

    // Lost answers

    @ParameterizedTest
    @ValueSource(strings = {"hung-up", "unanswered", "dropped", "late-error", "error-id"})
    void itIsNeverMadeTwice(String fault) {
        library.libris().faults().add(fault + "@91000");

        assertThatThrownBy(() -> write(fresh()))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("whether Libris has made the record is not known")
                .hasMessageContaining(fault.endsWith("error") || fault.equals("error-id") ? "error_id" : "was lost");
        assertThat(library.tried("POST")).isEqualTo(1);
        assertThat(made().size()).isLessThanOrEqualTo(1);
        assertThat(library.outcomes()).singleElement().isNotEqualTo("begun");
    }

    @ParameterizedTest
    @CsvSource({"hung-up, 1", "unanswered, 1", "late-error, 1", "dropped, 2", "ignored, 2", "error-id, 2"})
    void itIsReplacedOnce(String fault, long tried) throws Exception {
        WholeRecord ours = titled(etag());
        library.libris().faults().add(fault + "@92001");

        assertThat(write(ours).change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(title()).isEqualTo("Ny");
        assertThat(library.tried("PUT")).isEqualTo(tried);
        assertThat(library.outcomes()).last().isEqualTo("done");
    }

    @Test
    void aDryRunReplacesNothing() throws Exception {
        WriteResult done = library.dryDesk().write(titled(etag()), Fence.NONE);

        assertThat(done.made()).isFalse();
        assertThat(done.difference()).contains("Ny");
        assertThat(library.tried("PUT")).isZero();
    }
}
