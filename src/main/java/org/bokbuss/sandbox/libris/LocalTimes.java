package org.bokbuss.sandbox.libris;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * A stretch of time as Libris' search takes it: a year, month, day, hour, minute or second in Swedish local time,
 * without a zone.
 *
 * @param from its first moment
 * @param until the first moment after it
 */
record LocalTimes(Instant from, Instant until) {
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final Pattern TIME = Pattern.compile(
            "(?<day>\\d{4}(-\\d\\d(-\\d\\d)?)?)(T(?<hour>\\d\\d)(:(?<minute>\\d\\d)(:(?<second>\\d\\d))?)?)?");

    /** @throws DateTimeException if Libris would not take it */
    static LocalTimes parse(String text) {
        var parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new DateTimeException(text);
        }
        var day = parts.group("day");
        if (parts.group("hour") != null) {
            var start = LocalDate.parse(day)
                    .atTime(number(parts.group("hour")), number(parts.group("minute")), number(parts.group("second")));
            return of(
                    start,
                    parts.group("second") != null
                            ? start.plusSeconds(1)
                            : parts.group("minute") != null ? start.plusMinutes(1) : start.plusHours(1));
        }
        return switch (day.length()) {
            case 4 -> of(Year.parse(day).atDay(1), Year.parse(day).plusYears(1).atDay(1));
            case 7 ->
                of(
                        YearMonth.parse(day).atDay(1),
                        YearMonth.parse(day).plusMonths(1).atDay(1));
            default -> of(LocalDate.parse(day), LocalDate.parse(day).plusDays(1));
        };
    }

    private static int number(String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static LocalTimes of(LocalDate from, LocalDate until) {
        return of(from.atStartOfDay(), until.atStartOfDay());
    }

    /** Of the two hours of an autumn night that are called the same, the first is meant. */
    private static LocalTimes of(LocalDateTime from, LocalDateTime until) {
        return new LocalTimes(
                from.atZone(STOCKHOLM).toInstant(), until.atZone(STOCKHOLM).toInstant());
    }
}
