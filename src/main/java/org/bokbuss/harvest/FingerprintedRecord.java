package org.bokbuss.harvest;

import java.nio.charset.StandardCharsets;
import org.bokbuss.state.Digest;
import org.bokbuss.state.Fingerprint;

/**
 * A record on its way out of a page: its place there, and what recognises it when it comes again.
 *
 * @param place counted from 0 in the page
 */
record FingerprintedRecord(LibraryRecord record, int place, Digest content, Fingerprint mark) {

    FingerprintedRecord(LibraryRecord record, int place) {
        this(record, place, contentOf(record));
    }

    private FingerprintedRecord(LibraryRecord record, int place, Digest content) {
        this(record, place, content, new Fingerprint(idOf(record, content).head(), content.head()));
    }

    /** Content is what is delivered; a date that moves while all else stays is no change, unless it is all there is. */
    private static Digest contentOf(LibraryRecord record) {
        if (record.fault() != null) {
            return Digest.of(record.raw());
        }
        if (record.occurrence() != null) {
            // Events with the same id are delivered once, however the source phrases a repeat.
            return Digest.of((record.deleted() + record.occurrence()).getBytes(StandardCharsets.UTF_8));
        }
        return Digest.of(
                record.deleted() ? new byte[] {1} : new byte[0],
                record.body(),
                (record.about() + dateOfBodiless(record)).getBytes(StandardCharsets.UTF_8));
    }

    private static String dateOfBodiless(LibraryRecord record) {
        return record.deleted() || record.body().length > 0 || record.time() == null ? "" : record.time();
    }

    private static Digest idOf(LibraryRecord record, Digest content) {
        if (record.subject() == null) {
            return content;
        }
        return record.occurrence() == null
                ? Digest.of(record.subject())
                : Digest.of(
                        record.subject().getBytes(StandardCharsets.UTF_8),
                        record.occurrence().getBytes(StandardCharsets.UTF_8));
    }

    /** The CloudEvents id: the same for the same record in the same state. */
    String eventId() {
        return Digest.of(record.subject().getBytes(StandardCharsets.UTF_8), content.sha256())
                .hex();
    }
}
