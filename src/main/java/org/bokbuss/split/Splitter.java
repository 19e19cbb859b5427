package org.bokbuss.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.xml.namespace.QName;

/** Gives the records of a page one by one; where the page cannot be read on, that place is where it throws. */
public abstract class Splitter<T> implements Iterator<T>, Closeable {
    private T next;
    private IOException stopped;

    /** Of a page that has no records, and is not to be looked at. */
    public static <T> Splitter<T> nothing() {
        return new Splitter<>() {
            @Override
            protected T find() {
                return null;
            }

            @Override
            protected boolean isOver() {
                return true;
            }

            @Override
            public void close() {
                // nothing was opened
            }
        };
    }

    /** Of JSON, the page without its records; empty before its end has been read. */
    public JsonNode envelope() {
        return MissingNode.getInstance();
    }

    /** Of XML, the name of the document element; null before it has been read. */
    public QName documentElement() {
        return null;
    }

    /** Of XML, what has been read so far that is no record: each name at each depth once, the first so many of them. */
    public Set<Other> others() {
        return Set.of();
    }

    /**
     * An element around the records, or beside them.
     *
     * @param depth how many elements it stands in
     */
    public record Other(int depth, QName name) {}

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
