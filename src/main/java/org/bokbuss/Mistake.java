package org.bokbuss;

/** Something the user has to mend before work can go on; the message is one sentence for them: what, where, what to do. */
public final class Mistake extends RuntimeException {
    public Mistake(String message) {
        super(message);
    }

    public Mistake(String message, Throwable cause) {
        super(message, cause);
    }
}
