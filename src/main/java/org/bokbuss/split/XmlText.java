package org.bokbuss.split;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the bytes of sound text and attribute values mean. */
final class XmlText {
    private static final int LONGEST_SHOWN = 40;

    private static final byte[][] ENTITIES = {
        {'a', 'm', 'p'}, {'l', 't'}, {'g', 't'}, {'q', 'u', 'o', 't'}, {'a', 'p', 'o', 's'}
    };
    private static final String MEANT = "&<>\"'";

    private XmlText() {}

    /** The character a predefined entity stands for, or -1. */
    static int entity(byte[] bytes, int from, int to) {
        for (int i = 0; i < ENTITIES.length; i++) {
            if (Arrays.equals(ENTITIES[i], 0, ENTITIES[i].length, bytes, from, to)) {
                return MEANT.charAt(i);
            }
        }
        return -1;
    }

    /** Text between tags, without CDATA sections. */
    static String content(byte[] bytes, int from, int to) {
        return references(lines(string(bytes, from, to)));
    }

    /** With every line ended alike. */
    static String lines(String raw) {
        return raw.indexOf('\r') < 0 ? raw : raw.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** An attribute's value: white space in it counts as spaces, unless written as references. */
    static String value(byte[] bytes, int from, int to) {
        String raw = string(bytes, from, to).replace("\r\n", "\n");
        return references(raw.replace('\r', ' ').replace('\n', ' ').replace('\t', ' '));
    }

    private static String references(String raw) {
        int ampersand = raw.indexOf('&');
        if (ampersand < 0) {
            return raw;
        }
        StringBuilder decoded = new StringBuilder(raw.length());
        int copied = 0;
        while (ampersand >= 0) {
            decoded.append(raw, copied, ampersand);
            int semicolon = raw.indexOf(';', ampersand);
            decoded.appendCodePoint(codePoint(raw.substring(ampersand + 1, semicolon)));
            copied = semicolon + 1;
            ampersand = raw.indexOf('&', copied);
        }
        return decoded.append(raw, copied, raw.length()).toString();
    }

    private static int codePoint(String reference) {
        if (reference.startsWith("#x")) {
            return Integer.parseInt(reference, 2, reference.length(), 16);
        }
        if (reference.startsWith("#")) {
            return Integer.parseInt(reference, 1, reference.length(), 10);
        }
        byte[] name = reference.getBytes(StandardCharsets.UTF_8);
        return entity(name, 0, name.length);
    }

    /** An attribute's value written so that it means the same again between double quotes. */
    static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\t", "&#9;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;");
    }

    static String string(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Bytes to be read by a person in a sentence. */
    static String shown(byte[] bytes, int from, int to) {
        String start = string(bytes, from, Math.min(to, from + LONGEST_SHOWN));
        return to - from > LONGEST_SHOWN ? start + "…" : start;
    }
}
