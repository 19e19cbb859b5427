package org.bokbuss.sandbox.wire;

import java.io.IOException;
import java.io.OutputStream;

/** Lets a number of bytes through and then no more. */
final class FirstBytes extends OutputStream {
    private final OutputStream out;
    private long left;

    /** Thrown to whoever writes on. */
    static final class Enough extends IOException {}

    FirstBytes(OutputStream out, long bytes) {
        this.out = out;
        this.left = bytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        var part = (int) Math.min(left, count);
        out.write(bytes, from, part);
        left -= part;
        if (part < count) {
            throw new Enough();
        }
    }
}
