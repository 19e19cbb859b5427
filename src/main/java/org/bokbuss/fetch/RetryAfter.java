package org.bokbuss.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The Retry-After header and its kin: seconds, or a date by the source's own clock (RFC 9110, 10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /**
     * @param now the source's clock, so that a difference between the clocks does not matter
     * @param longest no more is believed: a slip in a server's configuration would silence a pipeline for years
     * @return null if the text says nothing usable
     */
    static Duration parse(String text, Instant now, Duration longest) {
        Duration wait = parse(text, now);
        return wait != null && wait.compareTo(longest) > 0 ? longest : wait;
    }

    private static Duration parse(String text, Instant now) {
        if (text == null) {
            return null;
        }
        String value = text.strip();
        if (value.matches("\\d+")) {
            return Duration.ofSeconds(value.length() > 15 ? Integer.MAX_VALUE : Long.parseLong(value));
        }
        Instant then = date(value);
        if (then == null) {
            return null;
        }
        Duration wait = Duration.between(now, then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** An HTTP date; null if it is none. */
    static Instant date(String text) {
        try {
            return text == null
                    ? null
                    : ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
