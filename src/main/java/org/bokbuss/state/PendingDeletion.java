package org.bokbuss.state;

import java.time.Instant;

/**
 * A deletion that waits.
 *
 * @param record the holding's address
 * @param etag of the version that was to be deleted
 */
public record PendingDeletion(String pipeline, String record, String bib, String sigel, String etag, Instant due) {}
