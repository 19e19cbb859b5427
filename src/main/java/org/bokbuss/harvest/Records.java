package org.bokbuss.harvest;

import java.io.Closeable;
import java.io.IOException;

/** The records of a page, one after the other. */
public interface Records extends Closeable {
    /** The next record; null after the last. */
    LibraryRecord next() throws IOException;
}
