package org.bokbuss.check;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Camel users write them: {@code 2m}, {@code 1h30m}, {@code 500ms}, {@code PT2M}, or plain milliseconds. */
public final class DurationText {

    private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,18}");
    private static final Pattern UNITS =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private DurationText() {}

    /**
     * The duration that the text names; never negative.
     *
     * @throws IllegalArgumentException when it names none
     */
    public static Duration parse(String text) {
        if (MILLISECONDS.matcher(text).matches()) {
            return Duration.ofMillis(Long.parseLong(text));
        }
        Matcher units = UNITS.matcher(text);
        if (!text.isEmpty() && units.matches()) {
            return Duration.ofDays(number(units.group(1)))
                    .plusHours(number(units.group(2)))
                    .plusMinutes(number(units.group(3)))
                    .plusSeconds(number(units.group(4)))
                    .plusMillis(number(units.group(5)));
        }
        return iso(text);
    }

    private static Duration iso(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Said below, in the same words as for a negative one.
        }
        throw new IllegalArgumentException("'" + text + "' is not a duration");
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
