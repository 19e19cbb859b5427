package org.bokbuss.deliver;

/**
 * A sink takes no more for now: the run stops where it stands and its position is kept. The message says why, and what to
 * do.
 */
public final class SinkUnavailable extends RuntimeException {
    /** The property of an exchange whose failure has been told. */
    public static final String TOLD = "bokbuss.told";

    private static final long serialVersionUID = 1;

    public SinkUnavailable(String message) {
        super(message);
    }

    public SinkUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
