package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;

/** Who holds what, as Libris' writing sees it: by the links that holdings have to the thing, not to its record. */
final class Holdings {
    private static final String LIBRARIES = Entry.HOST + "library/";

    private final Catalogue catalogue;
    private final Accounts accounts;

    Holdings(Catalogue catalogue, Accounts accounts) {
        this.catalogue = catalogue;
        this.accounts = accounts;
    }

    /** The living holdings that a library has of a bib. */
    List<Entry> of(Entry bib, String sigel) {
        return catalogue.holdings(bib).stream()
                .filter(holding -> holding.sigel().equals(sigel))
                // A link to the record instead of the thing is kept but not followed (Libris XL, seen in 2026).
                .filter(holding -> holding.written()
                        .map(d -> d.thing().at("/itemOf/@id").asText().contains("#"))
                        .orElse(true))
                .toList();
    }

    /**
     * The library of a holding.
     *
     * @throws Refused if the holding names none
     */
    static String sigel(JsonNode item) {
        return sigel(item.at("/heldBy/@id").asText())
                .orElseThrow(() -> Refused.badRequest("Missing sigel in document."));
    }

    /** The library at an address, or nothing if it is no library's. */
    static Optional<String> sigel(String address) {
        try {
            return address.startsWith(LIBRARIES)
                    ? Optional.of(URLDecoder.decode(address.substring(LIBRARIES.length()), UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    boolean isLibrary(String sigel) {
        return catalogue.sigels().contains(sigel) || accounts.sigels().anyMatch(sigel::equals);
    }

    /** Whether a link would make a second holding; one to the record instead of the thing is not checked. */
    boolean isHeld(String itemOf, Entry bib, String sigel) {
        return itemOf.contains("#") && !of(bib, sigel).isEmpty();
    }

    /** Says that there is a holding already. */
    String alreadyHeld(Entry bib, String sigel) {
        return "Already exists a holding record (" + of(bib, sigel).get(0).id() + ") for " + Descriptions.library(sigel)
                + " and bib: " + bib.thing();
    }
}
