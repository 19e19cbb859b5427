package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.libris.holdings.Difference;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.libris.holdings.ItemForm;
import org.bokbuss.libris.record.Isbn;
import org.bokbuss.libris.record.RecordId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One holding on its way into Libris: find the bib and the library's holding, merge what is given into what is there,
 * stop if nothing changes, write that version or none, and look whether it was stored.
 *
 * <p>Each attempt begins with a look: after a time-out or another's edit nothing is repeated blindly.
 */
final class HoldingWrite {
    private static final Logger LOG = LoggerFactory.getLogger(HoldingWrite.class);

    private final LibrisWriter writer;
    private final Libris libris;
    private final Holding wanted;
    private final String sigel;
    private final AuditedWrite writing;

    /** The bib's address, as Libris gives it where it was searched for; null while it is not found. */
    private String bib;

    private String refusedCreation;
    private boolean oneOfSeveral;

    HoldingWrite(LibrisWriter writer, Holding wanted, String sigel, Fence fence) {
        this.writer = writer;
        this.libris = writer.access().libris();
        this.wanted = wanted;
        this.sigel = sigel;
        this.writing = new AuditedWrite(writer, sigel, fence);
    }

    /** The bib's address; empty if Libris has no such bib, and the holding is to be deleted. */
    Optional<String> bib() throws SourceFailure, RecordRejected {
        if (bib == null) {
            bib = find().orElse(null);
        }
        return Optional.ofNullable(bib);
    }

    /** Other copies of the bib stand in the same file: none is to be written over another. */
    HoldingWrite asOneOfSeveral() {
        oneOfSeveral = true;
        return this;
    }

    String sigel() {
        return sigel;
    }

    /** The copy that is meant; empty where none is named. */
    String copy() {
        JsonNode number = wanted.fields().get("copyNumber");
        return number == null || number.isNull() ? "" : number.asText();
    }

    /** What tells it from writes that may be made at the same time. */
    String name() {
        return bib == null ? wanted.key() : bib;
    }

    WriteResult attempt() throws SourceFailure, RecordRejected, RetryWrite {
        if (bib().isEmpty()) {
            return writing.result(WriteResult.Change.ABSENT, null, wanted.key(), "");
        }
        synchronized (writer.lock(bib)) {
            Optional<List<RecordId>> found = libris.holdings(bib, sigel);
            if (wanted.action() == Holding.Action.DELETE) {
                return delete(found.orElse(List.of()));
            }
            return upsert(found.orElseThrow(() -> new RecordRejected("Libris knows no bib " + bib)));
        }
    }

    // The bib

    private Optional<String> find() throws SourceFailure, RecordRejected {
        Optional<String> found = wanted.bib() == null && wanted.isbn() != null ? byIsbn() : current(wanted.key());
        if (found.isEmpty() && wanted.action() == Holding.Action.UPSERT) {
            throw new RecordRejected("Libris has no bib " + wanted.key());
        }
        return found;
    }

    private Optional<String> byIsbn() throws SourceFailure, RecordRejected {
        List<String> bibs = writer.access().bibs().byIsbn(Isbn.of(wanted.isbn()).orElseThrow()).stream()
                .map(item -> item.path("@id").asText().replaceFirst("#.*$", ""))
                .distinct()
                .toList();
        if (bibs.size() > 1) {
            throw new RecordRejected("ISBN " + wanted.isbn() + " stands in " + bibs.size() + " bibs of Libris ("
                    + String.join(", ", bibs.stream().sorted().toList()) + "): say which with bib");
        }
        return bibs.stream().findFirst();
    }

    private Optional<String> current(String written) throws SourceFailure {
        Optional<RecordId> id = RecordId.of(written);
        return id.isPresent() ? writer.access().bibs().current(id.get()).map(libris::address) : Optional.empty();
    }

    // Making and changing

    private WriteResult upsert(List<RecordId> found) throws SourceFailure, RecordRejected, RetryWrite {
        if (found.isEmpty()) {
            return create();
        }
        RecordId id = found.stream().min(Comparator.comparing(RecordId::path)).orElseThrow();
        if (found.size() > 1) {
            LOG.warn(
                    "{} has {} holdings on {}, {} is written: merge them in Libris",
                    sigel,
                    found.size(),
                    bib,
                    id.path());
        }
        Version before = libris.read(id)
                .orElseThrow(() -> RetryWrite.changed("the holding " + id.path() + " was taken away by somebody else"));
        requireOurs(before);
        if (!writer.terms().dry()) {
            writer.deletions().undo(before.address());
        }
        ObjectNode after = merged(before);
        if (ItemForm.same(before.thing(), after)) {
            return writing.asItIs(before, bib);
        }
        String difference = Difference.between(before.thing(), after);
        return writer.terms().dry()
                ? writing.result(WriteResult.Change.CHANGED, before.address(), bib, difference)
                : change(before, after, difference);
    }

