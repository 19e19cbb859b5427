package org.bokbuss.libris.write;

import java.util.Optional;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.libris.holdings.Difference;
import org.bokbuss.libris.record.RecordId;

/** A whole record on its way into Libris: nothing is merged, so that only the version it was made from is replaced. */
final class RecordWrite {
    private final LibrisWriter writer;
    private final Libris libris;
    private final WholeRecord wanted;
    private final AuditedWrite writing;
    private String failed;

    RecordWrite(LibrisWriter writer, WholeRecord wanted, String sigel, Fence fence) {
        this.writer = writer;
        this.libris = writer.access().libris();
        this.wanted = wanted;
        this.writing = new AuditedWrite(writer, sigel, fence);
    }

    WriteResult attempt() throws SourceFailure, RecordRejected, RetryWrite {
        if (wanted.id() == null) {
            return create();
        }
        synchronized (writer.lock(address())) {
            Optional<Version> there = libris.read(wanted.id());
            if (wanted.document() == null) {
                HoldingDelete removal = new HoldingDelete(writing, address());
                return there.isPresent() ? removal.of(there.get()) : removal.gone(address());
            }
            return replace(there.orElseThrow(
                    () -> new RecordRejected("Libris has no record " + address() + ": it is unknown, or deleted")));
        }
    }

    private String address() {
        return libris.address(wanted.id());
    }

    private WriteResult create() throws SourceFailure, RecordRejected, RetryWrite {
        if (writing.isOpen()) {
            // Unlike a holding, a bib may be there twice, and a search would find it too late.
            writing.leave("not known");
            throw new RecordRejected("whether Libris has made the record is not known ("
                    + (failed == null ? "its answer was lost" : failed)
                    + "): look for it there before it is sent again");
        }
        String difference = Difference.between(null, wanted.thing());
        if (writer.terms().dry()) {
            return writing.result(WriteResult.Change.CREATED, null, "a new record", difference);
        }
        writing.begin(WriteResult.Change.CREATED, null, null, null, wanted.thing());
        WriteResponse reply = libris.create(wanted.document(), writing.actingFor());
        if (reply.status() != 201) {
            throw refused(reply);
        }
        RecordId made = Optional.ofNullable(reply.location())
                .flatMap(RecordId::of)
                .orElseThrow(() -> RetryWrite.changed("Libris made a record and did not say where"));
        Version now = libris.read(made).orElseThrow(() -> RetryWrite.changed("the record was taken away at once"));
        writing.done(now);
        return writing.result(WriteResult.Change.CREATED, now.address(), now.address(), difference);
    }

    private WriteResult replace(Version before) throws SourceFailure, RecordRejected, RetryWrite {
        if (before.says(wanted.document().path("@graph"))) {
            return writing.asItIs(before, address());
        }
        if (wanted.etag() == null) {
            throw new RecordRejected(
                    "from which version of " + address() + " the record was made is not known: fetch it with"
                            + " libris-record-action, which puts its ETag into the header CamelCloudEventEtag, and change that");
        }
        if (!before.hasTag(wanted.etag())) {
            throw new RecordRejected(address() + " has been changed by somebody else since it was fetched");
        }
        String difference = Difference.between(before.thing(), wanted.thing());
        if (writer.terms().dry()) {
            return writing.result(WriteResult.Change.CHANGED, before.address(), address(), difference);
        }
        writing.begin(WriteResult.Change.CHANGED, before.address(), address(), before.thing(), wanted.thing());
        WriteResponse reply = libris.replace(before.id(), wanted.document(), wanted.etag(), writing.actingFor());
        if (reply.status() != 204) {
            throw refused(reply);
        }
        Version now = libris.read(before.id())
                .orElseThrow(() -> RetryWrite.changed("the record was taken away right after it was written"));
        if (now.hasTag(before.etag())) {
            writing.cameToNothing("204, but nothing was stored");
            throw new RecordRejected("Libris answered 204 to the change of " + address() + ", but stored nothing");
        }
        writing.done(now);
        return writing.result(WriteResult.Change.CHANGED, now.address(), address(), difference);
    }

    /** A whole record is not tried again on another version. */
    private RetryWrite refused(WriteResponse reply) throws RecordRejected {
        failed = reply.said();
        RetryWrite again = writing.unsuccessful(reply);
        if (!again.isTrouble()) {
            throw new RecordRejected("Libris does not take it (" + reply.said() + ")");
        }
        return again;
    }
}
