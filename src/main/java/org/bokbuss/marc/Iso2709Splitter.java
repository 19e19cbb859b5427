package org.bokbuss.marc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Splitter;

/**
 * Splits a stream of MARC records in ISO 2709, in constant memory.
 *
 * <p>A record ends at its terminator, whatever length its leader tells: that has five digits, and records may be longer.
 * One whose leader, directory or text is broken is given with its fault. Where the stream ends inside a record,
 * {@link #hasNext()} and {@link #next()} throw an {@link UncheckedIOException} that holds a {@link PageException} (or
 * what the stream threw), after all records before that place have been given.
 *
 * <p>Between records may stand what files and networks leave there: line ends, blanks, NUL, the end-of-file mark of DOS.
 * A line of text after a NUL ends the records, and begins the {@link #tail()}: so Libris separates the list of deleted
 * records that {@code deleted=append} asks for.
 *
 * <p>That a stream ends after a record does not prove that no records are missing: nothing in it could.
 */
public final class Iso2709Splitter extends Splitter<Iso2709Record> {
    /** The largest record by default: 10 MiB. */
    public static final int LARGEST = 10 << 20;

    private static final int KEPT_OF_TOO_LARGE = 1 << 16;
    private static final int CHUNK = 1 << 16;
    private static final int LONGEST_LINE = 10_000;
    private static final byte END_OF_FILE = 0x1A;

    private final InputStream in;
    private final Charset charset;
    private final int largest;

    private byte[] bytes = new byte[2 * CHUNK];
    private int start;
    private int end;
    private long origin;
    private boolean complete;
    private boolean tailed;

    /**
     * @param in the records; read as they are asked for, and closed by {@link #close()}
     * @param charset what their text is in
     */
    public Iso2709Splitter(InputStream in, Charset charset) {
        this(in, charset, LARGEST);
    }

    /** @param largest how many bytes a record may have; of a larger one only the first are kept, and it is at fault */
    public Iso2709Splitter(InputStream in, Charset charset, int largest) {
        this.in = in;
        this.charset = charset;
        this.largest = largest;
    }

    @Override
    protected boolean isOver() {
        return complete;
    }

    /** Whether the records were read to their end, the last one whole. */
    public boolean complete() {
        return complete && !isAhead();
    }

    /** The lines that follow the last record and a NUL, once it has been read; nothing if there are none. */
    public Optional<InputStream> tail() {
        return tailed
                ? Optional.of(new SequenceInputStream(new ByteArrayInputStream(bytes, start, end - start), in))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    protected Iso2709Record find() throws IOException {
        if (ends()) {
            complete = true;
            return null;
        }
        long offset = origin + start;
        int stop = terminator(start);
        if (stop < 0) {
            return tooLarge(offset);
        }
        byte[] record = Arrays.copyOfRange(bytes, start, stop + 1);
        start = stop + 1;
        return Iso2709Record.of(record, offset, charset);
    }

    /** Skips what stands between records, and looks whether another one follows. */
    private boolean ends() throws IOException {
        boolean afterNul = false;
        int blanks = 0;
        while (start + blanks < end || more()) {
            byte next = bytes[start + blanks];
            if (!isFiller(next)) {
                tailed = afterNul && isLine(blanks);
                start += tailed ? 0 : blanks;
                return tailed;
            }
            blanks++;
            if (next == 0 || !afterNul || blanks == LONGEST_LINE) {
                afterNul |= next == 0;
                start += blanks;
                blanks = 0;
            }
        }
        start = end;
        return true;
    }

    private static boolean isFiller(byte b) {
        return b == '\n' || b == '\r' || b == ' ' || b == 0 || b == END_OF_FILE;
    }

    /** Whether a line of text begins at this place: a record has marks that no text has, its first after the directory. */
    private boolean isLine(int from) throws IOException {
        int at = from;
        while (at - from < LONGEST_LINE && (start + at < end || more())) {
            byte b = bytes[start + at++];
            if (b == '\n') {
                return true;
            }
            if (b == Iso2709Record.RECORD_END || b == Iso2709Record.FIELD_END || b == Iso2709Record.SUBFIELD) {
                return false;
            }
        }
        return false;
    }

    /** The place of the next terminator; -1 if the record is too large. */
    private int terminator(int from) throws IOException {
        int at = from;
        while (true) {
            while (at < end && bytes[at] != Iso2709Record.RECORD_END) {
                at++;
            }
            if (at - start >= largest) {
                return -1;
            }
            if (at < end) {
                return at;
            }
            int looked = at - start;
            if (!more()) {
                throw cut();
            }
            at = start + looked;
        }
    }

    private Iso2709Record tooLarge(long offset) throws IOException {
        byte[] kept = Arrays.copyOfRange(bytes, start, start + Math.min(KEPT_OF_TOO_LARGE, largest));
        while (true) {
            while (start < end) {
                if (bytes[start++] == Iso2709Record.RECORD_END) {
                    String fault = "a record larger than " + largest + " bytes (harvest.max-record), at byte " + offset;
                    return new Iso2709Record(kept, offset, charset, fault);
                }
            }
            if (!more()) {
                throw cut();
            }
        }
    }

    private PageException cut() {
        return PageException.cut("cut: the records end inside one, at byte " + (origin + end));
    }

    /** Reads on, moving what is held to the front if there is need. @return false at the end */
    private boolean more() throws IOException {
        int held = end - start;
        if (end == bytes.length) {
            byte[] roomier = held > bytes.length / 2 ? new byte[2 * bytes.length] : bytes;
            System.arraycopy(bytes, start, roomier, 0, held);
            bytes = roomier;
            origin += start;
            start = 0;
            end = held;
        }
        int count = in.read(bytes, end, bytes.length - end);
        end += Math.max(count, 0);
        return count > 0;
    }
}
