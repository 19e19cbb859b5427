package org.bokbuss.split;

/** Markup that breaks a rule of XML, or that the bytes at hand end in the middle of. */
final class Malformed extends Exception {
    /** The bytes at hand end here: whether anything is wrong can't be told before there are more. */
    static final Malformed UNFINISHED = new Malformed(-1, "unfinished");

    private final int position;

    Malformed(int position, String cause) {
        // No stack trace: this is how a scan ends, once for every buffer that is filled.
        super(cause, null, false, false);
        this.position = position;
    }

    /** Index in the scanned array. */
    int position() {
        return position;
    }
}
