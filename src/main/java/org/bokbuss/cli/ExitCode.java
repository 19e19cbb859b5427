package org.bokbuss.cli;

import java.util.Collection;
import org.bokbuss.harvest.Outcome;

/** What the program ends with. */
enum ExitCode {
    COMPLETE(0),
    UNEXPECTED(1),
    MISTAKE(2),
    SET_ASIDE(3),
    INCOMPLETE(4);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Of several runs, what most needs somebody's attention. */
    static ExitCode of(Collection<Outcome> outcomes) {
        for (ExitCode code : new ExitCode[] {UNEXPECTED, MISTAKE, INCOMPLETE, SET_ASIDE}) {
            if (outcomes.stream().anyMatch(outcome -> of(outcome) == code)) {
                return code;
            }
        }
        return COMPLETE;
    }

    private static ExitCode of(Outcome outcome) {
        return switch (outcome.ending()) {
            case DEFECT -> UNEXPECTED;
            case MISTAKE -> MISTAKE;
            case INCOMPLETE -> INCOMPLETE;
            case COMPLETE -> outcome.setAside() > 0 ? SET_ASIDE : COMPLETE;
        };
    }
}
