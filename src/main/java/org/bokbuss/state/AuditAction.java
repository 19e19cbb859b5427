package org.bokbuss.state;

import java.util.Locale;

/** What a write does to a record in another system. */
public enum AuditAction {
    CREATE,
    CHANGE,
    DELETE;

    /** As the audit log and the commands write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AuditAction of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
