package org.bokbuss.state;

import java.util.Locale;

/** Why a row stands in the ledger: the kinds of run that harvest, and a move of the position. */
public enum WindowKind {
    LIVE,
    BACKFILL,
    REPLAY,
    /** A position that was moved by hand. */
    POSITION;

    /** As the ledger and the commands write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static WindowKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
