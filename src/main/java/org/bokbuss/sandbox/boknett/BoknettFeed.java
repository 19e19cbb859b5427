package org.bokbuss.sandbox.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Dice;
import org.bokbuss.sandbox.catalogue.Person;
import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;

/** Titles as the inventory writes them: nearly Atom. */
record BoknettFeed(long seed) {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    /** The second entry is the one that is spoilt, if there are two. */
    private static final int SPOILT = 1;

    /** @param v1 with titles and authors, which v2 leaves out */
    byte[] of(Stream<Title> titles, boolean v1, Faults.OnPage faults) {
        var out = new ByteArrayOutputStream(1 << 14);
        var all = titles.toList();
        out.writeBytes(head(faults).getBytes(UTF_8));
        for (var i = 0; i < all.size(); i++) {
            var entry = entry(all.get(i), v1);
            out.writeBytes(i == Math.min(SPOILT, all.size() - 1) ? spoilt(entry, faults) : entry.getBytes(UTF_8));
        }
        out.writeBytes("</feed>\n".getBytes(UTF_8));
        return out.toByteArray();
    }

    private static String head(Faults.OnPage faults) {
        var doctype = faults.take(Fault.Kind.DOCTYPE);
        // The link names the old address of v1, whoever asks for what.
        return DECLARATION + (doctype ? "<!DOCTYPE feed [<!ENTITY latter \"hahaha\">]>\n" : "")
                + "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:inv=\"http://bokbasen.no/module/inventory/1.0\">\n"
                + "  <title>Inventory Items" + (doctype ? "&latter;" : "") + "</title>\n"
                + "  <link rel=\"self\" type=\"application/atom+xml\" href=\"http://api.dds.boknett.no/inventory/\"/>\n"
                + "  <updated>" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "</updated>\n";
    }

    private String entry(Title title, boolean v1) {
        var xml = new StringBuilder(600).append("  <entry>\n");
        if (v1) {
            var book = Book.of(seed, title.row(), 0);
            element(xml, "title", title.row() % 13 == 4 ? "" : book.title());
            xml.append("    <author>\n  ");
            element(
                    xml,
                    "name",
                    title.row() % 13 == 4 ? "" : Person.of(seed, title.row()).straight());
            xml.append("    </author>\n");
        }
        element(xml, "id", "urn:uuid:" + title.uuid());
        element(xml, "updated", title.updated().truncatedTo(ChronoUnit.SECONDS).toString());
        element(xml, "inv:isbn", title.isbn());
        element(xml, "inv:publisher", "9" + Dice.roll(seed, title.row() / 7, 86, 90_000));
        element(xml, "inv:format", title.format(seed));
        element(xml, "inv:drm", title.drm(seed));
        element(xml, "inv:version", Integer.toString(title.version()));
        if (v1) {
            element(xml, "inv:firstpublished", title.published() ? "2015-08-09T10:11:12Z" : "");
        }
        deleted(xml, title);
        element(xml, "inv:published", Boolean.toString(title.published()));
        element(xml, "inv:access", Boolean.toString(title.access()));
        if (title.row() % 19 != 5) {
            element(xml, "inv:excerpt", Boolean.toString(title.excerpt()));
        }
        if (title.row() % 23 == 6) {
            element(xml, "inv:ageGroup", "9-12");
        }
        return xml.append("  </entry>\n").toString();
    }

    private static void element(StringBuilder xml, String name, String text) {
        xml.append("    <").append(name);
        if (text.isEmpty()) {
            xml.append(" />\n");
            return;
        }
        xml.append('>');
        Xml.appendText(xml, text);
        xml.append("</").append(name).append(">\n");
    }

    /** Empty in either spelling, or not there at all, while the title lives. */
    private static void deleted(StringBuilder xml, Title title) {
        if (title.deleted() != null) {
            element(xml, "inv:deleted", title.deleted().toString());
        } else if (title.row() % 11 == 3) {
            xml.append("    <inv:deleted></inv:deleted>\n");
        } else if (title.row() % 11 != 8) {
            element(xml, "inv:deleted", "");
        }
    }

    private static byte[] spoilt(String entry, Faults.OnPage faults) {
        var spoilt = entry;
        if (faults.take(Fault.Kind.CONTROL)) {
            spoilt = spoilt.replace("<inv:publisher>", "<inv:publisher>\b");
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            spoilt = spoilt.replace("</inv:publisher>", "</inv:publishers>");
        }
        if (faults.take(Fault.Kind.DUPLICATE)) {
            spoilt += spoilt;
        }
        var bytes = spoilt.getBytes(UTF_8);
        if (faults.take(Fault.Kind.BAD_UTF8)) {
            var at = entry.indexOf("</inv:publisher>");
            bytes = Arrays.copyOf(bytes, bytes.length + 1);
            System.arraycopy(bytes, at, bytes, at + 1, bytes.length - at - 1);
            bytes[at] = (byte) 0xE5;
        }
        return bytes;
    }
}
