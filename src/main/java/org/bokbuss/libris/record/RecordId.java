package org.bokbuss.libris.record;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record as people and data name it: by its id, by its address on whatever host, or by the number it had before Libris
 * XL.
 *
 * @param path below the host, without a slash in front
 * @param legacy whether it is an old number, which leads to the id
 */
public record RecordId(String path, boolean legacy) {
    private static final Pattern ID = Pattern.compile("(?:https?://[^/?#]+)?/?([0-9a-z]{15,16})(?:[?#].*)?");
    private static final Pattern LEGACY =
            Pattern.compile("(?:https?://[^/?#]+)?/?((?:resource/)?(?:bib|auth|hold)/\\d{1,9})(?:[?#].*)?");
    private static final Pattern ADDRESS = Pattern.compile("[\\x21-\\x7e\\x{a1}-\\x{ffff}]{1,2000}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    /** What a text names; nothing if it is no record of Libris. A bare number is a bib's. */
    public static Optional<RecordId> of(String text) {
        String name = text.strip();
        if (NUMBER.matcher(name).matches()) {
            return Optional.of(new RecordId("bib/" + name, true));
        }
        Matcher id = ID.matcher(name);
        if (id.matches()) {
            return Optional.of(new RecordId(id.group(1), false));
        }
        Matcher old = LEGACY.matcher(name);
        return old.matches() ? Optional.of(new RecordId(old.group(1), true)) : Optional.empty();
    }

    /** The address that data give it: old ones are of production whatever the host, and not https. */
    public String address(URI base) {
        if (legacy) {
            return "http://libris.kb.se/" + path;
        }
        boolean ofKb = base.getHost().endsWith(".kb.se");
        return "https://" + (ofKb ? base.getHost() : "libris.kb.se") + "/" + path;
    }

    /** Nothing that could be mistaken for more than one address, and no novel. */
    public static boolean isAddress(String id) {
        return ADDRESS.matcher(id).matches();
    }
}
