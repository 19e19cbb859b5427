package org.bokbuss.state;

import java.time.Instant;

/**
 * A harvested window, as it stands in the ledger.
 *
 * @param kind {@code live}, {@code backfill}, {@code replay}, or {@code position} for a move by hand
 * @param from first moment of the window, null for the beginning of the source
 * @param until last moment of the window
 * @param state {@code open}, {@code complete}, {@code narrowed} (asked again in smaller windows), {@code abandoned} or
 *     {@code moved} (a position, by hand)
 * @param attempts how many times its harvest began
 * @param chunks how many deliveries were confirmed that had records; numbers the files
 * @param cursor where to go on: the source's own cursor, null for the window's beginning
 */
public record LedgerRow(
        long id,
        String pipeline,
        String kind,
        Instant from,
        Instant until,
        String state,
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
