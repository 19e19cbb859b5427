package org.bokbuss.sandbox.libris;

import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Marc;
import org.bokbuss.sandbox.catalogue.MarcXml;
import org.bokbuss.sandbox.catalogue.Turtle;

/** A record in one of the formats of Libris' OAI-PMH. */
final class Metadata {
    /** What Libris puts in the place of a record it can't convert; the harvest goes on. */
    static final String CONVERSION_FAILED = "Error: Document conversion failed.";

    private final Catalogue catalogue;
    private final Marc marc;
    private final JsonLd jsonLd;

    Metadata(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.marc = new Marc(catalogue);
        this.jsonLd = new JsonLd(catalogue);
    }

    void write(Entry entry, Prefix prefix, StringBuilder out) {
        if (!catalogue.isConvertible(entry)) {
            out.append(CONVERSION_FAILED);
            return;
        }
        switch (prefix.format()) {
            case "marcxml" -> marc.write(entry, new MarcXml(out));
            case "jsonld" -> text(jsonLd.write(entry, prefix.isExpanded()), out);
            case "ttl" -> {
                var turtle = new StringBuilder();
                Turtle.write(jsonLd.graph(entry), turtle);
                text(turtle, out);
            }
            case "oai_dc" ->
                out.append("<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\""
                                + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                                + " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai_dc/"
                                + " http://www.openarchives.org/OAI/2.0/oai_dc.xsd\"><dc:identifier>")
                        .append(entry.uri())
                        .append("</dc:identifier></oai_dc:dc>");
            default -> rdfXml(entry, out);
        }
    }

    private static void text(CharSequence text, StringBuilder out) {
        out.append("<![CDATA[").append(text).append("]]>");
    }

    /** Libris' RDF/XML says little more than the types. */
    private void rdfXml(Entry entry, StringBuilder out) {
        var type = Descriptions.type(entry.kind());
        out.append("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
                        + " xmlns:j.0=\"https://libris.kb.se/\">\n  <j.0:Record rdf:about=\"")
                .append(entry.uri())
                .append("\"/>\n  <j.0:")
                .append(type)
                .append(" rdf:about=\"")
                .append(Descriptions.thing(catalogue, entry))
                .append("\"/>\n</rdf:RDF>");
    }
}
