package org.bokbuss.sandbox.libris;

import java.util.List;
import java.util.Optional;

/**
 * One of the 17 metadata prefixes of Libris' OAI-PMH, in the order in which Libris lists them.
 *
 * @param name as asked for
 * @param format the part before the variants: marcxml, jsonld, oai_dc, rdfxml, ttl
 */
record Prefix(String name, String format) {
    static final List<Prefix> ALL = List.of(
            of("rdfxml_includehold_expanded"),
            of("marcxml_includehold_expanded"),
            of("jsonld_expanded"),
            of("marcxml_expanded"),
            of("oai_dc_includehold"),
            of("jsonld"),
            of("rdfxml_expanded"),
            of("oai_dc_includehold_expanded"),
            of("ttl"),
            of("marcxml"),
            of("rdfxml_includehold"),
            of("jsonld_includehold"),
            of("marcxml_includehold"),
            of("oai_dc_expanded"),
            of("jsonld_includehold_expanded"),
            of("oai_dc"),
            of("rdfxml"));

    private static Prefix of(String name) {
        return new Prefix(name, name.replace("_includehold", "").replace("_expanded", ""));
    }

    static Optional<Prefix> find(String name) {
        return ALL.stream().filter(p -> p.name.equals(name)).findFirst();
    }

    boolean includesHoldings() {
        return name.contains("_includehold");
    }

    /** MARC is always expanded (Libris XL: marcxml behaves as marcxml_expanded). */
    boolean isExpanded() {
        return name.endsWith("_expanded") || format.equals("marcxml");
    }

    /** Schema and namespace, where Libris names them. */
    Optional<String[]> schema() {
        return switch (format) {
            case "marcxml" ->
                Optional.of(new String[] {
                    "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim"
                });
            case "oai_dc" ->
                Optional.of(new String[] {
                    "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0"
                });
            default -> Optional.empty();
        };
    }
}
