package org.bokbuss.deliver;

import java.util.Locale;
import java.util.regex.Pattern;
import org.bokbuss.state.Digest;

/** File names out of ids that come from outside. */
final class FileNames {
    /** The host that need not be said. */
    private static final String USUAL = "https://libris.kb.se/";

    /** What follows it in the id of a record of Libris; no other id of this shape stands by itself. */
    private static final Pattern LIBRIS = Pattern.compile("[a-z0-9]{14,40}");

    /** Names that Windows keeps to itself, and those that look like ours for other ids. */
    private static final Pattern TAKEN = Pattern.compile("^(?:con|prn|aux|nul|(com|lpt)[0-9]|.*-[0-9a-f]{32})");

    /** Leaves room in the 255 bytes of a name for the checksum, an extension, and the chunk of a hidden file. */
    private static final int LONGEST = 64;

    private FileNames() {}

    /**
     * A file name for an id: no separators, no dot names, of bounded length, and different for different ids, also where
     * the file system does not tell upper from lower case.
     *
     * <p>An id that is its own clean name stands by itself, and so does the last part of a Libris id. Others have their
     * host, if it is not the usual one, their last part, and as much of their SHA-256 that nobody can make two agree.
     */
    static String clean(String id) {
        boolean usual = id.startsWith(USUAL);
        String own = usual ? id.substring(USUAL.length()) : id;
        boolean standsAlone =
                own.equals(clean(own, LONGEST)) && usual == LIBRIS.matcher(own).matches();
        if (standsAlone && !TAKEN.matcher(own).matches()) {
            return own;
        }
        String host = usual ? "" : host(id);
        return (host.isEmpty() ? "" : clean(host, LONGEST / 2) + "-") + clean(last(id), LONGEST / 2) + "-"
                + Digest.of(id).hex();
    }

    private static String clean(String part, int longest) {
        String clean = part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "_");
        return clean.isEmpty() ? "_" : clean.substring(0, Math.min(longest, clean.length()));
    }

    private static String host(String id) {
        int start = id.indexOf("://") + 3;
        int end = id.indexOf('/', start);
        return start < 3 ? "" : id.substring(start, end < 0 ? id.length() : end);
    }

    /** What follows the last separator, if anything does, else what is before it. */
    private static String last(String id) {
        int end = id.length();
        while (end > 0 && isSeparator(id.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && !isSeparator(id.charAt(start - 1))) {
            start--;
        }
        return id.substring(start, end);
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '#' || c == ':';
    }
}
