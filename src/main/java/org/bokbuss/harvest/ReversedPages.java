package org.bokbuss.harvest;

import java.util.ArrayDeque;
import java.util.Deque;

/** The pages of a source that tells its newest first, kept until its oldest is here: they are delivered in reverse. */
final class ReversedPages {
    /** Each page kept is an open file; and after a kill all of them are walked again. */
    private static final int LONG = 200;

    private final Deque<PageReader> pages = new ArrayDeque<>();
    private boolean begun;

    void keep(PageReader page) {
        pages.push(page);
        begun = true;
    }

    /** The oldest page that is left; null when all are delivered. */
    PageReader oldest() {
        return pages.poll();
    }

    boolean isEmpty() {
        return pages.isEmpty();
    }

    /** Whether there is so much to keep that a shorter window would be better. */
    boolean isLong() {
        return pages.size() >= LONG;
    }

    /** True from the first page kept to the window's end: a cursor then leads only to what is older. */
    boolean hasBegun() {
        return begun;
    }

    /** Lets go of all that is kept. */
    void end() {
        pages.forEach(PageReader::abandon);
        pages.clear();
        begun = false;
    }
}
