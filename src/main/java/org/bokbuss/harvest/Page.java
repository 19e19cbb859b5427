package org.bokbuss.harvest;

import org.bokbuss.fetch.Answer;

/**
 * An answer proven whole.
 *
 * @param cursor where the source goes on; null at the window's end
 * @param newestFirst whether what stands at the cursor comes before this page, and is delivered first
 * @param bookmark where the source says the next run goes on, if it keeps a place by more than a time; else null
 */
public record Page(Answer answer, String cursor, boolean newestFirst, String bookmark) {

    public Page(Answer answer, String cursor) {
        this(answer, cursor, false, null);
    }

    /** A page of a source that goes back in time: what stands at the cursor is older. */
    public static Page before(Answer answer, String cursor) {
        return new Page(answer, cursor, true, null);
    }

    public Page withBookmark(String place) {
        return new Page(answer, cursor, newestFirst, place);
    }
}
