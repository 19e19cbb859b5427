package org.bokbuss.config;

/**
 * Texts of others, fit for a terminal or a line of a log: what could break a line, steer a terminal or turn the direction
 * of writing is shown by its code.
 */
public final class PrintableText {
    private PrintableText() {}

    /** On one line. */
    public static String line(String text) {
        return shown(text, false);
    }

    /** On as many lines as it has. */
    public static String lines(String text) {
        return shown(text, true);
    }

    private static String shown(String text, boolean lines) {
        if (text == null || text.codePoints().noneMatch(PrintableText::isHidden)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (isHidden(c) && !(lines && layout(text, i))) {
                shown.append(code(c));
            } else {
                shown.appendCodePoint(c);
            }
        }
        return shown.toString();
    }

    private static String code(int c) {
        return c > 0xffff ? "\\u{%x}".formatted(c) : "\\u%04x".formatted(c);
    }

    /** Alone, a carriage return would write over the line. */
    private static boolean layout(String text, int i) {
        char c = text.charAt(i);
        return c == '\n' || c == '\t' || text.startsWith(System.lineSeparator(), i);
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** JSON that means the same: such characters can stand in its texts alone, and are escaped there. */
    public static String json(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (c > 0x7e && isHidden(c) && !Character.isSurrogate((char) c)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
