package org.bokbuss.harvest;

import java.util.Map;

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

    /** A record that has to be set aside. */
    public static LibraryRecord faulty(String subject, String mediaType, byte[] raw, long place, String fault) {
        return new LibraryRecord(subject, false, null, mediaType, new byte[0], Map.of(), raw, place, fault);
    }
}
