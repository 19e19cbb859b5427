package org.bokbuss.harvest;

import org.bokbuss.config.Secrets;

/**
 * How a run ended.
 *
 * @param records delivered, deletions among them
 * @param setAside sent to quarantine
 * @param sentence why it is not complete; null if it is
 */
public record Outcome(
        String pipeline, Ending ending, long records, long deletions, long repeats, long setAside, String sentence) {
    /** Exchange property that carries the outcome of a finished run. */
    public static final String PROPERTY = "bokbuss.outcome";

    public Outcome {
        sentence = Secrets.mask(sentence);
    }

    /** Of what brings no records. */
    public static Outcome of(String pipeline, Ending ending, String sentence) {
        return new Outcome(pipeline, ending, 0, 0, 0, 0, sentence);
    }

    /** Of what failed before it brought records. */
    public static Outcome failed(String pipeline, Throwable cause) {
        return of(pipeline, FailureClassifier.ending(cause), FailureClassifier.told(pipeline, cause));
    }

    /** The ways a run ends. */
    public enum Ending {
        /** The source has nothing more. */
        COMPLETE,
        /** Stopped; the position is kept, the next run goes on there. */
        INCOMPLETE,
        /** A setting has to be corrected. */
        MISTAKE,
        /** A defect in Bokbuss or in the team's own steps. */
        DEFECT
    }
}
