package org.bokbuss.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bokbuss.config.OwnerOnly;
import org.bokbuss.config.UserError;

/**
 * An answer, spooled to disk: it can be read as often as need be, at the reader's own pace.
 *
 * <p>The file loses its name as soon as it is open, so that a killed process leaves nothing behind.
 */
public final class Response implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    /** A record that was kept is in memory already. */
    private static final int KEPT = 1 << 26;

    private final Request request;
    private final Head head;
    private final Path file;
    private final FileChannel spool;
    private final long size;
    private final int largestRecord;

    private Response(Request request, Head head, Path file, FileChannel spool, long size, int largestRecord) {
        this.request = request;
        this.head = head;
        this.file = file;
        this.spool = spool;
        this.size = size;
        this.largestRecord = largestRecord;
    }

    /**
     * What comes before the body.
     *
     * @param mediaType the Content-Type without parameters, in lower case; empty if the source gave none
     * @param serverTime null if the source did not say
     * @param headers those on the list of {@link FetchRoutes}, by their names in lower case
     */
    record Head(int status, String mediaType, Instant serverTime, Map<String, String> headers) {}

    /** Decides, while an answer arrives, whether to go on reading it. */
    @FunctionalInterface
    interface Reading {
        void check(long bytes) throws SourceFailure;
    }

    static Response spool(Request request, Head head, InputStream body, Path folder, int largestRecord, Reading reading)
            throws IOException, SourceFailure {
        Path file = name(folder);
        FileChannel spool = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            forget(file);
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                write(bytes, spool, folder);
                size += read;
                reading.check(size);
            }
            return new Response(request, head, file, spool, size, largestRecord);
        } catch (IOException | SourceFailure | RuntimeException e) {
            spool.close();
            forget(file);
            throw e;
        }
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

    private static void write(ByteBuffer bytes, FileChannel spool, Path folder) throws SourceFailure {
        try {
            while (bytes.hasRemaining()) {
                spool.write(bytes);
            }
        } catch (IOException e) {
            throw full(folder, e.getMessage(), e);
        }
    }

    static SourceFailure full(Path folder, String how, Throwable cause) {
        return new SourceFailure(
                SourceFailure.Kind.DISK_FULL,
                "state.spool: our own disk takes no more at " + folder + " (" + how
                        + "): make room there, then run again; the source is left alone",
                cause);
    }

    /** An answer out of bytes that are at hand, such as a record in quarantine. */
    public static Response of(Request request, String mediaType, byte[] bytes, Path folder) throws IOException {
        try {
            Head head = new Head(200, mediaType, null, Map.of());
            return spool(request, head, new ByteArrayInputStream(bytes), folder, KEPT, size -> {});
        } catch (SourceFailure impossible) {
            throw new IOException(impossible);
        }
    }

    public Request request() {
        return request;
    }

    /** 200, or one of those the request accepts. */
    public int status() {
        return head.status();
    }

    /** The Content-Type without parameters, in lower case; empty if the source gave none. */
    public String mediaType() {
        return head.mediaType();
    }

    /** A header by its name in lower case, if it is one that is let in. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(head.headers().get(name));
    }

    /** The source's clock when it began to answer; null if it did not say. */
    public Instant serverTime() {
        return head.serverTime();
    }

    public long size() {
        return size;
    }

    /** How many bytes a record in it may have. */
    public int largestRecord() {
        return largestRecord;
    }

    /** For sources that never have nothing to say. @throws SourceFailure if there is no body at all */
    public void requireSome() throws SourceFailure {
        if (size == 0) {
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "an empty answer to " + request);
        }
    }

    /** The body from its first byte; may be called again, also while another reader is at work. */
    public InputStream open() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = spool.read(ByteBuffer.wrap(bytes, offset, length), position);
                position += Math.max(read, 0);
                return read;
            }
        };
    }

    /** Whether a web page came in the place of data: a login, a notice, a proxy's error. */
    public boolean looksLikeHtml() {
        try (InputStream body = open()) {
            String head = new String(body.readNBytes(1024), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            return head.contains("<html") || head.contains("<!doctype html");
        } catch (IOException unreadable) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            spool.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException heldOpen) {
            // Windows keeps the name of an open file; close() deletes it then.
        }
    }
}
