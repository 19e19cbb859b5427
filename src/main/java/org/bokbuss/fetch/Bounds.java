package org.bokbuss.fetch;

import java.time.Duration;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;

/**
 * How much is taken from outside, whoever sends it: each bound is a key of the configuration, and is named where it strikes.
 *
 * @param time how long an exchange may last, from the request to the last byte
 * @param flow bytes that must arrive in each span of {@code http.timeout}
 * @param answer bytes of an answer that is not a page: of a login, a look-up, an error
 * @param expansion how many times its size a packed answer may unpack to
 * @param headers how many headers an answer may have, and interim answers before it
 * @param header bytes of a line of the protocol: a header, the head of a chunk
 * @param retryAfter the longest silence a source may ask for
 * @param reserve bytes that stay free on the disk of the spool
 * @param record bytes of one record
 */
record Bounds(
        Duration time,
        long flow,
        long answer,
        int expansion,
        int headers,
        int header,
        Duration retryAfter,
        long reserve,
        int record) {
    static Bounds of(Settings settings) {
        return new Bounds(
                settings.duration(Key.HTTP_MAX_TIME),
                settings.bytes(Key.HTTP_MIN_FLOW),
                settings.bytes(Key.HTTP_MAX_ANSWER),
                settings.integer(Key.HTTP_MAX_EXPANSION),
                settings.integer(Key.HTTP_MAX_HEADERS),
                Math.toIntExact(settings.bytes(Key.HTTP_MAX_HEADER)),
                settings.duration(Key.HTTP_MAX_RETRY_AFTER),
                settings.bytes(Key.STATE_SPOOL_RESERVE),
                (int) Math.min(settings.bytes(Key.HARVEST_MAX_RECORD), Integer.MAX_VALUE / 8));
    }
}
