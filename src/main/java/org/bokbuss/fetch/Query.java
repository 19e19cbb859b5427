package org.bokbuss.fetch;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The part of an address behind its question mark. */
public final class Query {
    /** What may stand in it unescaped beside letters and digits (RFC 3986). */
    private static final String LEGAL = "-._~!$&'()*+,;=:@/?";

    private static final int LONGEST_SHOWN = 300;

    private Query() {}

    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** What somebody wrote, with all escaped that must be; what is escaped already stays so. */
    public static String legal(String written) {
        StringBuilder legal = new StringBuilder();
        for (int i = 0; i < written.length(); ) {
            int c = written.codePointAt(i);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || LEGAL.indexOf(c) >= 0);
            boolean escaped = c == '%' && written.substring(i).matches("(?s)%\\p{XDigit}{2}.*");
            legal.append(plain || escaped ? Character.toString(c) : encode(Character.toString(c)));
            i += Character.charCount(c);
        }
        return legal.toString();
    }

    /** The names of the parameters. */
    public static List<String> names(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.replaceFirst("=.*", ""))
                .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                .toList();
    }

    /** A source's own words, fit for a sentence of ours. */
    public static String shown(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
    }
}
