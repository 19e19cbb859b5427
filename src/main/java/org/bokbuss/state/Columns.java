package org.bokbuss.state;

import java.time.Instant;

/** How the columns hold what Java holds otherwise. */
final class Columns {
    private Columns() {}

    static Instant time(String text) {
        return text == null ? null : Instant.parse(text);
    }

    static String text(Instant time) {
        return time == null ? null : time.toString();
    }

    /** PostgreSQL keeps no NUL in a text, and JSON may hold one. */
    static String withoutNul(String text) {
        return text == null ? null : text.replace('\0', '\ufffd');
    }
}
