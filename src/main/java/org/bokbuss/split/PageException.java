package org.bokbuss.split;

import java.io.IOException;

/** A page that can't be read on: cut, not XML outside its records, or of a kind that is refused. */
public final class PageException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean cut;

    public PageException(String message) {
        this(message, false);
    }

    private PageException(String message, boolean cut) {
        super(message);
        this.cut = cut;
    }

    /** A page that ends too early: asked for less, its source may get to the end. */
    public static PageException cut(String message) {
        return new PageException(message, true);
    }

    /** Whether the page ends too early. */
    public boolean isCut() {
        return cut;
    }
}
