package org.bokbuss.boknett;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;

/**
 * The parameter {@code after}. In which zone it is read is not documented; traces point to Norwegian time, while the
 * times in the feed are UTC. So it is written in UTC and two hours early: read as either, nothing is left out.
 */
final class DdsTime {
    /** Before there were e-books in DDS. */
    static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

    /** Bokbasen's exports answer for 180 days back; the inventory may or may not. */
    static final Duration OLDEST = Duration.ofDays(179);

    private static final Duration MARGIN = Duration.ofHours(2);
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private DdsTime() {}

    static String of(Instant from) {
        LocalDateTime time = LocalDateTime.ofInstant(from.minus(MARGIN), ZoneOffset.UTC);
        return FORM.format(isInTheGap(time) ? time.toLocalDate().atStartOfDay() : time);
    }

    /** What was asked for, as UTC. */
    static Instant parse(String text) {
        return LocalDateTime.parse(text, FORM).toInstant(ZoneOffset.UTC);
    }

    /** Between two and three on the last Sunday in March: by Oslo's clocks a time that never was, and refused. */
    private static boolean isInTheGap(LocalDateTime time) {
        return time.getMonth() == Month.MARCH
                && time.getHour() == 2
                && time.toLocalDate().equals(time.toLocalDate().with(TemporalAdjusters.lastInMonth(DayOfWeek.SUNDAY)));
    }
}
