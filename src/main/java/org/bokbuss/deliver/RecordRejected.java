package org.bokbuss.deliver;

/**
 * The receiver has looked at this very record and said no: retrying cannot help, and other records may fare better.
 * It is quarantined at once; the message says why.
 */
public final class RecordRejected extends Exception {
    private static final long serialVersionUID = 1;

    public RecordRejected(String message) {
        super(message);
    }

    public RecordRejected(String message, Throwable cause) {
        super(message, cause);
    }
}
