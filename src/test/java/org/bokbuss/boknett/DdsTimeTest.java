package org.bokbuss.boknett;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdsTimeTest {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T12:30:45Z, 20260115103045",
        "2026-03-29T03:59:59Z, 20260329015959",
        // Would be 02:00 to 02:59:59 in the night when Oslo's clocks go from two to three.
        "2026-03-29T04:00:00Z, 20260329000000",
        "2026-03-29T04:59:59Z, 20260329000000",
        "2026-03-29T05:00:00Z, 20260329030000",
        "2026-03-22T04:30:00Z, 20260322023000",
        "2026-10-25T04:30:00Z, 20261025023000"
    })
    void isInUtcTwoHoursEarlyAndExistsInOslo(Instant from, String after) {
        assertThat(DdsTime.of(from)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Oslo"})
    void leavesNothingOutHoweverItIsRead(String zone) {
        for (Instant from = Instant.parse("2026-01-01T00:00:00Z");
                from.isBefore(Instant.parse("2027-01-01T00:00:00Z"));
                from = from.plus(Duration.ofMinutes(10))) {
            LocalDateTime local = LocalDateTime.parse(DdsTime.of(from), FORM);
            assertThat(ZoneId.of(zone).getRules().getValidOffsets(local))
                    .as("%s for %s", local, from)
                    .isNotEmpty();
            assertThat(local.atZone(ZoneId.of(zone)).toInstant()).isBeforeOrEqualTo(from);
        }
    }

    @Test
    void theOldestTimeIsWithinTheDocumentedAge() {
        Instant now = Instant.now();
        LocalDateTime asked = LocalDateTime.parse(DdsTime.of(now.minus(DdsTime.OLDEST)), FORM);
        // In Oslo's time it is earlier by two hours at most.
        assertThat(asked.toInstant(ZoneOffset.ofHours(2))).isAfter(now.minus(Duration.ofDays(180)));
    }
}
