package org.bokbuss.harvest;

import java.io.UncheckedIOException;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/**
 * What an answer that is proven whole means.
 *
 * @param cursor where the source goes on; null at the window's end
 * @param newestFirst whether what stands at the cursor comes before this page, and is delivered first
 * @param bookmark where the source says the next run goes on, if it keeps a place by more than a time; else null
 * @param total how many records the source says there are, on this page and all others; -1 if it does not say
 */
public record Page(Pieces pieces, String cursor, boolean newestFirst, String bookmark, long total) {

    public Page(Pieces pieces, String cursor) {
        this(pieces, cursor, false, null, -1);
    }

    /** A page of a source that goes back in time: what stands at the cursor is older. */
    public static Page before(Pieces pieces, String cursor) {
        return new Page(pieces, cursor, true, null, -1);
    }

    /**
     * Proves an answer whole, and asks the session what it means.
     *
     * @param cursor what {@link Session#next} was given; null for the answer to any other request
     */
    public static Page read(Session session, Window window, String cursor, Response answer) throws SourceFailure {
        try {
            return session.read(window, cursor, Pieces.of(session, answer));
        } catch (UncheckedIOException ourDisk) {
            throw SourceFailure.notWhole(answer, ourDisk);
        }
    }

    public Response answer() {
        return pieces.answer();
    }

    public Page withBookmark(String place) {
        return new Page(pieces, cursor, newestFirst, place, total);
    }

    /** A page of so many records in all. */
    public Page of(long all) {
        return new Page(pieces, cursor, newestFirst, bookmark, all);
    }
}
