package org.bokbuss.sandbox.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Rests between pieces. */
final class Slow extends OutputStream {
    private static final int PIECE = 8 * 1024;

    private final OutputStream out;
    private final long pause;

    Slow(OutputStream out, long pauseInMilliseconds) {
        this.out = out;
        this.pause = pauseInMilliseconds;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (var at = from; at < from + count; at += PIECE) {
            out.write(bytes, at, Math.min(PIECE, from + count - at));
            if (count > Chunks.FRAMING) {
                out.flush();
                rest();
            }
        }
    }

    private void rest() throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sandbox is closing");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
