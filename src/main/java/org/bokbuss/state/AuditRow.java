package org.bokbuss.state;

import java.time.Instant;

/**
 * A write into another system.
 *
 * @param who the login, and the library it acted for
 * @param record the record's address; null while the receiver has not named a new one
 * @param before what stood there; null for a new record
 * @param after what was to stand there; null for a deletion
 * @param etag of the version that was made; null where none was, or none is known
 * @param modified when the receiver says it was made; null if it is not known
 */
public record AuditRow(
        long id,
        Instant at,
        String pipeline,
        String who,
        AuditAction action,
        String record,
        String bib,
        String before,
        String after,
        String etag,
        Instant modified,
        AuditOutcome outcome) {}
