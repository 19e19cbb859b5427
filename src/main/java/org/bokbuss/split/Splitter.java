package org.bokbuss.split;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Gives the records of a page one by one; where the page cannot be read on, that place is where it throws. */
public abstract class Splitter<T> implements Iterator<T>, Closeable {
    private T next;
    private IOException stopped;

    /** The next record; null at the page's proper end. */
    protected abstract T find() throws IOException;

    /** Whether the page has been read to its proper end: nothing more is to be found. */
    protected abstract boolean isOver();

    @Override
    public final boolean hasNext() {
        if (next == null && !isOver()) {
            try {
                if (stopped != null) {
                    throw stopped;
                }
                next = find();
            } catch (IOException e) {
                stopped = e;
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return next != null;
    }

    @Override
    public final T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the page has no more records");
        }
        T found = next;
        next = null;
        return found;
    }

    /** Whether a record has been found and not yet given. */
    protected final boolean isAhead() {
        return next != null;
    }
}
