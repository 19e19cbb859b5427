package org.bokbuss.oaipmh;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** How fine the times are that a repository understands; all of a request have to be alike. */
public enum Granularity {
    DAY {
        @Override
        String text(Instant time) {
            return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        }
    },
    SECOND {
        @Override
        String text(Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }
    };

    abstract String text(Instant time);

    /** What Identify says of it; days, which every repository understands, if it says nothing that is known. */
    static Granularity of(String said) {
        return said.strip().toLowerCase(java.util.Locale.ROOT).startsWith("yyyy-mm-ddt") ? SECOND : DAY;
    }
}
