package org.bokbuss.holdings;

import java.util.Optional;
import org.bokbuss.deliver.Refused;
import org.bokbuss.fetch.Failure;
import org.bokbuss.holdings.form.Difference;
import org.bokbuss.libris.record.RecordId;

/** Takes a record away, with a look before and one after. */
final class Removal {
    private final Writing writing;
    private final String bib;

    /** @param bib what the record belongs to, or itself */
    Removal(Writing writing, String bib) {
        this.writing = writing;
        this.bib = bib;
    }

    /** At once, or after the time in which it can be undone. */
    Done of(Version there) throws Failure, Refused, LookAgain {
        String difference = Difference.between(there.thing(), null);
        if (writing.desk().terms().dry()) {
            return writing.result(Done.Change.DELETED, there.address(), bib, difference);
        }
        return writing.desk().deletions().wait(there, bib, writing.sigel())
                ? writing.result(Done.Change.POSTPONED, there.address(), bib, difference)
                : make(there, difference);
    }

    /** A deletion that was asked for a while ago: of this version, and of no other. */
    Done ofVersion(String record, String etag) throws Failure, Refused, LookAgain {
        synchronized (writing.desk().lock(bib)) {
            Optional<Version> there =
                    writing.desk().access().libris().read(RecordId.of(record).orElseThrow());
            if (there.isEmpty()) {
                return gone(record);
            }
            if (!there.get().hasTag(etag)) {
                throw new Refused(record + " has been changed since its deletion was asked for: it is not deleted");
            }
            return make(there.get(), Difference.between(there.get().thing(), null));
        }
    }

    private Done make(Version there, String difference) throws Failure, Refused, LookAgain {
        writing.allowDeletion();
        writing.begin(Done.Change.DELETED, there.address(), bib, there.thing(), null);
        Reply reply = writing.desk().access().libris().delete(there.id(), writing.actingFor());
        if (reply.status() != 204 && reply.status() != 404 && reply.status() != 410) {
            throw writing.unsuccessful(reply);
        }
        if (writing.desk().access().libris().read(there.id()).isPresent()) {
            writing.cameToNothing(reply.status() + ", but it is still there");
            throw new Refused("Libris answered " + reply.status() + " to the deletion of " + there.address()
                    + ", but it is still there");
        }
        writing.deleted(reply.time());
        return writing.result(Done.Change.DELETED, there.address(), bib, difference);
    }

    /** Nothing is there: it never was, or our own deletion was made and its answer lost. */
    Done gone(String record) {
        if (!writing.isOpen()) {
            return writing.result(Done.Change.ABSENT, record, bib, "");
        }
        writing.deleted(null);
        return writing.result(Done.Change.DELETED, record, bib, "");
    }
}