    private ObjectNode merged(Version version) throws RecordRejected {
        try {
            if (oneOfSeveral) {
                ItemForm.requireCopy(version.thing(), wanted);
            }
            return ItemForm.merged(version.thing(), wanted);
        } catch (IllegalArgumentException unclear) {
            throw new RecordRejected(unclear.getMessage(), unclear);
        }
    }

    private void requireOurs(Version version) throws RecordRejected {
        if (!version.isHoldingOf(sigel)) {
            throw new RecordRejected(
                    version.address() + ", which Libris names as the holding of " + sigel + ", is none");
        }
    }

    private WriteResult create() throws SourceFailure, RecordRejected, RetryWrite {
        if (wanted.takesAwayOnly()) {
            writing.leave("not known; nothing was there when looked for again");
            return writing.result(WriteResult.Change.UNCHANGED, null, bib, "");
        }
        if (refusedCreation != null) {
            throw new RecordRejected("Libris does not make a holding of " + sigel + " on " + bib + " ("
                    + refusedCreation + "), and there is none: it does not know that library, or that bib");
        }
        ObjectNode document = ItemForm.created(bib + "#it", sigel, wanted);
        JsonNode item = document.path("@graph").path(1);
        String difference = Difference.between(null, item);
        if (writer.terms().dry()) {
            return writing.result(WriteResult.Change.CREATED, null, bib, difference);
        }
        writing.begin(WriteResult.Change.CREATED, null, bib, null, item);
        WriteResponse reply = libris.create(document, writing.actingFor());
        if (reply.status() == 201) {
            RecordId made = Optional.ofNullable(reply.location())
                    .flatMap(RecordId::of)
                    .orElseThrow(() -> RetryWrite.changed("Libris made a holding and did not say where"));
            return verified(made, null, reply, difference);
        }
        if (reply.status() == 404 || reply.status() == 409 || reply.status() == 400 && !reply.isBusy()) {
            // So it says also where there is one already, perhaps our own: 400 once, then 409, today 404.
            refusedCreation = reply.said();
            writing.cameToNothing(reply.said());
            throw RetryWrite.changed("Libris does not make the holding (" + reply.said() + ")");
        }
        throw writing.unsuccessful(reply);
    }

    private WriteResult change(Version before, ObjectNode after, String difference)
            throws SourceFailure, RecordRejected, RetryWrite {
        writing.begin(WriteResult.Change.CHANGED, before.address(), bib, before.thing(), after);
        WriteResponse reply = libris.replace(before.id(), before.with(after), before.etag(), writing.actingFor());
        if (reply.status() != 204) {
            throw writing.unsuccessful(reply);
        }
        return verified(before.id(), before, reply, difference);
    }

    /** Libris answers 204 also where it stored nothing. */
    private WriteResult verified(RecordId id, Version before, WriteResponse reply, String difference)
            throws SourceFailure, RecordRejected, RetryWrite {
        Version now = libris.read(id)
                .orElseThrow(() -> RetryWrite.changed("the holding was taken away right after it was written"));
        if (ItemForm.same(now.thing(), merged(now))) {
            writing.done(now);
            return writing.result(writing.change(), now.address(), bib, difference);
        }
        if (before != null && now.hasTag(before.etag())) {
            writing.cameToNothing(reply.status() + ", but nothing was stored");
            throw new RecordRejected("Libris answered " + reply.status() + " to the change of " + now.address()
                    + ", but stored nothing: see whether its library and its bib still exist");
        }
        if (now.hasTag(reply.etag())) {
            writing.cameToNothing(reply.status() + ", but something else was stored");
            throw new RecordRejected("Libris answered " + reply.status() + ", but stored something else in "
                    + now.address() + ":\n" + Difference.between(merged(now), now.thing()));
        }
        // Somebody who had read our version has changed it since: theirs is the last word.
        writing.overtaken(now.address(), reply.etag());
        return writing.result(writing.change(), now.address(), bib, difference);
    }

    // Deleting

    private WriteResult delete(List<RecordId> found) throws SourceFailure, RecordRejected, RetryWrite {
        if (found.size() > 1) {
            throw new RecordRejected(sigel + " has " + found.size() + " holdings on " + bib + " ("
                    + String.join(
                            ", ", found.stream().map(RecordId::path).sorted().toList())
                    + "): which of them is to be deleted cannot be told");
        }
        HoldingDelete removal = new HoldingDelete(writing, bib);
        Optional<Version> there = found.isEmpty() ? Optional.empty() : libris.read(found.get(0));
        if (there.isEmpty()) {
            return removal.gone(null);
        }
        requireOurs(there.get());
        return removal.of(there.get());
    }
}
