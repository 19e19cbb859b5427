package org.bokbuss.libris.export;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A MARCXML collection with a list of deletions behind it, as {@code deleted=append} brings it: ends with the collection,
 * before the NUL.
 *
 * <p>A NUL anywhere else belongs to whatever record it spoils.
 */
final class RecordsUpToList extends FilterInputStream {
    private static final byte[] END = "</collection>".getBytes(StandardCharsets.US_ASCII);

    /** The bytes last given, to be compared with the end tag when a NUL comes. */
    private final byte[] last = new byte[END.length];

    private byte[] ahead = new byte[1 << 16];
    private int start;
    private int end;
    private boolean listed;

    RecordsUpToList(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (listed || start == end && !fill()) {
            return -1;
        }
        int most = Math.min(length, end - start);
        int count = 0;
        while (count < most && (ahead[start + count] != 0 || !endsCollection(count))) {
            count++;
        }
        listed = count < most;
        remember(count);
        System.arraycopy(ahead, start, bytes, offset, count);
        start += count + (listed ? 1 : 0);
        return count == 0 && listed ? -1 : count;
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(0, in.read(ahead));
        return end > 0;
    }

    private boolean endsCollection(int count) {
        for (int i = 1; i <= END.length; i++) {
            byte before = count >= i ? ahead[start + count - i] : last[last.length - i + count];
            if (before != END[END.length - i]) {
                return false;
            }
        }
        return true;
    }

    private void remember(int count) {
        int kept = Math.max(0, last.length - count);
        System.arraycopy(last, last.length - kept, last, 0, kept);
        System.arraycopy(ahead, start + count - (last.length - kept), last, kept, last.length - kept);
    }

    /** What follows the NUL, once the collection has been read to its end; null if there is none. */
    InputStream list() {
        return !listed
                ? null
                : new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOfRange(ahead, start, end)), in);
    }

    /** Leaves the list readable: whoever joins streams closes each at its end. */
    @Override
    public void close() {
        // the answer is closed by whoever opened it
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
