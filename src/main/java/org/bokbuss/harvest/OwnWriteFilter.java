package org.bokbuss.harvest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.bokbuss.state.AuditLog;

/** Tells by record and time what this program has written itself: a source gives that back like any other change. */
record OwnWriteFilter(AuditLog writes) {
    /** When a deletion was made is known by the answer's Date alone, which has whole seconds and may have been on its way. */
    private static final Duration ABOUT = Duration.ofSeconds(60);

    boolean is(LibraryRecord record) {
        if (record.subject() == null || record.time() == null) {
            return false;
        }
        Instant time;
        try {
            time = OffsetDateTime.parse(record.time()).toInstant();
        } catch (DateTimeException unreadable) {
            return false;
        }
        List<Instant> ours = writes.versions(record.subject(), record.deleted());
        return ours.stream().anyMatch(version -> record.deleted() ? isAbout(version, time) : isSame(version, time));
    }

    /** Feeds give fewer digits of the second than the record has, or more. */
    private static boolean isSame(Instant version, Instant time) {
        return version.toEpochMilli() == time.toEpochMilli();
    }

    private static boolean isAbout(Instant version, Instant time) {
        return Duration.between(version, time).abs().compareTo(ABOUT) <= 0;
    }
}
