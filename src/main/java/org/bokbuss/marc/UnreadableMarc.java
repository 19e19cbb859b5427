package org.bokbuss.marc;

/** A record is not the MARC it should be; the message says why, in one sentence. */
public final class UnreadableMarc extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableMarc(String message) {
        super(message);
    }

    UnreadableMarc(String message, Throwable cause) {
        super(message, cause);
    }
}
