package org.bokbuss.split;

import java.io.IOException;

/** A page that can't be read on: cut, not XML outside its records, or of a kind that is refused. */
public final class PageException extends IOException {
    private static final long serialVersionUID = 1;

    public PageException(String message) {
        super(message);
    }
}
