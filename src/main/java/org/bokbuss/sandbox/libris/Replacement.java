package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Document;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;

/** PUT: a record is replaced, also a deleted one, which is then back. */
final class Replacement {
    private final Catalogue catalogue;
    private final Addresses addresses;
    private final Holdings holdings;
    private final JsonLd jsonLd;
    private final StoredForm storedForm;

    Replacement(Catalogue catalogue, Addresses addresses, Holdings holdings, JsonLd jsonLd) {
        this.catalogue = catalogue;
        this.addresses = addresses;
        this.holdings = holdings;
        this.jsonLd = jsonLd;
        this.storedForm = new StoredForm(addresses::lasting);
    }

    Answer answer(Request request, Rights rights, Faults.OnPage faults) {
        addresses.checkIsRecord(request.path());
        var body = SentDocument.of(request);
        var entry = addresses.record(request.path()).orElseThrow(() -> new Refused(JsonError.notFound()));
        var graph = body.path("@graph");
        var record = graph.isArray() ? graph.path(0) : body;
        if (!record.path("@id").asText().equals(entry.uri())) {
            throw Refused.badRequest("Record ID was modified");
        }
        SentDocument.checkTerms(body);
        var before = jsonLd.document(entry);
        checkRights(rights, before.thing(), graph.path(1));
        checkMatch(request, before, faults);
        var after = Document.of(storedForm.of(graph)).by(rights.activeSigel());
        checkKept(before, after);
        var itemOf = entry.kind() == Kind.HOLDING ? held(entry, before, after) : Optional.of("");
        // Libris says so all the same when it can't find the bib (seen in 2026).
        if (itemOf.isPresent() && !faults.take(Fault.Kind.NO_OP)) {
            var deleted = after.record().path("recordStatus").asText().equals("marc:Deleted");
            catalogue.write(entry.id(), after, itemOf.get(), deleted);
        }
        return Stored.answer(204, entry.uri(), after);
    }

    /** A holding stays a holding, and of the same library; a record stays in its collection. */
    private static void checkRights(Rights rights, JsonNode before, JsonNode after) {
        rights.check(before);
        var old = Kind.ofType(before.path("@type").asText());
        var now = Kind.ofType(after.path("@type").asText());
        if (old.equals(Optional.of(Kind.HOLDING))
                && (!now.equals(old) || !Holdings.sigel(after).equals(Holdings.sigel(before)))) {
            throw Refused.forbidden(Rights.REFUSAL);
        }
        rights.check(after);
        if (!now.map(Kind::collection).equals(old.map(Kind::collection))) {
            throw Refused.badRequest("The collection of a record can't be changed.");
        }
    }

    /** Of an embellished ETag the first half counts. */
    private static void checkMatch(Request request, Document before, Faults.OnPage faults) {
        var match = request.headers().get("if-match");
        if (match == null) {
            throw Refused.badRequest("Missing If-Match header in update");
        }
        if (faults.take(Fault.Kind.CONFLICT)
                || !Reading.bare(match).replaceFirst(":.*", "").equals(Stored.tag(before))) {
            throw new Refused(
                    412, "Precondition Failed", "The resource has been updated by someone else. Please refetch.");
        }
    }

    /** What names a record may not go; Libris does not say why it fails. */
    private void checkKept(Document before, Document after) {
        var known = Stored.sameAs(before.json().get("@graph"));
        var sent = Stored.sameAs(after.json().get("@graph"));
        var added = new HashSet<>(sent);
        added.removeAll(known);
        if (!before.record().path("controlNumber").equals(after.record().path("controlNumber"))
                || !before.thing().path("@id").equals(after.thing().path("@id"))
                || !sent.containsAll(known)
                || added.stream().anyMatch(address -> addresses.find(address).isPresent())) {
            throw new Refused(JsonError.internal());
        }
    }

    /** The id of the bib, old or new; nothing if there is no such bib. */
    private Optional<String> held(Entry entry, Document before, Document after) {
        var address = after.thing().at("/itemOf/@id").asText();
        var bib = addresses.find(address).filter(found -> !found.deleted());
        var moved = !before.thing().at("/itemOf/@id").asText().equals(address);
        if (bib.isPresent() && moved && holdings.isHeld(address, bib.get(), entry.sigel())) {
            throw new Refused(409, "Conflict", holdings.alreadyHeld(bib.get(), entry.sigel()));
        }
        return bib.map(Entry::id);
    }
}
