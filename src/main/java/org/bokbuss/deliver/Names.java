package org.bokbuss.deliver;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** File names out of ids that come from outside. */
final class Names {
    private static final int LONGEST = 120;

    private Names() {}

    /**
     * The last part of an id, fit to be a file name: no separators, no dot names, and different for different ids, also
     * where the file system does not tell upper from lower case.
     */
    static String clean(String id) {
        String last = id.replaceAll("[/#]+$", "").replaceAll("^.*[/:#]", "");
        String clean = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "_");
        boolean same = clean.equals(last) && !clean.isEmpty() && clean.length() <= LONGEST;
        return same && wellKnown(id, last) ? clean : shorten(clean) + "-" + checksum(id);
    }

    /** Libris ids differ in their last part alone, so it may stand by itself. */
    private static boolean wellKnown(String id, String last) {
        return id.equals(last) || id.matches("https?://[^/]*/" + last);
    }

    private static String shorten(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }

    private static String checksum(String id) {
        CRC32C sum = new CRC32C();
        sum.update(id.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }
}
