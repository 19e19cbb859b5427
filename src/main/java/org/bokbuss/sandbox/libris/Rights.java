package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bokbuss.sandbox.catalogue.Kind;

/**
 * Who writes: a client's permissions, and the library it says it acts for. That library must be one of its own,
 * otherwise it may do nothing (Libris XL's AccessControl).
 *
 * @param permissions of the client
 * @param activeSigel what XL-Active-Sigel says, or empty
 */
record Rights(List<Permission> permissions, String activeSigel) {
    static final String REFUSAL = "You are not authorized to perform this operation";

    private boolean hasActive(Predicate<Permission> permission) {
        return permissions.stream().anyMatch(p -> p.sigel().equals(activeSigel) && permission.test(p));
    }

    /** The library whose holding it is may be another of the client's than the active one. */
    private boolean mayHold(String sigel) {
        return hasActive(Permission::globalRegistrant)
                || hasActive(p -> true)
                        && permissions.stream()
                                .anyMatch(p -> p.sigel().equals(sigel) && (p.registrant() || p.cataloger()));
    }

    private boolean mayCatalogue() {
        return hasActive(p -> true) && permissions.stream().anyMatch(Permission::cataloger);
    }

    /**
     * Checks that a thing may be written, as it is or as it is to be.
     *
     * @throws Refused if it may not
     */
    void check(JsonNode thing) {
        var kind = Kind.ofType(thing.path("@type").asText());
        // Topics belong to id.kb.se, where only KB writes.
        var may = kind.equals(Optional.of(Kind.HOLDING))
                ? mayHold(Holdings.sigel(thing))
                : mayCatalogue() && !kind.equals(Optional.of(Kind.TOPIC));
        if (!may) {
            throw Refused.forbidden(REFUSAL);
        }
    }
}
