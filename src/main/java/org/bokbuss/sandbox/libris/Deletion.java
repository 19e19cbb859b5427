package org.bokbuss.sandbox.libris;

import java.util.List;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Request;

/** DELETE: a record is marked as deleted, unless others need it. */
final class Deletion {
    private final Catalogue catalogue;
    private final Addresses addresses;
    private final JsonLd jsonLd;

    Deletion(Catalogue catalogue, Addresses addresses, JsonLd jsonLd) {
        this.catalogue = catalogue;
        this.addresses = addresses;
        this.jsonLd = jsonLd;
    }

    Answer answer(Request request, Rights rights) {
        addresses.checkIsRecord(request.path());
        var entry = addresses.record(request.path()).orElseThrow(() -> new Refused(JsonError.notFound()));
        var before = jsonLd.document(entry);
        try {
            rights.check(before.thing());
        } catch (Refused notAllowed) {
            throw Refused.forbidden("You do not have sufficient privileges to perform this operation.");
        }
        if (entry.deleted()) {
            throw new Refused(410, "Gone", "Document has been deleted.");
        }
        checkDependents(entry);
        catalogue.write(entry.id(), before.by(rights.activeSigel()), entry.itemOf(), true);
        return Answer.empty(204);
    }

    private void checkDependents(Entry entry) {
        var dependents = dependents(entry);
        if (!dependents.isEmpty()) {
            throw Refused.forbidden("Record is referenced by "
                    + dependents.get(0).id() + " and " + (dependents.size() - 1) + " other records.");
        }
    }

    private List<Entry> dependents(Entry entry) {
        return switch (entry.kind()) {
            case BIB -> catalogue.holdings(entry);
            case PERSON, TOPIC ->
                catalogue
                        .entries()
                        .filter(bib -> bib.kind() == Kind.BIB && !bib.deleted())
                        .filter(bib -> catalogue.linked(bib).contains(entry))
                        .toList();
            default -> List.of();
        };
    }
}
