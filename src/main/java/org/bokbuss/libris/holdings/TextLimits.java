package org.bokbuss.libris.holdings;

import java.text.Normalizer;
import org.bokbuss.config.PrintableText;

/** Texts as Libris stores them, and as they may be shown to a person. */
final class TextLimits {
    private static final int SHOWN = 100;

    private TextLimits() {}

    /** As Libris would store it: composed (NFC) and trimmed. */
    static String stored(String text) {
        return composed(text).trim();
    }

    static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Without the blank and invisible characters at both ends, such as U+00A0 and U+200B. */
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (start < end && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) && !isMarcSeparator(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** Java takes them for blanks. */
    private static boolean isMarcSeparator(char c) {
        return c >= 0x1c && c <= 0x1f;
    }

    /** In a sentence: quoted, of bounded length, on one line and harmless to a terminal. */
    static String quoted(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return "'" + visible(start) + "'";
    }

    /**
     * On one line and harmless to a terminal: what could break a line, steer a terminal or turn the direction of writing
     * is shown by its code.
     */
    static String visible(String text) {
        return PrintableText.line(text.replace("\\", "\\\\"));
    }
}
