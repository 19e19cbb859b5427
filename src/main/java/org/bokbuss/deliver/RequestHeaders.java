package org.bokbuss.deliver;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;

/** Headers that a team gives its requests: {@code Name: value}, several with a comma or a line's end between them. */
final class RequestHeaders {
    private static final Pattern BETWEEN = Pattern.compile("[,;\\n]\\s{0,99}(?=[\\w-]{1,99}:\\s)");
    private static final Pattern HEADER = Pattern.compile("([\\w-]{1,99}):\\s{1,9}([\\x20-\\x7e]{1,4000})");

    /** What the client decides itself. */
    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade");

    private RequestHeaders() {}

    /** @throws UserError if something in it is no header */
    static Map<String, String> of(String text) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (text.isBlank()) {
            return headers;
        }
        for (String each : BETWEEN.split(text.strip())) {
            Matcher header = HEADER.matcher(each.strip());
            // Not repeated: it may be a secret.
            if (!header.matches()) {
                throw new UserError(
                        "headers of record-http-sink: write 'Name: value', several with commas between them");
            }
            String name = header.group(1);
            if (RESERVED.contains(name.toLowerCase(Locale.ROOT)) || name.regionMatches(true, 0, "Camel", 0, 5)) {
                throw new UserError("headers of record-http-sink: " + name + " is not for you to set");
            }
            Secrets.learn(isSecret(name) ? "secret" : name, header.group(2));
            headers.put(name, header.group(2));
        }
        return headers;
    }

    /** Whether it says who is asking. */
    static boolean isSecret(String name) {
        return Secrets.isSecret(name) || name.matches("(?i)authorization|cookie|.*-token|.*-key");
    }
}
