package org.bokbuss.boknett;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/** The places in the inventory that its answers name, and requests ask for: opaque, to be kept from run to run. */
final class Cursors {
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1,2000}");
    private static final Pattern ASKED = Pattern.compile("(?:^|&)next=([^&]*)");

    /** In angle brackets with its relation, as RFC 8288 has it, or bare: neither is documented. */
    private static final Pattern LINK =
            Pattern.compile("(?i)<([^<>]*)>(?=[^<]*;\\s*rel=\"?[^\",;<]*\\bnext\\b)|^\\s*([^<>\\s]+)\\s*$");

    private Cursors() {}

    /** What a request asked for; nothing if it asked by time. */
    static Optional<String> asked(Request request) {
        return Optional.ofNullable(request.uri().getRawQuery()).flatMap(Cursors::inQuery);
    }

    /**
     * Where an answer says it goes on. The header Next says it; where it is missing beside a Link, the Link does. Of the
     * Link the cursor alone is taken, whatever host it names.
     */
    static Optional<String> next(Response answer) throws SourceFailure {
        Optional<String> next = answer.header("next").map(String::strip).filter(text -> !text.isEmpty());
        if (next.isEmpty() && answer.header("link").isPresent()) {
            next = link(answer.header("link").get());
        }
        if (next.isPresent() && !USABLE.matcher(next.get()).matches()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "a cursor that is none came with the answer to " + answer.request());
        }
        return next;
    }

    private static Optional<String> link(String header) {
        Matcher link = LINK.matcher(header);
        if (!link.find()) {
            return Optional.empty();
        }
        String address = link.group(1) == null ? link.group(2) : link.group(1);
        return inQuery(address.substring(address.indexOf('?') + 1));
    }

    private static Optional<String> inQuery(String query) {
        Matcher next = ASKED.matcher(query);
        try {
            return next.find()
                    ? Optional.of(URLDecoder.decode(next.group(1), StandardCharsets.UTF_8))
                            .filter(text -> !text.isBlank())
                    : Optional.empty();
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }
}
