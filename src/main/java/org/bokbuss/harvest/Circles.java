package org.bokbuss.harvest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bokbuss.state.Digest;

/**
 * Notices within a window endless paging: a cursor comes again and with it the same records, or the same
 * records come again and again under ever new cursors. A cursor that comes again with other records is none.
 */
final class Circles {
    /** A page of one record may come again, where that record was touched meanwhile; but not so often. */
    private static final int SAME_RECORDS = 3;

    /** A source that filters may have so many pages of which nothing is left. */
    private static final int EMPTY_IN_A_ROW = 1_000;

    private final Map<Long, Long> recordsByCursor = new HashMap<>();
    private final Map<Long, Integer> rounds = new HashMap<>();
    private final Set<Long> wayBack = new HashSet<>();
    private int empty;

    /** Whether this page, read to its end, closes one. */
    boolean isClosedBy(PageReader page) {
        if (page.cursor() == null) {
            return false;
        }
        long records = page.digest().head();
        Long before = page.askedBy() == null ? null : recordsByCursor.put(mark(page.askedBy()), records);
        return before != null && before == records || comesTooOften(page, records);
    }

    private boolean comesTooOften(PageReader page, long records) {
        if (page.place() == 0) {
            return ++empty == EMPTY_IN_A_ROW;
        }
        empty = 0;
        return rounds.merge(records, 1, Integer::sum) == SAME_RECORDS;
    }

    /** Whether a cursor that is to lead further back in time has been followed before. */
    boolean isClosedOnTheWayBackAt(String cursor) {
        return !wayBack.add(mark(cursor));
    }

    private static long mark(String cursor) {
        return Digest.of(cursor).head();
    }
}
