package org.bokbuss.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, spooled to disk: it can be read as often as need be, at the reader's own pace.
 */
public final class Response implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    /** A record that was kept is in memory already. */
    private static final int KEPT = 1 << 26;

    private final Request request;
    private final Head head;
    private final Spool spool;
    private final long size;
    private final int largestRecord;
    private Spool notes;

    private Response(Request request, Head head, Spool spool, long size, int largestRecord) {
        this.request = request;
        this.head = head;
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
        Spool spool = Spool.in(folder);
        try {
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                spool.write(ByteBuffer.wrap(buffer, 0, read));
                size += read;
                reading.check(size);
            }
            return new Response(request, head, spool, size, largestRecord);
        } catch (IOException | SourceFailure | RuntimeException e) {
            spool.close();
            throw e;
        }
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
        return spool.open();
    }

    /** Some bytes of the body. */
    public byte[] bytes(long offset, int length) throws IOException {
        return spool.read(offset, length);
    }

    /** Room on the same disk for what is noted of the answer; closed with it. */
    public Spool beside() throws IOException, SourceFailure {
        notes = spool.beside();
        return notes;
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
        if (notes != null) {
            notes.close();
        }
        spool.close();
    }
}
