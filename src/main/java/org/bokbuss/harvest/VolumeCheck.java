package org.bokbuss.harvest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;

/** Tells when a window brought far less than its like: all there is to go by where completeness cannot be proven. */
final class VolumeCheck {
    /** So many earlier windows say what is usual. */
    static final int EARLIER = 20;

    /** Where fewer than that are to be expected, few or none mean nothing. */
    private static final int WORTH_EXPECTING = 50;

    private VolumeCheck() {}

    /** @param rows the windows before it, and it as the last */
    static Optional<String> of(List<LedgerRow> rows) {
        LedgerRow last = rows.get(rows.size() - 1);
        List<Double> usual = rows.subList(0, rows.size() - 1).stream()
                .filter(row -> row.state() == WindowState.COMPLETE && row.kind() == WindowKind.LIVE)
                .filter(row -> row.from() != null)
                .map(VolumeCheck::perSecond)
                .sorted()
                .toList();
        if (usual.isEmpty() || last.from() == null) {
            return Optional.empty();
        }
        double expected = usual.get(usual.size() / 2) * seconds(last);
        return expected >= WORTH_EXPECTING && count(last) < expected / 10
                ? Optional.of(
                        "far fewer than usual: %d records, where about %.0f were to be expected; if nothing explains"
                                        .formatted(count(last), expected)
                                + " it, harvest the window again with backfill")
                : Optional.empty();
    }

    private static double perSecond(LedgerRow row) {
        return count(row) / seconds(row);
    }

    private static long count(LedgerRow row) {
        return row.records() + row.repeats() + row.setAside();
    }

    private static double seconds(LedgerRow row) {
        return Math.max(1, Duration.between(row.from(), row.until()).toSeconds());
    }
}
