package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.AuditAction;
import org.bokbuss.state.AuditOutcome;
import org.bokbuss.state.AuditRow;

/**
 * What stands around every write, over as many attempts as one takes: rights, the turn, the audit log, the fence.
 *
 * <p>A write is logged before it is made. Where its answer is lost, the log says {@code begun} until a later look has
 * told what came of it.
 */
final class AuditedWrite {
    private final LibrisWriter writer;
    private final String sigel;
    private final Fence fence;
    private Long begun;
    private WriteResult.Change begunChange;
    private boolean saidSomething;

    AuditedWrite(LibrisWriter writer, String sigel, Fence fence) {
        this.writer = writer;
        this.sigel = sigel;
        this.fence = fence;
    }

    LibrisWriter writer() {
        return writer;
    }

    String sigel() {
        return sigel;
    }

    /** The library that Libris is told the write is made as. */
    String actingFor() throws SourceFailure {
        return writer.access().rights().actingFor(sigel).orElse(sigel);
    }

    /**
     * Returns when the write may be made.
     *
     * @param record null while it has no address
     * @param bib null where the record is none's holding
     * @param before null where nothing is there
     * @param after null where nothing is to be there
     * @throws org.bokbuss.deliver.SinkUnavailable if there have been enough deletions
     */
    void begin(WriteResult.Change change, String record, String bib, JsonNode before, JsonNode after)
            throws SourceFailure, RecordRejected {
        writer.access().rights().require(sigel);
        writer.access().pace().turn();
        leave("not known; nothing was there when looked for again");
        begunChange = change;
        AuditAction action =
                before == null ? AuditAction.CREATE : after == null ? AuditAction.DELETE : AuditAction.CHANGE;
        AuditRow row = new AuditRow(
                0,
                null,
                writer.terms().pipeline(),
                writer.access().client() + " for " + sigel,
                action,
                record,
                bib,
                before == null ? null : before.toString(),
                after == null ? null : after.toString(),
                null,
                null,
                null);
        begun = action == AuditAction.DELETE
                ? writer.deletions().begin(row, fence)
                : writer.writes().begin(row);
        try {
            fence.check();
        } catch (RuntimeException overtaken) {
            cameToNothing("not made: " + overtaken.getMessage());
            throw overtaken;
        }
    }

    /** Whether a write was made of which it is not known what came of it. */
    boolean isOpen() {
        return begun != null;
    }

    /** What it was to come to. */
    WriteResult.Change change() {
        return begunChange;
    }

    void done(Version made) {
        end(made.address(), made.etag(), made.modified(), AuditOutcome.DONE);
    }

    /** @param when by Libris's clock; null if it is not known */
    void deleted(Instant when) {
        end(null, null, when, AuditOutcome.DONE);
    }

    /** It was stored, and somebody has written over it. */
    void overtaken(String record, String etag) {
        end(record, etag, null, AuditOutcome.because("done, and changed by somebody else since"));
    }

    void cameToNothing(String outcome) {
        if (begun != null) {
            end(null, null, null, AuditOutcome.because(outcome));
        }
    }

    private void end(String record, String etag, Instant modified, AuditOutcome outcome) {
        writer.writes().end(begun, record, etag, modified, outcome);
        begun = null;
        saidSomething = false;
    }

    /** Ends what is open with what Libris said of it, or else with this. */
    void leave(String otherwise) {
        if (saidSomething) {
            begun = null;
            saidSomething = false;
        } else {
            cameToNothing(otherwise);
        }
    }

    /** Libris may have stumbled after the deed: it is left open until a look has told. */
    private void stumbled(WriteResponse reply) {
        writer.writes().end(begun, null, null, null, AuditOutcome.because(reply.said()));
        saidSomething = true;
    }

    /** What a reply that is no success asks for: another look, or else a refusal. */
    RetryWrite unsuccessful(WriteResponse reply) throws RecordRejected {
        if (reply.status() == 500) {
            stumbled(reply);
            return RetryWrite.trouble("Libris failed (" + reply.said() + ")");
        }
        cameToNothing(reply.said());
        return switch (reply.status()) {
            case 412 -> RetryWrite.changed("somebody else changed the record at the same time");
            case 302, 404, 410 -> RetryWrite.changed("the record is no longer where it was (" + reply.said() + ")");
            default -> {
                if (reply.isBusy()) {
                    yield RetryWrite.trouble("Libris is busy with the bib (" + reply.said() + ")");
                }
                throw new RecordRejected("Libris refuses it (" + reply.said() + ")");
            }
        };
    }

    /** Nothing to write. If a write's answer was lost, the write itself was not. */
    WriteResult asItIs(Version there, String bib) {
        WriteResult.Change change = isOpen() ? begunChange : WriteResult.Change.UNCHANGED;
        if (isOpen()) {
            done(there);
        }
        return result(change, there.address(), bib, "");
    }

    /** @param bib for a person to read */
    WriteResult result(WriteResult.Change change, String record, String bib, String difference) {
        return new WriteResult(change, !writer.terms().dry(), record, bib, sigel, difference);
    }
}
