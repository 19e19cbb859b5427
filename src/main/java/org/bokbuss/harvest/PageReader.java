package org.bokbuss.harvest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page, proven whole, whose records are read one by one; it can be read again from its start.
 *
 * <p>The records are those of the proof, which is the only time that the page is taken apart, unless there are too many to
 * keep them in memory.
 */
final class PageReader implements AutoCloseable {
    /** What is kept of a page from its proof to its delivery: a page of more bytes is read again. */
    private static final int MOST_KEPT = 16 << 20;

    /** How its records are read out of it. */
    interface Delivered {
        Records of(Response answer) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);

    private final Response answer;
    private final Page page;
    private final String askedBy;
    private final Delivered delivered;
    /** Null where they are read out of the answer. */
    private final List<FingerprintedRecord> kept;

    private Records records;
    private int place;
    private Digest digest = Digest.of("page");

    private PageReader(
            Response answer, Page page, String askedBy, Delivered delivered, List<FingerprintedRecord> kept) {
        this.answer = answer;
        this.page = page;
        this.askedBy = askedBy;
        this.delivered = delivered;
        this.kept = kept;
    }

    /** A page that needs no proof. */
    PageReader(Response answer, Page page, Delivered delivered) {
        this(answer, page, null, delivered, null);
    }

    /**
     * Takes an answer apart, to its end.
     *
     * @param askedBy the cursor that brought it; null for the first of a window
     * @throws SourceFailure if it is not whole, or not what was asked for
     */
    static PageReader prove(Session session, Window window, String askedBy, Response answer) throws SourceFailure {
        Kept kept = new Kept(session.deliversAsRead());
        Page page = session.read(window, askedBy, answer).prove(answer, kept::add);
        return new PageReader(answer, page, askedBy, whole -> session.records(window, whole), kept.records);
    }

    /** The records of a proof; null if they are too many, or none are wanted. */
    private static final class Kept {
        private List<FingerprintedRecord> records;
        private long bytes;

        Kept(boolean any) {
            records = any ? new ArrayList<>() : null;
        }

        void add(LibraryRecord record) {
            if (records == null) {
                return;
            }
            bytes += record.raw().length + (record.body() == record.raw() ? 0 : record.body().length);
            if (bytes > MOST_KEPT) {
                records = null;
            } else {
                records.add(new FingerprintedRecord(record, records.size()));
            }
        }
    }

    /** The next record; null after the last. */
    FingerprintedRecord next() throws IOException {
        FingerprintedRecord next = kept == null ? read() : place < kept.size() ? kept.get(place) : null;
        if (next == null) {
            return null;
        }
        if (place++ == 0) {
            digest = Digest.of("page");
        }
        byte[] id =
                ByteBuffer.allocate(Long.BYTES).putLong(next.mark().record()).array();
        digest = Digest.of(digest.sha256(), id, next.content().sha256());
        return next;
    }

    private FingerprintedRecord read() throws IOException {
        if (records == null) {
            records = delivered.of(answer);
        }
        LibraryRecord record = records.next();
        return record == null ? null : new FingerprintedRecord(record, place);
    }

    /** Begins again with the first record. */
    void rewind() throws IOException {
        place = 0;
        if (records != null) {
            records.close();
            records = null;
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

    Response answer() {
        return answer;
    }

    String request() {
        return answer.request().toString();
    }

    String mediaType() {
        return answer.mediaType();
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
        answer.close();
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
