package org.bokbuss.state;

import java.time.Instant;

/**
 * A pipeline as {@code status} shows it.
 *
 * @param position everything the source changed before it is delivered or quarantined; null before the first run ended
 * @param bookmark where the source itself said the next run goes on; null if it keeps no such place
 * @param notBefore the source asked for silence until then; null if it did not
 * @param records delivered in all runs
 * @param running true while a process holds its lease
 */
public record PipelineRow(
        String name,
        Instant position,
        String bookmark,
        Instant notBefore,
        Instant lastComplete,
        long records,
        long quarantined,
        String lastError,
        boolean running) {}
