package org.bokbuss.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Gives as UTF-8 what comes in another encoding.
 *
 * <p>Bytes that mean nothing in that encoding come out as U+FFFF. It is forbidden in XML, so the record they stand in
 * is found at fault; U+FFFD, the usual replacement, would pass for text.
 */
final class Transcoder extends InputStream {
    static final String MEANINGLESS = "\uFFFF";

    private final Reader chars;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith(MEANINGLESS.getBytes(StandardCharsets.UTF_8));
    private final CharBuffer decoded = CharBuffer.allocate(1 << 13).flip();
    private final ByteBuffer encoded = ByteBuffer.allocate(1 << 15).flip();
    private boolean ended;

    Transcoder(InputStream in, Charset charset) {
        chars = new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .replaceWith(MEANINGLESS));
    }

    @Override
    public int read() throws IOException {
        return fill() ? encoded.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, encoded.remaining());
        encoded.get(target, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        while (!encoded.hasRemaining() && !ended) {
            decoded.compact();
            ended = chars.read(decoded) < 0;
            decoded.flip();
            encoded.clear();
            encoder.encode(decoded, encoded, ended);
            encoded.flip();
        }
        return encoded.hasRemaining();
    }

    @Override
    public void close() throws IOException {
        chars.close();
    }
}
