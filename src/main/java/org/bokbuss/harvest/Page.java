package org.bokbuss.harvest;

import org.bokbuss.fetch.Answer;

/**
 * An answer proven whole.
 *
 * @param cursor where the source goes on; null at the window's end
 * @param newestFirst whether what stands at the cursor comes before this page, and is delivered first
 */
public record Page(Answer answer, String cursor, boolean newestFirst) {

    public Page(Answer answer, String cursor) {
        this(answer, cursor, false);
    }

    /** A page of a source that goes back in time: what stands at the cursor is older. */
    public static Page before(Answer answer, String cursor) {
        return new Page(answer, cursor, true);
    }
}
