package org.bokbuss.libris.emm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.Piece;

/**
 * The changes on a page, the oldest first, each once; with the records that changed, each record once.
 *
 * <p>A page has some hundred activities in the order of time, and after them, again, all that happened at the very moment
 * it was asked for, even if there are thousands: those come last, and are read as they come. What the page before this one in time
 * has too is left to it.
 */
final class ChangesRecords implements Records {
    /** Many more than a page has beside those of its last moment. */
    private static final int MOST = 20_000;

    /** More than a page has in the order of time: only those are repeated further down. */
    private static final int REPEATED = 1_000;

    /** Records that are on their way at once. */
    private static final int AHEAD = 4;

    private final Pieces pieces;
    private final ActivityFilter wanted;
    private final ChangedRecord changedRecord;
    private final Instant from;
    private final long asked;
    private final Instant last;
    private final Deque<Activity> older = new ArrayDeque<>();
    private final Deque<Change> ahead = new ArrayDeque<>();
    private final Set<String> shown = new HashSet<>();
    private final Instant after;
    private final Iterator<Piece> rest;

    /**
     * @param changedRecord who brings the records; null to deliver the activities themselves
     */
    ChangesRecords(Window window, Pieces pieces, ActivityFilter wanted, ChangedRecord changedRecord) {
        this.pieces = pieces;
        this.wanted = wanted;
        this.changedRecord = changedRecord;
        asked = Changes.until(pieces.answer().request().uri().toString()).orElseThrow();
        from = window.from() == null ? Instant.MIN : window.from();
        last = Instant.ofEpochMilli(asked);
        after = readOlder();
        rest = pieces.iterator();
    }

    /** All but those of the last moment, sorted. @return when the page before this one in time ends */
    private Instant readOlder() {
        List<Activity> found = new ArrayList<>();
        Set<String> superseded = new HashSet<>();
        Instant oldest = last;
        for (Piece piece : pieces) {
            Activity activity = readable(piece);
            if (activity == null) {
                continue;
            }
            oldest = activity.published().isBefore(oldest) ? activity.published() : oldest;
            if (!wanted.test(activity)) {
                continue;
            }
            if (activity.published().isBefore(last)) {
                found.add(activity);
                requireRoom(found);
            } else if (superseded.size() < REPEATED) {
                superseded.add(identity(activity));
            }
        }
        Instant ends = Instant.ofEpochMilli(Changes.older(asked, oldest, pieces.envelope()));
        found.removeIf(activity -> !isDue(activity, ends));
        // Of those that share a moment the newest stands first, too.
        Collections.reverse(found);
        found.sort(Comparator.comparing(Activity::published));
        Collections.reverse(found);
        for (Activity activity : found) {
            if (superseded.add(identity(activity))) {
                older.push(activity);
            }
        }
        return ends;
    }

    private void requireRoom(List<Activity> found) {
        if (found.size() > MOST) {
            IOException tooMany = new IOException("more than " + MOST + " changes of different moments in answer to "
                    + pieces.answer().request());
            throw new UncheckedIOException(tooMany);
        }
    }

    private boolean isDue(Activity activity, Instant ends) {
        return activity.published().isAfter(ends) && !activity.published().isBefore(from);
    }

    /** What is delivered once of a page: each happening, or each record in its latest state. */
    private String identity(Activity activity) {
        return changedRecord == null ? activity.key() : activity.recordId().orElseGet(activity::key);
    }

    private static Activity readable(Piece piece) {
        try {
            return Activity.read(piece);
        } catch (UnreadableRecord laterSetAside) {
            return null;
        }
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            while (ahead.size() < (changedRecord == null ? 1 : AHEAD)) {
                Change coming = older.isEmpty() ? ofTheLastMoment() : new Change(older.pop(), changedRecord);
                if (coming == null) {
                    break;
                }
                ahead.add(coming);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Change first = ahead.poll();
        return first == null ? null : first.record();
    }

    private Change ofTheLastMoment() {
        Change change = null;
        while (change == null && rest.hasNext()) {
            change = ofTheLastMoment(rest.next());
        }
        return change;
    }

    /** Null for what has come before, or is not wanted. */
    private Change ofTheLastMoment(Piece piece) {
        try {
            Activity activity = Activity.read(piece);
            boolean due = !activity.published().isBefore(last) && isDue(activity, after) && wanted.test(activity);
            if (!due || shown.contains(identity(activity))) {
                return null;
            }
            if (shown.size() < REPEATED) {
                shown.add(identity(activity));
            }
            return new Change(activity, changedRecord);
        } catch (UnreadableRecord e) {
            return new Change(
                    LibraryRecord.faulty(null, Activity.MEDIA_TYPE, piece.bytes(), piece.offset(), e.getMessage()));
        }
    }

    @Override
    public void close() {
        ahead.forEach(Change::close);
        ahead.clear();
    }
}
