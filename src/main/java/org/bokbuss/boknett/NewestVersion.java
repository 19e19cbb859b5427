package org.bokbuss.boknett;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;

/** Of all versions of a title the one that a list would have; or one that can't be read, for it might be that. */
final class NewestVersion implements Records {
    private final Records versions;
    private boolean read;

    NewestVersion(Records versions) {
        this.versions = versions;
    }

    @Override
    public LibraryRecord next() throws IOException {
        if (read) {
            return null;
        }
        read = true;
        LibraryRecord newest = null;
        for (LibraryRecord each = versions.next(); each != null; each = versions.next()) {
            if (each.fault() != null) {
                return each;
            }
            if (newest == null || isNewer(each, newest)) {
                newest = each;
            }
        }
        return newest;
    }

    private static boolean isNewer(LibraryRecord one, LibraryRecord other) {
        return version(one) == version(other) ? time(one).isAfter(time(other)) : version(one) > version(other);
    }

    private static int version(LibraryRecord record) {
        String version = record.about().getOrDefault("version", "");
        return version.matches("\\d{1,9}") ? Integer.parseInt(version) : 0;
    }

    private static Instant time(LibraryRecord record) {
        return record.time() == null
                ? Instant.MIN
                : OffsetDateTime.parse(record.time()).toInstant();
    }

    @Override
    public void close() throws IOException {
        versions.close();
    }
}
