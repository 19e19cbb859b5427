package org.bokbuss.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bokbuss.config.OwnerOnly;
import org.bokbuss.config.UserError;

/**
 * A file without a name, for what is too much for memory: so a killed process leaves nothing behind. It is written to its
 * end, and can be read as often as need be.
 */
public final class Spool implements AutoCloseable {
    private final Path folder;
    private final Path file;
    private final FileChannel bytes;

    private Spool(Path folder, Path file, FileChannel bytes) {
        this.folder = folder;
        this.file = file;
        this.bytes = bytes;
    }

    static Spool in(Path folder) throws IOException, SourceFailure {
        Path file = name(folder);
        Spool spool =
                new Spool(folder, file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        spool.forget();
        return spool;
    }

    private static Path name(Path folder) throws SourceFailure {
        try {
            OwnerOnly.makeFolder(folder);
            return Files.createTempFile(folder, "answer-", ".spool");
        } catch (IOException e) {
            if (Files.isDirectory(folder) && Files.isWritable(folder)) {
                throw full(folder, e.getMessage(), e);
            }
            throw new UserError("state.spool: nothing can be written to the folder " + folder, e);
        }
    }

    /** Another one on the same disk. */
    Spool beside() throws IOException, SourceFailure {
        return in(folder);
    }

    /** @throws SourceFailure if the disk is full */
    public void write(ByteBuffer written) throws SourceFailure {
        try {
            while (written.hasRemaining()) {
                bytes.write(written);
            }
        } catch (IOException e) {
            throw full(folder, e.getMessage(), e);
        }
    }

    /** Some of its bytes. */
    byte[] read(long position, int length) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(length);
        while (read.hasRemaining()) {
            if (bytes.read(read, position + read.position()) < 0) {
                throw new EOFException("the spool ends before byte " + (position + length));
            }
        }
        return read.array();
    }

    /** From its first byte; may be called again, also while another reader is at work. */
    public InputStream open() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = bytes.read(ByteBuffer.wrap(into, offset, length), position);
                position += Math.max(read, 0);
                return read;
            }
        };
    }

    @Override
    public void close() {
        try {
            bytes.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException heldOpen) {
            // Windows keeps the name of an open file; close() deletes it then.
        }
    }

    static SourceFailure full(Path folder, String how, Throwable cause) {
        return new SourceFailure(
                SourceFailure.Kind.DISK_FULL,
                "state.spool: our own disk takes no more at " + folder + " (" + how
                        + "): make room there, then run again; the source is left alone",
                cause);
    }
}
