package org.bokbuss.holdings;

/** What was decided no longer fits what is there, or it is not known what came of it: look once more, and decide anew. */
final class LookAgain extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean trouble;

    private LookAgain(String message, boolean trouble) {
        super(message);
        this.trouble = trouble;
    }

    /** Somebody else was quicker. */
    static LookAgain changed(String message) {
        return new LookAgain(message, false);
    }

    /** Libris stumbled: better after a pause. */
    static LookAgain trouble(String message) {
        return new LookAgain(message, true);
    }

    boolean isTrouble() {
        return trouble;
    }
}
