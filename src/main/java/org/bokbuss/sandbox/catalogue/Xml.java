package org.bokbuss.sandbox.catalogue;

/** Text as XML wants it. */
public final class Xml {
    private Xml() {}

    public static String escape(String text) {
        for (var i = 0; i < text.length(); i++) {
            if ("&<>\"".indexOf(text.charAt(i)) >= 0) {
                return text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;");
            }
        }
        return text;
    }

    /** Text between tags, where Libris leaves quotes as they are. */
    public static void appendText(StringBuilder out, String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
    }
}
