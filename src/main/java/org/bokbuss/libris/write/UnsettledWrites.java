package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.libris.holdings.ItemForm;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.state.AuditAction;
import org.bokbuss.state.AuditOutcome;
import org.bokbuss.state.AuditRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes that were under way when a process was killed or a run gave up: a look tells what came of each. */
final class UnsettledWrites {
    private static final Logger LOG = LoggerFactory.getLogger(UnsettledWrites.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LibrisWriter writer;

    UnsettledWrites(LibrisWriter writer) {
        this.writer = writer;
    }

    /**
     * Ends the pipeline's rows of the audit log that say {@code begun}. None of its writes may be under way here.
     *
     * @throws org.bokbuss.deliver.SinkUnavailable if Libris cannot be asked for now; the rows are left
     */
    void settle() {
        for (AuditRow row : writer.writes().begun(writer.terms().pipeline())) {
            try {
                writer.access().pace().settle(() -> look(row));
            } catch (RecordRejected unclear) {
                end(row, null, AuditOutcome.because("not known: " + unclear.getMessage()));
            }
        }
    }

    private AuditOutcome look(AuditRow row) throws SourceFailure, RecordRejected {
        Optional<Version> there = there(row);
        AuditOutcome outcome = there.isPresent() ? found(row, there.get()) : missing(row);
        end(row, outcome.equals(AuditOutcome.DONE) ? there.orElse(null) : null, outcome);
        return outcome;
    }

    private static AuditOutcome missing(AuditRow row) {
        return switch (row.action()) {
            case CREATE -> AuditOutcome.because(row.bib() == null ? "not known: look for it in Libris" : "not stored");
            case DELETE -> AuditOutcome.DONE;
            case CHANGE -> AuditOutcome.because("not known: the record has been deleted since");
        };
    }

    private static AuditOutcome found(AuditRow row, Version now) {
        if (row.action() == AuditAction.DELETE) {
            return AuditOutcome.because("not made: it is still there");
        }
        if (says(now, row.after())) {
            return AuditOutcome.DONE;
        }
        if (row.action() == AuditAction.CREATE) {
            return AuditOutcome.because("not known: " + now.address() + " is there and says something else");
        }
        return AuditOutcome.because(
                says(now, row.before()) ? "not stored" : "not known: somebody else has changed it since");
    }

    private Optional<Version> there(AuditRow row) throws SourceFailure, RecordRejected {
        Libris libris = writer.access().libris();
        if (row.record() != null) {
            Optional<RecordId> id = RecordId.of(row.record());
            return id.isPresent() ? libris.read(id.get()) : Optional.empty();
        }
        if (row.bib() == null) {
            return Optional.empty();
        }
        String sigel = row.who().substring(row.who().lastIndexOf(' ') + 1);
        List<RecordId> holdings = libris.holdings(row.bib(), sigel).orElse(List.of());
        return holdings.isEmpty() ? Optional.empty() : libris.read(holdings.get(0));
    }

    /** A new record has got an id of Libris's in place of ours. */
    private static boolean says(Version now, String logged) {
        try {
            JsonNode thing = JSON.readTree(logged);
            if (thing instanceof ObjectNode object) {
                object.set("@id", now.thing().get("@id"));
            }
            return ItemForm.same(now.thing(), thing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(AuditRow row, Version made, AuditOutcome outcome) {
        if (made == null) {
            writer.writes().end(row.id(), null, null, null, outcome);
        } else {
            writer.writes().end(row.id(), made.address(), made.etag(), made.modified(), outcome);
        }
        LOG.info(
                "{}: {} of {}, under way when the last run ended: {}",
                writer.terms().pipeline(),
                row.action().text(),
                row.record() == null ? "a record, bib " + row.bib() : row.record(),
                outcome.text());
    }
}
