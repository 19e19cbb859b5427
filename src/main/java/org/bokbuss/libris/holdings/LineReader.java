package org.bokbuss.libris.holdings;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The lines of a text in constant memory, whichever system's line ends it has. */
final class LineReader {
    /** Of a longer line, in characters, only the beginning is kept. */
    static final int LONGEST = 1 << 20;

    private final BufferedReader text;
    private final Deque<Line> ahead = new ArrayDeque<>();
    private long number;

    /**
     * A line without its end.
     *
     * @param number counted from 1
     * @param cut whether it was too long and this is only its beginning
     */
    record Line(long number, String text, boolean cut) {}

    LineReader(BufferedReader text) {
        this.text = text;
    }

    /** The next line; null at the end. */
    Line next() throws IOException {
        return ahead.isEmpty() ? read() : ahead.poll();
    }

    /** The next line that is not blank; null at the end. */
    Line nextWritten() throws IOException {
        Line line = next();
        while (line != null && line.text().isBlank()) {
            line = next();
        }
        return line;
    }

    /** Puts lines back, to be read again. */
    void unread(List<Line> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            ahead.push(lines.get(i));
        }
    }

    private Line read() throws IOException {
        int c = text.read();
        if (c < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        boolean cut = false;
        while (c >= 0 && c != '\n' && c != '\r') {
            if (line.length() < LONGEST) {
                line.append((char) c);
            } else {
                cut = true;
            }
            c = text.read();
        }
        if (c == '\r') {
            text.mark(1);
            if (text.read() != '\n') {
                text.reset();
            }
        }
        return new Line(++number, line.toString(), cut);
    }
}
