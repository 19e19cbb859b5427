package org.bokbuss.state;

import java.time.Instant;
import java.util.List;
import org.bokbuss.config.Secrets;

/**
 * What becomes true when a chunk of a page is durable in the sinks: written in one transaction, or not at all.
 *
 * @param pages 1 with the last chunk of a page, else 0
 * @param cursor where the window goes on after this chunk
 * @param delivered records delivered, deletions among them
 * @param setAside records that go to quarantine
 * @param seen what to remember of the records, so that a repeat is recognised
 * @param replayed quarantined records that have now been delivered
 * @param complete true with the window's last chunk
 * @param position where the pipeline then stands, null to leave its position alone
 * @param bookmark where the source said the next run goes on, null to leave that alone
 */
public record ChunkCommit(
        int pages,
        String cursor,
        long delivered,
        long deletions,
        long repeats,
        List<QuarantinedRecord> setAside,
        List<Fingerprint> seen,
        List<Long> replayed,
        boolean complete,
        Instant position,
        String bookmark) {
    /** What a source made of our own secret is no place to go on from: the window's beginning, or the bookmark before it. */
    public ChunkCommit {
        cursor = Secrets.areIn(cursor) ? null : cursor;
        bookmark = Secrets.areIn(bookmark) ? null : bookmark;
    }
}
