package org.bokbuss.state;

import java.time.Instant;

/**
 * A harvested window, as it stands in the ledger.
 *
 * @param from first moment of the window, null for the beginning of the source
 * @param until last moment of the window
 * @param attempts how many times its harvest began
 * @param chunks how many deliveries were confirmed that had records; numbers the files
 * @param cursor where to go on: the source's own cursor, null for the window's beginning
 */
public record LedgerRow(
        long id,
        String pipeline,
        WindowKind kind,
        Instant from,
        Instant until,
        WindowState state,
        Instant opened,
        Instant closed,
        int attempts,
        int pages,
        int chunks,
        long records,
        long deletions,
        long repeats,
        long setAside,
        String cursor,
        String note) {}
