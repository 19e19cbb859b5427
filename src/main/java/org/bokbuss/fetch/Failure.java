package org.bokbuss.fetch;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.bokbuss.Secrets;

/** Why an answer cannot be used; the message is one sentence that names what the source did. */
public final class Failure extends Exception {

    /** What to do about it. */
    public enum Kind {
        /** Ask again after a pause: the source or the network stumbled. */
        AGAIN,
        /** The same, but much of the answer had arrived: a shorter one may get through where this one does not. */
        BROKEN,
        /** The cursor is no longer known: begin the window afresh. */
        RESTART,
        /** The answer has no end in sight, or is too large: ask for less. */
        NARROW,
        /** The source goes in circles: going on would not end. */
        LOOP,
        /** The login was not accepted: it is renewed once. */
        LOGIN,
        /** Asking again cannot help; somebody has to look. */
        REFUSED,
        /** The source says that what was asked is wrong: a setting has to be mended. */
        MISTAKE,
        /** Our own disk is full: the source is left alone. */
        FULL,
        /** This process is being stopped. */
        STOPPED
    }

    /** Bytes of an answer whose loss is worth avoiding: about a third of a full page. */
    private static final long MUCH = 1 << 20;

    private final Kind kind;
    private final Duration retryAfter;

    public Failure(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public Failure(Kind kind, String message, Throwable cause) {
        this(kind, message, null, cause);
    }

    public Failure(Kind kind, String message, Duration retryAfter, Throwable cause) {
        super(Secrets.mask(message), cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** An answer that broke off after so many bytes, or that is not whole though it seemed to end. */
    public static Failure broken(long bytes, String message, Throwable cause) {
        return new Failure(bytes > MUCH ? Kind.BROKEN : Kind.AGAIN, message, cause);
    }

    /** An answer that could not be read to its end, or that is something else altogether. */
    public static Failure notWhole(Answer answer, Exception thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        return answer.looksLikeHtml()
                ? new Failure(Kind.AGAIN, "a web page instead of data in answer to " + answer.request(), cause)
                : broken(
                        answer.size(),
                        "the answer to " + answer.request() + " is not whole: " + cause.getMessage(),
                        cause);
    }

    public Kind kind() {
        return kind;
    }

    /** How long the source asks to be left alone; null if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
