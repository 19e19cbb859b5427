package org.bokbuss.harvest;

import java.time.DateTimeException;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import org.bokbuss.split.Piece;

/**
 * A record as a page brought it.
 *
 * @param subject its lasting id; null if it could not be read
 * @param time when the source says it changed, RFC 3339; null if it does not say
 * @param body what is delivered; empty for a deletion without data
 * @param about what else the source says of it, by CloudEvents attribute name
 * @param raw the bytes it was read from, from which it can be read again
 * @param place its first byte in the page
 * @param fault why it cannot be delivered, one sentence; null for a sound record
 * @param occurrence what tells this event from others of the same subject, each of which is delivered; null where only
 *     the subject's latest state counts
 */
public record LibraryRecord(
        String subject,
        boolean deleted,
        String time,
        String mediaType,
        byte[] body,
        Map<String, String> about,
        byte[] raw,
        long place,
        String fault,
        String occurrence) {
    private static final Pattern RFC_3339 = Pattern.compile(
            "\\d{4}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-][0-2]\\d:[0-5]\\d)");

    public LibraryRecord(
            String subject,
            boolean deleted,
            String time,
            String mediaType,
            byte[] body,
            Map<String, String> about,
            byte[] raw,
            long place,
            String fault) {
        this(subject, deleted, time, mediaType, body, about, raw, place, fault, null);
    }

    /** A sound record, read from a piece. */
    public static LibraryRecord of(
            Piece piece,
            String subject,
            boolean deleted,
            String time,
            String mediaType,
            byte[] body,
            Map<String, String> about) {
        return new LibraryRecord(subject, deleted, time, mediaType, body, about, piece.bytes(), piece.offset(), null);
    }

    /** A record that has to be quarantined. */
    public static LibraryRecord faulty(String subject, String mediaType, byte[] raw, long place, String fault) {
        return new LibraryRecord(subject, false, null, mediaType, new byte[0], Map.of(), raw, place, fault);
    }

    /** A time as RFC 3339 wants it (Libris leaves seconds out where they are zero); null if it is none. */
    public static String rfc3339(String time) {
        if (time == null) {
            return null;
        }
        if (RFC_3339.matcher(time).matches()) {
            return exists(time) ? time : null;
        }
        try {
            String written = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.parse(time));
            // Years of five digits, and zones with seconds, are ISO 8601's only.
            return RFC_3339.matcher(written).matches() ? written : null;
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    /** Whether a time that looks like one is in the calendar and on the clock: asked for each record, so by its digits. */
    private static boolean exists(String time) {
        int month = number(time, 5);
        int zone = time.endsWith("Z") ? -1 : time.length() - 5;
        return month >= 1
                && month <= 12
                && number(time, 8) >= 1
                && number(time, 8) <= Month.of(month).length(Year.isLeap(100L * number(time, 0) + number(time, 2)))
                && number(time, 11) < 24
                && number(time, 14) < 60
                && number(time, 17) < 60
                && (zone < 0 || number(time, zone) < 24);
    }

    private static int number(String time, int place) {
        return 10 * (time.charAt(place) - '0') + time.charAt(place + 1) - '0';
    }
}
