package org.bokbuss.libris.write;

/** What was decided no longer fits what is there, or it is not known what came of it: look once more, and decide anew. */
final class RetryWrite extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean trouble;

    private RetryWrite(String message, boolean trouble) {
        super(message);
        this.trouble = trouble;
    }

    /** Somebody else was quicker. */
    static RetryWrite changed(String message) {
        return new RetryWrite(message, false);
    }

    /** Libris stumbled: better after a pause. */
    static RetryWrite trouble(String message) {
        return new RetryWrite(message, true);
    }

    boolean isTrouble() {
        return trouble;
    }
}
