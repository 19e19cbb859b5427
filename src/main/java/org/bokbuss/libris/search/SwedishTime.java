package org.bokbuss.libris.search;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Bounds in time as Libris' search wants them: Swedish local time, no zone. In the autumn night when an hour comes twice
 * such a time means either hour; a bound that falls there is moved outwards by an hour, so that nothing is left out
 * whichever is taken.
 */
final class SwedishTime {
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private SwedishTime() {}

    /** A lower bound that cannot be read as later than this. */
    static String noLaterThan(Instant time) {
        return bound(time, -1);
    }

    /** An upper bound that cannot be read as earlier than this, but for the fraction of its second. */
    static String noEarlierThan(Instant time) {
        return bound(time, 1);
    }

    private static String bound(Instant time, int outwards) {
        LocalDateTime local =
                time.truncatedTo(ChronoUnit.SECONDS).atZone(STOCKHOLM).toLocalDateTime();
        boolean twice = STOCKHOLM.getRules().getValidOffsets(local).size() > 1;
        return SECONDS.format(twice ? local.plusHours(outwards) : local);
    }
}
