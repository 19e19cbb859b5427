package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bokbuss.fetch.Response;
import org.bokbuss.harvest.JsonRecords;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

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

    private final Response answer;
    private final ActivityFilter wanted;
    private final ChangedRecord changedRecord;
    private final Instant from;
    private final Optional<Long> asked;
    private final Instant last;
    private final Deque<Activity> older = new ArrayDeque<>();
    private final Deque<Coming> ahead = new ArrayDeque<>();
    private final Set<String> shown = new HashSet<>();
    private Instant after = Instant.MIN;
    private JsonSplitter rest;

    /** A record: here, or asked for. */
    private record Coming(LibraryRecord record, Activity activity, CompletableFuture<Response> asked) {}

    /**
     * The changes in an answer: a page, or one activity that was quarantined.
     *
     * @param changedRecord who brings the records; null to deliver the activities themselves
     */
    ChangesRecords(Window window, Response answer, ActivityFilter wanted, ChangedRecord changedRecord)
            throws IOException {
        this.answer = answer;
        this.wanted = wanted;
        this.changedRecord = changedRecord;
        asked = Changes.until(answer.request().uri().toString());
        from = asked.isEmpty() || window.from() == null ? Instant.MIN : window.from();
        last = asked.map(Instant::ofEpochMilli).orElse(Instant.MAX);
        readOlder();
        rest = open();
    }

    private JsonSplitter open() {
        return JsonRecords.split(answer, Changes.ACTIVITIES);
    }

    /** All but those of the last moment, sorted. */
    private void readOlder() throws IOException {
        List<Activity> found = new ArrayList<>();
        Set<String> superseded = new HashSet<>();
        Instant oldest = last;
        try (JsonSplitter page = open()) {
            while (page.hasNext()) {
                Activity activity = readable(page.next());
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
            after = asked.isPresent() ? older(oldest, page.envelope()) : Instant.MIN;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        found.removeIf(activity -> !isDue(activity));
        // Of those that share a moment the newest stands first, too.
        Collections.reverse(found);
        found.sort(Comparator.comparing(Activity::published));
        Collections.reverse(found);
        for (Activity activity : found) {
            if (superseded.add(identity(activity))) {
                older.push(activity);
            }
        }
    }

    private Instant older(Instant oldest, JsonNode envelope) {
        return Instant.ofEpochMilli(Changes.older(asked.orElseThrow(), oldest, envelope));
    }

    private void requireRoom(List<Activity> found) throws IOException {
        if (found.size() > MOST) {
            throw new IOException(
                    "more than " + MOST + " changes of different moments in answer to " + answer.request());
        }
    }

    private boolean isDue(Activity activity) {
        return activity.published().isAfter(after) && !activity.published().isBefore(from);
    }

    /** What is delivered once of a page: each happening, or each record in its latest state. */
    private String identity(Activity activity) {
        return changedRecord == null ? activity.key() : activity.recordId().orElseGet(activity::key);
    }

    private static Activity readable(JsonPiece piece) {
        try {
            return Activity.read(piece);
        } catch (Activity.Unreadable laterSetAside) {
            return null;
        }
    }

    @Override
    public LibraryRecord next() throws IOException {
        while (ahead.size() < (changedRecord == null ? 1 : AHEAD)) {
            Coming coming = coming();
            if (coming == null) {
                break;
            }
            ahead.add(coming);
        }
        Coming first = ahead.poll();
        if (first == null) {
            return null;
        }
        return first.record() == null ? ChangedRecord.read(first.activity(), first.asked()) : first.record();
    }

    private Coming coming() throws IOException {
        if (!older.isEmpty()) {
            return coming(older.pop());
        }
        try {
            while (rest.hasNext()) {
                Coming coming = ofTheLastMoment(rest.next());
                if (coming != null) {
                    return coming;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return null;
    }

    /** Null for what has come before, or is not wanted. */
    private Coming ofTheLastMoment(JsonPiece piece) {
        try {
            Activity activity = Activity.read(piece);
            boolean due = !activity.published().isBefore(last) && isDue(activity) && wanted.test(activity);
            if (!due || shown.contains(identity(activity))) {
                return null;
            }
            if (shown.size() < REPEATED) {
                shown.add(identity(activity));
            }
            return coming(activity);
        } catch (Activity.Unreadable e) {
            return new Coming(
                    LibraryRecord.faulty(null, Activity.MEDIA_TYPE, piece.bytes(), piece.offset(), e.getMessage()),
                    null,
                    null);
        }
    }

    private Coming coming(Activity activity) {
        Optional<String> record = activity.recordId();
        if (changedRecord == null || record.isEmpty()) {
            return new Coming(activity.record(), activity, null);
        }
        return activity.isDeletion()
                ? new Coming(ChangedRecord.deleted(activity), activity, null)
                : new Coming(null, activity, changedRecord.ask(record.get()));
    }

    @Override
    public void close() throws IOException {
        ahead.stream().filter(each -> each.asked() != null).forEach(each -> each.asked()
                .thenAccept(Response::close));
        ahead.clear();
        rest.close();
    }
}
