package org.bokbuss.fetch;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.bokbuss.config.Secrets;

/** Why an answer cannot be used; the message is one sentence that names what the source did. */
public final class SourceFailure extends Exception {

    /** What to do about it. */
    public enum Kind {
        /** Ask again after a pause: the source or the network stumbled. */
        TRANSIENT,
        /** The same, but much of the answer had arrived: a shorter one may get through where this one does not. */
        TRUNCATED,
        /** The cursor is no longer known: begin the window afresh. */
        CURSOR_LOST,
        /** The answer has no end in sight, or is too large: ask for less. */
        TOO_LARGE,
        /** The source goes in circles: going on would not end. */
        CURSOR_LOOP,
        /** The login was not accepted: it is renewed once. */
        UNAUTHORIZED,
        /** Asking again cannot help; somebody has to look. */
        PERMANENT,
        /** The source says that what was asked is wrong: a setting has to be mended. */
        MISCONFIGURED,
        /** Our own disk is full: the source is left alone. */
        DISK_FULL,
        /** This process is being stopped. */
        SHUTDOWN
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

    /** An answer that broke off after so many bytes, or that is not whole though it seemed to end. */
    public static SourceFailure broken(long bytes, String message, Throwable cause) {
        return new SourceFailure(bytes > MUCH ? Kind.TRUNCATED : Kind.TRANSIENT, message, cause);
    }

    /** An answer that could not be read to its end, or that is something else altogether. */
    public static SourceFailure notWhole(Response answer, Exception thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        return answer.looksLikeHtml()
                ? new SourceFailure(
                        Kind.TRANSIENT, "a web page instead of data in answer to " + answer.request(), cause)
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
