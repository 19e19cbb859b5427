package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Document;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;

/**
 * The writing of records, to look at and to meddle with: who may, what was written, and other people who write at the
 * same time. Safe for threads.
 */
public final class Writing {
    private final Catalogue catalogue;
    private final JsonLd jsonLd;
    private final Accounts accounts = new Accounts();
    private final Writes writes;

    public Writing(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.jsonLd = new JsonLd(catalogue);
        this.writes = new Writes(catalogue, accounts);
    }

    /** What to configure so that the Libris at this address is written to, for the library S. */
    public static Map<String, String> settings(URI address) {
        return Map.of(
                "libris.base-url",
                address.toString(),
                "libris.environment",
                "sandbox",
                "libris.token-url",
                address + LibrisLogin.TOKEN,
                "libris.client-id",
                Accounts.CLIENT_ID,
                "libris.client-secret",
                Accounts.CLIENT_SECRET,
                "libris.sigel",
                "S");
    }

    /** The clients, what they may do, and their tokens. */
    public Accounts accounts() {
        return accounts;
    }

    Writes writes() {
        return writes;
    }

    /**
     * The writes that reached Libris so far, the oldest first: all but those which a fault kept from it. Whether their
     * answers arrived is not known here.
     */
    public List<Write> received() {
        return writes.log();
    }

    /**
     * A record as it stands: {@code @graph} with record and thing.
     *
     * @param id an id or a record's address
     */
    public ObjectNode document(String id) {
        return jsonLd.document(catalogue.record(id)).json();
    }

    /**
     * Changes a record as somebody else of the same library would.
     *
     * @param id an id or a record's address
     * @param change is given the record as {@link #document} has it, and may change it
     */
    public Entry edit(String id, UnaryOperator<ObjectNode> change) {
        return catalogue.alone(() -> {
            var entry = catalogue.record(id);
            var document = Document.of(change.apply(document(id)).get("@graph"));
            return catalogue.write(entry.id(), document, itemOf(entry, document), entry.deleted());
        });
    }

    boolean editIfThere(String id, UnaryOperator<ObjectNode> change) {
        return catalogue.alone(() -> !isDeleted(id) && edit(id, change) != null);
    }

    boolean isDeleted(String id) {
        return catalogue.record(id).deleted();
    }

    /**
     * Lets somebody else edit holdings until it is closed.
     *
     * @param holdings ids or addresses; they are edited in turn
     * @param pause between two edits
     */
    public Editor editor(List<String> holdings, Duration pause) {
        return new Editor(this, holdings, pause);
    }

    private String itemOf(Entry entry, Document document) {
        return catalogue
                .findByAddress(document.thing().at("/itemOf/@id").asText())
                .map(Entry::id)
                .orElse(entry.itemOf());
    }

    /** Deletes a record as somebody else would. */
    public Entry delete(String id) {
        return catalogue.delete(id);
    }

    /** Makes a holding of a library for a bib, as somebody there would; also a second one, as there are from old times. */
    public Entry hold(String bib, String sigel) {
        return catalogue.addHolding(bib, sigel);
    }

    /** Gives two bibs the same ISBN, that of the first. */
    public void shareIsbn(String one, String other) {
        var identifiers = document(one).at("/@graph/1/identifiedBy");
        edit(other, document -> {
            ((ObjectNode) document.at("/@graph/1")).set("identifiedBy", identifiers);
            return document;
        });
    }

    /** Merges a bib into another: it is deleted, its addresses lead there, its holdings are moved there. */
    public void merge(String from, String into) {
        catalogue.alone(() -> {
            var survivor = catalogue.record(into);
            for (var holding : catalogue.holdings(catalogue.record(from))) {
                edit(holding.id(), document -> {
                    ((ObjectNode) document.at("/@graph/1/itemOf")).put("@id", survivor.thing());
                    return document;
                });
            }
            var merged = document(from);
            edit(into, document -> withAddresses(document, merged));
            catalogue.redirect(from, into);
            return catalogue.delete(from);
        });
    }

    private static ObjectNode withAddresses(ObjectNode document, ObjectNode merged) {
        for (var part : List.of("/@graph/0", "/@graph/1")) {
            var addresses = document.withArray(part + "/sameAs");
            addresses.addObject().set("@id", merged.at(part + "/@id"));
            merged.at(part + "/sameAs").forEach(addresses::add);
        }
        return document;
    }
}
