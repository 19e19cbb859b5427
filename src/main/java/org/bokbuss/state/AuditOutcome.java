package org.bokbuss.state;

/**
 * What came of a write.
 *
 * @param text {@code begun}, {@code done}, or a sentence that says why not; as the audit log and the commands write it
 */
public record AuditOutcome(Kind kind, String text) {
    /** Not known yet. */
    public static final AuditOutcome BEGUN = new AuditOutcome(Kind.BEGUN, "begun");

    /** The write was made, and stands. */
    public static final AuditOutcome DONE = new AuditOutcome(Kind.DONE, "done");

    /** The kinds of outcome. */
    public enum Kind {
        BEGUN,
        DONE,
        /** The sentence tells. */
        OTHER
    }

    /** @param sentence why it was not made, or what is known of it */
    public static AuditOutcome because(String sentence) {
        return new AuditOutcome(Kind.OTHER, sentence);
    }

    static AuditOutcome of(String text) {
        return text.equals(BEGUN.text) ? BEGUN : text.equals(DONE.text) ? DONE : because(text);
    }
}
