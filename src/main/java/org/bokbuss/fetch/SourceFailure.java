package org.bokbuss.fetch;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.bokbuss.config.Secrets;
import org.bokbuss.split.PageException;

/** Why an answer cannot be used; the message is one sentence that names what the source did. */
public final class SourceFailure extends Exception {

    /** What went wrong, and what is done about it: {@link RetryPolicy retried} or not, and when that is of no use. */
    public enum Kind {
        /** The source or the network stumbled. */
        TRANSIENT(true, Remedy.STOP),
        /** The same, but much of the answer had arrived: a shorter one may get through where this one does not. */
        TRUNCATED(true, Remedy.NARROW),
        /** The cursor is no longer known. */
        CURSOR_LOST(false, Remedy.RESTART),
        /** The answer has no end in sight, or is too large. */
        TOO_LARGE(false, Remedy.NARROW),
        /** Endless paging: going on would not end. */
        CURSOR_LOOP(false, Remedy.STOP),
        /** The login was not accepted; before it comes to this it was renewed once. */
        UNAUTHORIZED(false, Remedy.STOP),
        /** A retry cannot help; somebody has to look. */
        PERMANENT(false, Remedy.STOP),
        /** The source says that what was asked is wrong. */
        MISCONFIGURED(false, Remedy.FIX_SETTINGS),
        /** Our own disk is full: the source is left alone. */
        DISK_FULL(false, Remedy.STOP),
        /** This process is being stopped. */
        SHUTDOWN(false, Remedy.STOP);

        private final boolean retried;
        private final Remedy remedy;

        Kind(boolean retried, Remedy remedy) {
            this.retried = retried;
            this.remedy = remedy;
        }

        /** Whether the request is retried after a pause. */
        public boolean isRetried() {
            return retried;
        }

        /** What a run does that is not, or no longer, helped by a retry. */
        public Remedy remedy() {
            return remedy;
        }

        /** Whether it has to do with the way, not with what was asked for: the next question would fare no better. */
        public boolean isOutage() {
            return retried || this == DISK_FULL;
        }
    }

    /** What a run does about a failure. */
    public enum Remedy {
        /** It asks for a smaller page or a narrower window; where there is none, it stops. */
        NARROW,
        /** It begins the window again, a few times; then it stops. */
        RESTART,
        /** It stops, and the position is kept. */
        STOP,
        /** The same, and every run will until somebody has corrected a setting. */
        FIX_SETTINGS
    }

    /** Bytes of an answer whose loss is worth avoiding: about a third of a full page. */
    private static final long MUCH = 1 << 20;

    private final Kind kind;
    private final Duration retryAfter;

    public SourceFailure(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public SourceFailure(Kind kind, String message, Throwable cause) {
        this(kind, message, null, cause);
    }

    public SourceFailure(Kind kind, String message, Duration retryAfter, Throwable cause) {
        super(Secrets.mask(message), cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** An answer that was cut off after so many bytes, or that is not whole though it seemed to end. */
    public static SourceFailure broken(long bytes, String message, Throwable cause) {
        return new SourceFailure(bytes > MUCH ? Kind.TRUNCATED : Kind.TRANSIENT, message, cause);
    }

    /** An answer that could not be read to its end, or that is something else altogether. */
    public static SourceFailure notWhole(Response answer, Exception thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        if (answer.size() == 0) {
            return new SourceFailure(Kind.TRANSIENT, "an empty answer to " + answer.request(), cause);
        }
        if (answer.looksLikeHtml()) {
            return new SourceFailure(
                    Kind.TRANSIENT, "a web page instead of data in answer to " + answer.request(), cause);
        }
        String sentence = "the answer to " + answer.request() + " is not whole: " + cause.getMessage();
        // What is wrong in itself is wrong in a shorter answer too.
        return cause instanceof PageException page && !page.isCut()
                ? new SourceFailure(Kind.TRANSIENT, sentence, cause)
                : broken(answer.size(), sentence, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** How long the source asks to be left alone; null if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
