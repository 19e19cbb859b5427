package org.bokbuss.holdings;

import java.util.Optional;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.Refused;
import org.bokbuss.fetch.Failure;
import org.bokbuss.holdings.form.Difference;
import org.bokbuss.libris.record.RecordId;

/** A whole record on its way into Libris: nothing is merged, so that only the version it was made from is replaced. */
final class RecordWrite {
    private final Desk desk;
    private final Libris libris;
    private final WholeRecord wanted;
    private final Writing writing;
    private String failed;

    RecordWrite(Desk desk, WholeRecord wanted, String sigel, Fence fence) {
        this.desk = desk;
        this.libris = desk.access().libris();
        this.wanted = wanted;
        this.writing = new Writing(desk, sigel, fence);
    }

    Done attempt() throws Failure, Refused, LookAgain {
        if (wanted.id() == null) {
            return create();
        }
        synchronized (desk.lock(address())) {
            Optional<Version> there = libris.read(wanted.id());
            if (wanted.document() == null) {
                Removal removal = new Removal(writing, address());
                return there.isPresent() ? removal.of(there.get()) : removal.gone(address());
            }
            return replace(there.orElseThrow(
                    () -> new Refused("Libris has no record " + address() + ": it is unknown, or deleted")));
        }
    }

    private String address() {
        return libris.address(wanted.id());
    }

    private Done create() throws Failure, Refused, LookAgain {
        if (writing.isOpen()) {
            // Unlike a holding, a bib may be there twice, and a search would find it too late.
            writing.leave("not known");
            throw new Refused("whether Libris has made the record is not known ("
                    + (failed == null ? "its answer was lost" : failed)
                    + "): look for it there before it is sent again");
        }
        String difference = Difference.between(null, wanted.thing());
        if (desk.terms().dry()) {
            return writing.result(Done.Change.CREATED, null, "a new record", difference);
        }
        writing.begin(Done.Change.CREATED, null, null, null, wanted.thing());
        Reply reply = libris.create(wanted.document(), writing.actingFor());
        if (reply.status() != 201) {
            throw refused(reply);
        }
        RecordId made = Optional.ofNullable(reply.location())
                .flatMap(RecordId::of)
                .orElseThrow(() -> LookAgain.changed("Libris made a record and did not say where"));
        Version now = libris.read(made).orElseThrow(() -> LookAgain.changed("the record was taken away at once"));
        writing.done(now);
        return writing.result(Done.Change.CREATED, now.address(), now.address(), difference);
    }

    private Done replace(Version before) throws Failure, Refused, LookAgain {
        if (before.says(wanted.document().path("@graph"))) {
            return writing.asItIs(before, address());
        }
        if (wanted.etag() == null) {
            throw new Refused("from which version of " + address() + " the record was made is not known: fetch it with"
                    + " libris-record-action, which puts its ETag into the header Bokbuss-etag, and change that");
        }
        if (!before.hasTag(wanted.etag())) {
            throw new Refused(address() + " has been changed by somebody else since it was fetched");
        }
        String difference = Difference.between(before.thing(), wanted.thing());
        if (desk.terms().dry()) {
            return writing.result(Done.Change.CHANGED, before.address(), address(), difference);
        }
        writing.begin(Done.Change.CHANGED, before.address(), address(), before.thing(), wanted.thing());
        Reply reply = libris.replace(before.id(), wanted.document(), wanted.etag(), writing.actingFor());
        if (reply.status() != 204) {
            throw refused(reply);
        }
        Version now = libris.read(before.id())
                .orElseThrow(() -> LookAgain.changed("the record was taken away right after it was written"));
        if (now.hasTag(before.etag())) {
            writing.cameToNothing("204, but nothing was stored");
            throw new Refused("Libris answered 204 to the change of " + address() + ", but stored nothing");
        }
        writing.done(now);
        return writing.result(Done.Change.CHANGED, now.address(), address(), difference);
    }

    /** A whole record is not tried again on another version. */
    private LookAgain refused(Reply reply) throws Refused {
        failed = reply.said();
        LookAgain again = writing.unsuccessful(reply);
        if (!again.isTrouble()) {
            throw new Refused("Libris does not take it (" + reply.said() + ")");
        }
        return again;
    }
}
