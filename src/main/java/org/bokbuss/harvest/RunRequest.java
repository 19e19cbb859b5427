package org.bokbuss.harvest;

import java.util.List;
import org.bokbuss.state.WindowKind;

/**
 * What a run is to do.
 *
 * @param window the past interval of a backfill; null otherwise
 * @param replay the quarantined records to deliver again; null otherwise
 * @param limit stop after so many records; 0 for no limit
 * @param dryRun deliver nothing, move nothing
 * @param standsBy while another process harvests the pipeline, wait to take over should it fall silent
 */
public record RunRequest(Kind kind, Window window, List<Long> replay, long limit, boolean dryRun, boolean standsBy) {
    /** Exchange property that carries the request; without it a run is {@link #live()}. */
    public static final String PROPERTY = "bokbuss.task";

    /** The kinds of run. */
    public enum Kind {
        LIVE,
        BACKFILL,
        REPLAY,
        /** Says what a live run would do, and contacts nobody. */
        EXPLAIN,
        /** Asks the source who it is. */
        CHECK;

        /** As what its windows stand in the ledger; only what harvests has any. */
        WindowKind window() {
            return WindowKind.valueOf(name());
        }
    }

    /** From the position to the present, by the schedule that all processes have. */
    public static RunRequest scheduled() {
        return new RunRequest(Kind.LIVE, null, List.of(), 0, false, true);
    }

    /** From the position to the present. */
    public static RunRequest live() {
        return live(0, false);
    }

    public static RunRequest live(long limit, boolean dryRun) {
        return new RunRequest(Kind.LIVE, null, List.of(), limit, dryRun, false);
    }

    public static RunRequest backfill(Window window) {
        return new RunRequest(Kind.BACKFILL, window, List.of(), 0, false, false);
    }

    public static RunRequest explain() {
        return new RunRequest(Kind.EXPLAIN, null, List.of(), 0, true, false);
    }

    public static RunRequest check() {
        return new RunRequest(Kind.CHECK, null, List.of(), 0, true, false);
    }

    public static RunRequest replay(List<Long> quarantined) {
        return new RunRequest(Kind.REPLAY, null, List.copyOf(quarantined), 0, false, false);
    }
}
