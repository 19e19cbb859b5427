package org.bokbuss.libris.export;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.bokbuss.split.PageException;

/** The lines that {@code deleted=append} puts behind the records: {@code id;reason}, after one with their names. */
final class DeletionList {
    /** Libris needs some sixty. */
    private static final int LONGEST = 10_000;

    private final InputStream in;
    private boolean begun;

    DeletionList(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The next line, without its end; null after the last.
     *
     * @throws PageException if the list is cut
     */
    byte[] next() throws IOException {
        if (!begun) {
            begun = true;
            if (line() == null) {
                throw PageException.cut("cut: the list of deletions has not even its first line");
            }
        }
        return line();
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && line.size() == 0) {
                return null;
            }
            if (b < 0 || line.size() == LONGEST) {
                throw PageException.cut("cut: the list of deletions ends inside a line");
            }
            line.write(b);
        }
        return line.toByteArray();
    }
}
