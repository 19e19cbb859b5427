package org.bokbuss.harvest;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.io.UTFDataFormatException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.zip.ZipException;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.StateUnavailable;

/** What stopped a run or a record: judged for what is to be done, and told. */
final class FailureClassifier {
    private FailureClassifier() {}

    /** The cause that has a name of its own, if any. */
    static Optional<Throwable> known(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SourceFailure
                    || cause instanceof UserError
                    || cause instanceof RunInterrupted
                    || cause instanceof SinkUnavailable
                    || cause instanceof LeaseLost
                    || cause instanceof StateUnavailable) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    /** The outermost cause of that kind, if any. */
    static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> kind) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** How a run ends that this stopped. */
    static Outcome.Ending ending(Throwable cause) {
        if (cause instanceof UserError
                || cause instanceof SourceFailure failure
                        && failure.kind().remedy() == SourceFailure.Remedy.FIX_SETTINGS) {
            return Outcome.Ending.MISTAKE;
        }
        return known(cause).isPresent() ? Outcome.Ending.INCOMPLETE : Outcome.Ending.DEFECT;
    }

    /** What stops a run at once when a step or a sink throws it, if anything. */
    static Optional<RuntimeException> stop(String pipeline, Throwable refusal) {
        Throwable known = known(refusal).orElse(null);
        if (known instanceof UserError || known instanceof SinkUnavailable || known instanceof LeaseLost) {
            return Optional.of((RuntimeException) known);
        }
        // What is wrong with the program, whichever record comes; a stack that overflows is a deep record's.
        return find(refusal, Error.class)
                .filter(error -> !(error instanceof StackOverflowError))
                .map(error -> failedStep(pipeline, error));
    }

    static RuntimeException failedStep(String pipeline, Error error) {
        return new RunInterrupted(
                "%s: a step failed with %s%s; the position is kept".formatted(pipeline, sentence(error), place(error)));
    }

    /** What has to do with the way, not with the record; the innermost such cause says it best. */
    static Optional<Throwable> outage(Throwable refusal) {
        Throwable found = null;
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && !isAboutContent(sql)
                    || cause instanceof IOException && !isAboutContent(cause)
                    || cause instanceof SourceFailure failure && failure.kind().isOutage()) {
                found = cause;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Some libraries report a record that they cannot read as a failure of reading itself. */
    private static boolean isAboutContent(Throwable cause) {
        return cause instanceof JacksonException
                || cause instanceof CharacterCodingException
                || cause instanceof ObjectStreamException
                || cause instanceof UTFDataFormatException
                || cause instanceof ZipException;
    }

    /** By the classes of SQLSTATE: 22 is a value that cannot be stored, 23 a constraint that it breaks. */
    private static boolean isAboutContent(SQLException cause) {
        return cause.getSQLState() != null && cause.getSQLState().matches("2[23].*");
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    /** What it began with. */
    static Throwable root(Throwable cause) {
        return cause.getCause() == null || cause.getCause() == cause ? cause : root(cause.getCause());
    }

    /** Why a pipeline's run stopped, for whoever waits for it. */
    static String told(String pipeline, Throwable cause) {
        Throwable known = known(cause).orElse(cause);
        return ending(known) == Outcome.Ending.DEFECT || known.getMessage() == null
                ? pipeline + ": " + sentence(known)
                : known.getMessage();
    }

    /** Its kind, unless it says itself what happened, and its first line. */
    static String sentence(Throwable cause) {
        if (cause instanceof SourceFailure) {
            return cause.getMessage();
        }
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null
                        ? ""
                        : ": " + cause.getMessage().lines().findFirst().orElse(""));
    }
}
