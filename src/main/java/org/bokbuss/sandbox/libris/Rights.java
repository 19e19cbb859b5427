package org.bokbuss.sandbox.libris;

import java.util.List;
import java.util.function.Predicate;

/**
 * Who writes: a client's permissions, and the library it says it acts for. That library must be one of its own,
 * otherwise it may do nothing (Libris XL's AccessControl).
 *
 * @param permissions of the client
 * @param activeSigel what XL-Active-Sigel says, or empty
 */
record Rights(List<Permission> permissions, String activeSigel) {
    private boolean hasActive(Predicate<Permission> permission) {
        return permissions.stream().anyMatch(p -> p.sigel().equals(activeSigel) && permission.test(p));
    }

    /** The library whose holding it is may be another of the client's than the active one. */
    boolean mayHold(String sigel) {
        return hasActive(Permission::globalRegistrant)
                || hasActive(p -> true)
                        && permissions.stream()
                                .anyMatch(p -> p.sigel().equals(sigel) && (p.registrant() || p.cataloger()));
    }

    boolean mayCatalogue() {
        return hasActive(p -> true) && permissions.stream().anyMatch(Permission::cataloger);
    }
}
