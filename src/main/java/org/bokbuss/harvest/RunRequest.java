package org.bokbuss.harvest;

import java.util.List;
import org.bokbuss.state.WindowKind;

/**
 * What a run is to do.
 *
 * @param kind live, backfill or replay: as what its windows stand in the ledger
 * @param window the past interval of a backfill; null otherwise
 * @param replay the quarantined records to deliver again; null otherwise
 * @param limit stop after so many records; 0 for no limit
 * @param dryRun deliver nothing, move nothing
 * @param standsBy while another process harvests the pipeline, wait to take over should it fall silent
 */
public record RunRequest(
        WindowKind kind, Window window, List<Long> replay, long limit, boolean dryRun, boolean standsBy) {
    /** Exchange property that carries the request; without it a run is {@link #live()}. */
    public static final String PROPERTY = "bokbuss.task";

    /** From the position to the present, by the schedule that all processes have. */
    public static RunRequest scheduled() {
        return new RunRequest(WindowKind.LIVE, null, List.of(), 0, false, true);
    }

    /** From the position to the present. */
    public static RunRequest live() {
        return live(0, false);
    }

    public static RunRequest live(long limit, boolean dryRun) {
        return new RunRequest(WindowKind.LIVE, null, List.of(), limit, dryRun, false);
    }

    public static RunRequest backfill(Window window) {
        return new RunRequest(WindowKind.BACKFILL, window, List.of(), 0, false, false);
    }

    public static RunRequest replay(List<Long> quarantined) {
        return new RunRequest(WindowKind.REPLAY, null, List.copyOf(quarantined), 0, false, false);
    }
}
