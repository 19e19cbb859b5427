package org.bokbuss.deliver;

/**
 * The receiver has looked at this very record and said no: asking again cannot help, and other records may fare better.
 * It is set aside at once; the message says why.
 */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    public Refused(String message) {
        super(message);
    }

    public Refused(String message, Throwable cause) {
        super(message, cause);
    }
}
