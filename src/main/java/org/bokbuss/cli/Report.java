package org.bokbuss.cli;

import java.util.Collection;
import org.bokbuss.harvest.Outcome;

/** What came of some runs, in a line each. */
final class Report {
    private Report() {}

    /** @return the exit code that follows */
    static int print(Collection<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            String counts = "%s: %d records delivered (%d deletions among them), %d repeats passed over, %d set aside"
                    .formatted(
                            outcome.pipeline(),
                            outcome.records(),
                            outcome.deletions(),
                            outcome.repeats(),
                            outcome.setAside());
            if (outcome.ending() == Outcome.Ending.COMPLETE) {
                System.out.println(counts + "; complete");
            } else {
                System.out.println(counts + "; stopped, the position is kept");
                System.err.println(outcome.sentence());
            }
            if (outcome.setAside() > 0) {
                System.out.println("  look at what was set aside: quarantine list " + outcome.pipeline());
            }
        }
        return ExitCode.of(outcomes).number();
    }
}
