package org.bokbuss.state;

import java.util.Locale;

/** How a window of the ledger stands. */
public enum WindowState {
    /** It is being harvested, or a stop left it so: the next run goes on with it. */
    OPEN,
    COMPLETE,
    /** Asked for again in smaller windows. */
    NARROWED,
    /** Given up: a replay that failed, or a position moved by hand. */
    ABANDONED,
    /** No window at all but a position that was moved by hand. */
    MOVED;

    /** As the ledger and the commands write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WindowState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
