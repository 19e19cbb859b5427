package org.bokbuss.cli;

import java.util.Collection;
import org.bokbuss.config.PrintableText;
import org.bokbuss.harvest.Outcome;

/** What came of some runs, in a line each. */
final class Report {
    private Report() {}

    /** @return the exit code that follows */
    static int print(Collection<Outcome> outcomes) {
        return print(outcomes, false);
    }

    /** The same, of runs that may only have looked. */
    static int print(Collection<Outcome> outcomes, boolean dryRun) {
        for (Outcome outcome : outcomes) {
            String counts = "%s: %d records %s (%d deletions among them), %d repeats skipped, %d quarantined"
                    .formatted(
                            outcome.pipeline(),
                            outcome.records(),
                            dryRun ? "would be delivered" : "delivered",
                            outcome.deletions(),
                            outcome.repeats(),
                            outcome.setAside());
            if (outcome.ending() == Outcome.Ending.COMPLETE) {
                System.out.println(counts + (dryRun ? "; a dry run, nothing was delivered or moved" : "; complete"));
            } else {
                System.out.println(counts + "; stopped, the position is kept");
                System.err.println(PrintableText.line(outcome.sentence()));
            }
            if (outcome.setAside() > 0 && !dryRun) {
                System.out.println("  look at what was quarantined: quarantine list " + outcome.pipeline());
            }
        }
        return ExitCode.of(outcomes).number();
    }
}
