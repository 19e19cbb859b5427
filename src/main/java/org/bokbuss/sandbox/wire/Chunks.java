package org.bokbuss.sandbox.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/** HTTP's chunked coding. */
final class Chunks extends OutputStream {
    /** The most that framing writes at once. */
    static final int FRAMING = 16;

    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;
    private final byte[] chunk = new byte[16 * 1024];
    private int filled;

    Chunks(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        var at = from;
        while (at < from + count) {
            if (filled == chunk.length) {
                send();
            }
            var part = Math.min(chunk.length - filled, from + count - at);
            System.arraycopy(bytes, at, chunk, filled, part);
            filled += part;
            at += part;
        }
    }

    @Override
    public void flush() throws IOException {
        send();
        out.flush();
    }

    /** Sends the last chunk, by which a client knows that it has everything. */
    void end() throws IOException {
        send();
        out.write("0\r\n\r\n".getBytes(US_ASCII));
        out.flush();
    }

    private void send() throws IOException {
        if (filled > 0) {
            out.write((Integer.toHexString(filled) + "\r\n").getBytes(US_ASCII));
            out.write(chunk, 0, filled);
            out.write(LINE_END);
            filled = 0;
        }
    }
}
