package org.bokbuss.harvest;

/** A piece that is well-formed and yet no record that can be delivered; the message is one sentence that says why. */
public final class UnreadableRecord extends Exception {
    private static final long serialVersionUID = 1;

    public UnreadableRecord(String message) {
        super(message);
    }
}
