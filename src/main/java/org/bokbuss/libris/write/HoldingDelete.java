package org.bokbuss.libris.write;

import java.util.Optional;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.libris.holdings.Difference;
import org.bokbuss.libris.record.RecordId;

/** Takes a record away, with a look before and one after. */
final class HoldingDelete {
    private final AuditedWrite writing;
    private final String bib;

    /** @param bib what the record belongs to, or itself */
    HoldingDelete(AuditedWrite writing, String bib) {
        this.writing = writing;
        this.bib = bib;
    }

    /** At once, or after the time in which it can be undone. */
    WriteResult of(Version there) throws SourceFailure, RecordRejected, RetryWrite {
        String difference = Difference.between(there.thing(), null);
        if (writing.writer().terms().dry()) {
            return writing.result(WriteResult.Change.DELETED, there.address(), bib, difference);
        }
        return writing.writer().deletions().wait(there, bib, writing.sigel())
                ? writing.result(WriteResult.Change.POSTPONED, there.address(), bib, difference)
                : make(there, difference);
    }

    /** A deletion that was asked for a while ago: of this version, and of no other. */
    WriteResult ofVersion(String record, String etag) throws SourceFailure, RecordRejected, RetryWrite {
        synchronized (writing.writer().lock(bib)) {
            Optional<Version> there =
                    writing.writer().access().libris().read(RecordId.of(record).orElseThrow());
            if (there.isEmpty()) {
                return gone(record);
            }
            if (!there.get().hasTag(etag)) {
                throw new RecordRejected(
                        record + " has been changed since its deletion was asked for: it is not deleted");
            }
            return make(there.get(), Difference.between(there.get().thing(), null));
        }
    }

    private WriteResult make(Version there, String difference) throws SourceFailure, RecordRejected, RetryWrite {
        writing.begin(WriteResult.Change.DELETED, there.address(), bib, there.thing(), null);
        WriteResponse reply = writing.writer().access().libris().delete(there.id(), writing.actingFor());
        if (reply.status() != 204 && reply.status() != 404 && reply.status() != 410) {
            throw writing.unsuccessful(reply);
        }
        if (writing.writer().access().libris().read(there.id()).isPresent()) {
            writing.cameToNothing(reply.status() + ", but it is still there");
            throw new RecordRejected("Libris answered " + reply.status() + " to the deletion of " + there.address()
                    + ", but it is still there");
        }
        writing.deleted(reply.time());
        return writing.result(WriteResult.Change.DELETED, there.address(), bib, difference);
    }

    /** Nothing is there: it never was, or our own deletion was made and its answer lost. */
    WriteResult gone(String record) {
        if (!writing.isOpen()) {
            return writing.result(WriteResult.Change.ABSENT, record, bib, "");
        }
        writing.deleted(null);
        return writing.result(WriteResult.Change.DELETED, record, bib, "");
    }
}
