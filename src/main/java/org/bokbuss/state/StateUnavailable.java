package org.bokbuss.state;

/** The state database is unavailable, full or refuses: nothing was written, and a later try may succeed. */
public final class StateUnavailable extends RuntimeException {
    StateUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
