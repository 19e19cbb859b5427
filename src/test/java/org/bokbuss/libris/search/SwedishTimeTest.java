package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds in Swedish local time leave nothing out, whichever of two hours of the same name is meant. */
class SwedishTimeTest {
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    @ParameterizedTest
    @CsvSource({
        // winter and summer
        "2026-01-15T12:00:00Z, 2026-01-15T13:00:00, 2026-01-15T13:00:00",
        "2026-07-15T12:00:00.7Z, 2026-07-15T14:00:00, 2026-07-15T14:00:00",
        // the night in March when an hour is missing
        "2026-03-29T00:59:59Z, 2026-03-29T01:59:59, 2026-03-29T01:59:59",
        "2026-03-29T01:00:00Z, 2026-03-29T03:00:00, 2026-03-29T03:00:00",
        // the night in October when one comes twice
        "2026-10-24T23:59:59Z, 2026-10-25T01:59:59, 2026-10-25T01:59:59",
        "2026-10-25T00:30:00Z, 2026-10-25T01:30:00, 2026-10-25T03:30:00",
        "2026-10-25T01:30:00Z, 2026-10-25T01:30:00, 2026-10-25T03:30:00",
        "2026-10-25T02:00:00Z, 2026-10-25T03:00:00, 2026-10-25T03:00:00"
    })
    void bothNights(Instant time, String lower, String upper) {
        assertThat(SwedishTime.noLaterThan(time)).isEqualTo(lower);
        assertThat(SwedishTime.noEarlierThan(time)).isEqualTo(upper);
    }

    @Property(tries = 5000)
    void nothingIsLeftOut(@ForAll @LongRange(min = 1_500_000_000L, max = 2_000_000_000L) long second) {
        assertNothingLeftOut(Instant.ofEpochSecond(second));
    }

    @Property(tries = 2000)
    void nothingIsLeftOutInAutumnNights(
            @ForAll @LongRange(min = 2015, max = 2035) long year,
            @ForAll @LongRange(min = 0, max = 14_400) long second) {
        var transition = STOCKHOLM
                .getRules()
                .previousTransition(Instant.parse(year + "-12-01T00:00:00Z"))
                .getInstant();
        assertNothingLeftOut(transition.minus(2, ChronoUnit.HOURS).plusSeconds(second));
    }

    private static void assertNothingLeftOut(Instant time) {
        LocalDateTime lower = LocalDateTime.parse(SwedishTime.noLaterThan(time));
        LocalDateTime upper = LocalDateTime.parse(SwedishTime.noEarlierThan(time));
        for (ZoneOffset offset : STOCKHOLM.getRules().getValidOffsets(lower)) {
            assertThat(lower.toInstant(offset)).isBeforeOrEqualTo(time);
        }
        for (ZoneOffset offset : STOCKHOLM.getRules().getValidOffsets(upper)) {
            assertThat(upper.toInstant(offset)).isAfterOrEqualTo(time);
        }
        // No more than it must: two hours at most, where an hour comes twice.
        assertThat(Duration.between(
                        lower.atZone(STOCKHOLM).toInstant(),
                        upper.atZone(STOCKHOLM).toInstant()))
                .isLessThanOrEqualTo(Duration.ofHours(3));
        assertThat(STOCKHOLM.getRules().getValidOffsets(lower)).hasSize(1);
    }
}
