package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Spoils the metadata of one record. */
final class Damage {
    /** An ö as Latin-1 writes it. */
    static final byte LATIN_1 = (byte) 0xF6;

    private final StringBuilder xml;

    Damage(StringBuilder xml) {
        this.xml = xml;
    }

    /** Puts a character into the text that XML does not allow. */
    void control() {
        xml.insert(insideText(), '\b');
    }

    /** Closes an element by another's name. */
    void mismatch() {
        var metadata = xml.indexOf("<metadata>");
        var leader = xml.indexOf("<leader>");
        var place = metadata >= 0 ? metadata + "<metadata>".length() : leader >= 0 ? leader : xml.lastIndexOf("</");
        xml.insert(place, "<a><b></a></b>");
    }

    byte[] noUtf8() {
        var at = insideText();
        var bytes = new ByteArrayOutputStream(xml.length() + 64);
        bytes.writeBytes(xml.substring(0, at).getBytes(UTF_8));
        bytes.write(LATIN_1);
        bytes.writeBytes(xml.substring(at).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private int insideText() {
        for (var before : new String[] {
            "tag=\"245\"><subfield code=\"a\">", "<subfield code=\"a\">", "<![CDATA[", "<title>", "<metadata>"
        }) {
            var at = xml.indexOf(before);
            if (at >= 0) {
                return at + before.length();
            }
        }
        throw new IllegalStateException("A record without metadata can't be spoilt");
    }
}
