package org.bokbuss.sandbox.wire;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of an answer, written when they are wanted: an answer may be larger than memory. */
@FunctionalInterface
public interface Body {
    void writeTo(OutputStream out) throws IOException;

    /** The number of bytes, or -1 when only writing them tells. */
    default long length() {
        return -1;
    }

    /** A body that is all there. */
    static Body of(byte... bytes) {
        return new Body() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public long length() {
                return bytes.length;
            }
        };
    }

    /** Only the length of a body, as an answer to HEAD has it. */
    static Body ofLength(long bytes) {
        return new Body() {
            @Override
            public void writeTo(OutputStream out) {
                // nothing travels
            }

            @Override
            public long length() {
                return bytes;
            }
        };
    }
}
