package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;

/** Writes the records of list and single answers, and the faults that lie in them. */
final class OaiRecords {
    private final Catalogue catalogue;
    private final Metadata metadata;

    OaiRecords(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.metadata = new Metadata(catalogue);
    }

    /** A record with its metadata. Every fault that can strike it does. */
    void record(Entry entry, Prefix prefix, boolean withDeletedData, Faults.OnPage faults, OutputStream out)
            throws IOException {
        var full = !entry.deleted() || withDeletedData;
        var xml = new StringBuilder(4096).append("<record>");
        header(entry, xml);
        if (full) {
            xml.append("<metadata>");
            if (faults.take(Fault.Kind.CONVERSION)) {
                xml.append(Metadata.CONVERSION_FAILED);
            } else {
                metadata.write(entry, prefix, xml);
            }
            xml.append("</metadata>");
            if (prefix.includesHoldings() && entry.kind() == Kind.BIB) {
                holdings(entry, prefix, xml);
            }
        }
        about(entry, xml);
        xml.append("</record>");
        var damage = new Damage(xml);
        if (full && faults.take(Fault.Kind.CONTROL)) {
            damage.control();
        }
        if (full && faults.take(Fault.Kind.BAD_RECORD)) {
            damage.mismatch();
        }
        var bytes = full && faults.take(Fault.Kind.BAD_UTF8)
                ? damage.noUtf8()
                : xml.toString().getBytes(UTF_8);
        out.write(bytes);
        if (faults.take(Fault.Kind.DUPLICATE)) {
            out.write(bytes);
        }
    }

    /** A header with what is about it beside, against the schema (Libris XL has always done so). */
    void identifier(Entry entry, Prefix prefix, Faults.OnPage faults, OutputStream out) throws IOException {
        var xml = new StringBuilder(512);
        header(entry, xml);
        if (prefix.includesHoldings() && entry.kind() == Kind.BIB) {
            holdings(entry, prefix, xml);
        }
        about(entry, xml);
        var bytes = xml.toString().getBytes(UTF_8);
        out.write(bytes);
        if (faults.take(Fault.Kind.DUPLICATE)) {
            out.write(bytes);
        }
    }

    private static void header(Entry entry, StringBuilder xml) {
        xml.append(entry.deleted() ? "<header status=\"deleted\">" : "<header>")
                .append("<identifier>")
                .append(entry.uri())
                .append("</identifier><datestamp>")
                .append(entry.datestamp())
                .append("</datestamp>");
        if (entry.kind() != Kind.WORK) {
            xml.append("<setSpec>").append(entry.kind().collection()).append("</setSpec>");
        }
        if (entry.kind() == Kind.HOLDING) {
            xml.append("<setSpec>hold:").append(entry.sigel()).append("</setSpec>");
        }
        xml.append("</header>");
    }

    /** The bib of a holding stays known when the holding is deleted. */
    private static void about(Entry entry, StringBuilder xml) {
        xml.append("<about>");
        if (entry.kind() == Kind.HOLDING) {
            xml.append("<itemOf id=\"")
                    .append(Entry.HOST)
                    .append(entry.itemOf())
                    .append("#it\"/>");
        }
        xml.append("<agent name=\"").append(entry.agent()).append("\"/></about>");
    }

    private void holdings(Entry bib, Prefix prefix, StringBuilder xml) {
        xml.append("<about>");
        for (var holding : catalogue.holdings(bib)) {
            xml.append("<holding sigel=\"")
                    .append(Xml.escape(holding.sigel()))
                    .append("\" id=\"")
                    .append(holding.id())
                    .append("\">");
            metadata.write(holding, prefix, xml);
            xml.append("</holding>");
        }
        // Expanded forms name each authority twice (Libris XL, seen in 2026).
        for (var times = prefix.isExpanded() ? 2 : 1; times > 0; times--) {
            for (var authority : catalogue.linked(bib)) {
                xml.append("<auth id=\"").append(authority.id()).append("\">");
                metadata.write(authority, prefix, xml);
                xml.append("</auth>");
            }
        }
        xml.append("</about>");
    }
}
