package org.bokbuss.harvest;

/**
 * What an answer says of the rest.
 *
 * @param cursor where the source goes on; null at the window's end
 * @param newestFirst whether what stands at the cursor comes before this page, and is delivered first
 * @param bookmark where the source says the next run goes on, if it keeps a place by more than a time; else null
 * @param total how many records the source says there are, on this page and all others; -1 if it does not say
 */
public record Page(String cursor, boolean newestFirst, String bookmark, long total) {

    public Page(String cursor) {
        this(cursor, false, null, -1);
    }

    /** A page of a source that goes back in time: what stands at the cursor is older. */
    public static Page before(String cursor) {
        return new Page(cursor, true, null, -1);
    }

    public Page withBookmark(String place) {
        return new Page(cursor, newestFirst, place, total);
    }

    /** A page of so many records in all. */
    public Page of(long all) {
        return new Page(cursor, newestFirst, bookmark, all);
    }
}
