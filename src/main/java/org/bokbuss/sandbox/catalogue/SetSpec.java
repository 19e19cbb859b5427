package org.bokbuss.sandbox.catalogue;

import java.util.Set;

/**
 * A set of Libris' OAI-PMH.
 *
 * @param root auth, bib, hold, nb or sao; empty for everything
 * @param sigel a library for bib and hold, or empty
 */
public record SetSpec(String root, String sigel) {
    public static final SetSpec EVERYTHING = new SetSpec("", "");

    private static final Set<String> ROOTS = Set.of("auth", "bib", "hold", "nb", "sao");

    /**
     * Reads a set.
     *
     * @throws IllegalArgumentException if Libris has no such set
     */
    public static SetSpec parse(String text) {
        var colon = text.indexOf(':');
        var root = colon < 0 ? text : text.substring(0, colon);
        var sigel = colon < 0 ? "" : text.substring(colon + 1);
        var libraries = root.equals("bib") || root.equals("hold");
        if (!ROOTS.contains(root) || colon >= 0 && (!libraries || sigel.isEmpty() || sigel.contains(":"))) {
            throw new IllegalArgumentException("Not a supported set spec: " + text);
        }
        return new SetSpec(root, sigel);
    }

    /** The collection that is scanned for the set, empty for all. */
    public String collection() {
        return switch (root) {
            case "nb" -> "bib";
            case "sao" -> "auth";
            default -> root;
        };
    }

    public boolean contains(Entry entry, Catalogue catalogue) {
        return switch (root) {
            case "" -> true;
            case "auth" -> entry.kind() == Kind.PERSON || entry.kind() == Kind.TOPIC;
            case "bib" -> entry.kind() == Kind.BIB && (sigel.isEmpty() || heldBySigel(entry, catalogue));
            case "hold" -> entry.kind() == Kind.HOLDING && (sigel.isEmpty() || sigel.equals(entry.sigel()));
            case "nb" -> entry.kind() == Kind.BIB && Descriptions.isNationalBibliography(entry);
            default -> entry.kind() == Kind.TOPIC;
        };
    }

    /** Holdings are looked at when the set is harvested: a bib whose last one went is silently gone from the set. */
    private boolean heldBySigel(Entry bib, Catalogue catalogue) {
        return catalogue.holdings(bib).stream().anyMatch(h -> h.sigel().equals(sigel));
    }

    @Override
    public String toString() {
        return sigel.isEmpty() ? root : root + ":" + sigel;
    }
}
