package org.bokbuss.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The part of a page that is in memory: from the token being read to what has arrived so far.
 *
 * <p>The byte after the last is always NUL, which stops every scan, since NUL is legal nowhere in XML.
 */
final class InputBuffer {
    /** Room after the end, for the NUL and for scans that look at eight bytes at a time. */
    static final int SLACK = 16;

    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final int largest;
    private byte[] bytes = new byte[4 * CHUNK + SLACK];
    private int start;
    private int end;
    private long origin;
    private boolean ended;
    private IOException failure;

    /**
     * @param origin the position in the page of the stream's first byte
     * @param largest how many bytes may be held from {@link #start()} on, about
     */
    InputBuffer(InputStream in, long origin, int largest) {
        this.in = in;
        this.origin = origin;
        this.largest = largest;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** The position in the page of the byte at an index. */
    long position(int index) {
        return origin + index;
    }

    /** Whether what is held from {@link #start()} on has reached the limit. */
    boolean full() {
        return end - start > largest;
    }

    /** Lets go of everything before the index. */
    void advance(int index) {
        start = index;
    }

    /**
     * Reads on, moving {@link #start()} to index 0 if there is need.
     *
     * <p>It asks for as much as is held already, so that scanning anew from the start costs linear time however little
     * the stream gives at a time. A failing stream shows first when what came before it has been used up.
     *
     * @return false at the end of the page or the limit
     * @throws IOException what the stream threw
     */
    boolean more() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended || full()) {
            return false;
        }
        int before = end - start;
        int wanted = Math.min(before + Math.max(CHUNK, before), largest + CHUNK);
        makeRoom(wanted);
        try {
            while (end - start < wanted && !ended) {
                int count = in.read(bytes, end, bytes.length - SLACK - end);
                ended = count < 0;
                end += Math.max(count, 0);
            }
        } catch (IOException e) {
            failure = e;
        }
        bytes[end] = 0;
        if (end - start == before && failure != null) {
            throw failure;
        }
        return end - start > before;
    }

    private void makeRoom(int wanted) {
        int held = end - start;
        if (start + wanted + SLACK <= bytes.length) {
            return;
        }
        byte[] roomier = wanted + SLACK <= bytes.length ? bytes : new byte[wanted + CHUNK + SLACK];
        System.arraycopy(bytes, start, roomier, 0, held);
        bytes = roomier;
        origin += start;
        start = 0;
        end = held;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void close() throws IOException {
        in.close();
    }
}
