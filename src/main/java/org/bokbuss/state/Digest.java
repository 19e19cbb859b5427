package org.bokbuss.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of some bytes: what recognises a record, and a page, met before. */
public record Digest(byte[] sha256) {

    public static Digest of(byte[]... parts) {
        MessageDigest sha256 = algorithm();
        for (byte[] part : parts) {
            // Lengths keep ("ab", "c") and ("a", "bc") apart.
            sha256.update(ByteBuffer.allocate(4).putInt(0, part.length));
            sha256.update(part);
        }
        return new Digest(sha256.digest());
    }

    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 64 bits. */
    public long head() {
        return ByteBuffer.wrap(sha256).getLong();
    }

    /** The first 128 bits, in 32 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(sha256, 0, 16);
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
