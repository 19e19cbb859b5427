package org.bokbuss.harvest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.bokbuss.fetch.Response;
import org.bokbuss.state.Digest;
import org.bokbuss.state.QuarantinedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page being read, record by record; it can be read again from its start. */
final class PageReader implements AutoCloseable {
    /** How its records are read out of it. */
    interface Reading {
        Records begin() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);

    private final Page page;
    private final String askedBy;
    private final String request;
    private final String mediaType;
    private final Reading reading;
    private Records records;
    private int place;
    private Digest digest;

    PageReader(Page page, String askedBy, String request, String mediaType, Reading reading) {
        this.page = page;
        this.askedBy = askedBy;
        this.request = request;
        this.mediaType = mediaType;
        this.reading = reading;
    }

    /** @param askedBy the cursor that brought the page; null for the first of a window */
    static PageReader of(Page page, String askedBy, Session session, Window window) {
        Response answer = page.answer();
        return new PageReader(
                page,
                askedBy,
                answer.request().toString(),
                answer.mediaType(),
                () -> session.records(window, page.pieces()));
    }

    /** A quarantined record alone, read by this. */
    static PageReader kept(QuarantinedRecord record, Reading reading) {
        return new PageReader(new Page(null, null), null, record.page(), record.mediaType(), reading);
    }

    /** The next record; null after the last. */
    FingerprintedRecord next() throws IOException {
        if (records == null) {
            records = reading.begin();
            place = 0;
            digest = Digest.of("page");
        }
        LibraryRecord record = records.next();
        if (record == null) {
            return null;
        }
        FingerprintedRecord fingerprinted = new FingerprintedRecord(record, place++);
        byte[] id = ByteBuffer.allocate(Long.BYTES)
                .putLong(fingerprinted.mark().record())
                .array();
        digest = Digest.of(digest.sha256(), id, fingerprinted.content().sha256());
        return fingerprinted;
    }

    /** Begins again with the first record. */
    void rewind() throws IOException {
        if (records != null) {
            records.close();
            records = null;
            place = 0;
        }
    }

    /** How many records have been read. */
    int place() {
        return place;
    }

    /** What all records read so far come to: equal for pages with the same records. */
    Digest digest() {
        return digest;
    }

    String request() {
        return request;
    }

    String mediaType() {
        return mediaType;
    }

    String askedBy() {
        return askedBy;
    }

    /** Where the source goes on; null at the window's end. */
    String cursor() {
        return page.cursor();
    }

    /** Where the next run goes on; null where times alone say that. */
    String bookmark() {
        return page.bookmark();
    }

    /** How many records the source says there are in all; -1 if it does not say. */
    long total() {
        return page.total();
    }

    /** Whether what stands at the cursor is to be delivered before this page. */
    boolean newestFirst() {
        return page.newestFirst() && page.cursor() != null;
    }

    @Override
    public void close() throws IOException {
        rewind();
        if (page.pieces() != null) {
            page.answer().close();
        }
    }

    /** The same, where nothing depends on it any more. */
    void abandon() {
        try {
            close();
        } catch (IOException | UncheckedIOException spoolGone) {
            LOG.debug("closing a page", spoolGone);
        }
    }
}
