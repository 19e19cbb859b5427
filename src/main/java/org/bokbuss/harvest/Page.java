package org.bokbuss.harvest;

import org.bokbuss.fetch.Response;

/**
 * An answer proven whole.
 *
 * @param cursor where the source goes on; null at the window's end
 * @param newestFirst whether what stands at the cursor comes before this page, and is delivered first
 * @param bookmark where the source says the next run goes on, if it keeps a place by more than a time; else null
 * @param total how many records the source says there are, on this page and all others; -1 if it does not say
 */
public record Page(Response answer, String cursor, boolean newestFirst, String bookmark, long total) {

    public Page(Response answer, String cursor) {
        this(answer, cursor, false, null, -1);
    }

    /** A page of a source that goes back in time: what stands at the cursor is older. */
    public static Page before(Response answer, String cursor) {
        return new Page(answer, cursor, true, null, -1);
    }

    public Page withBookmark(String place) {
        return new Page(answer, cursor, newestFirst, place, total);
    }

    /** A page of so many records in all. */
    public Page of(long all) {
        return new Page(answer, cursor, newestFirst, bookmark, all);
    }
}
