package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

/**
 * Libris's feed of changes (Entity Metadata Management, Activity Streams 2.0).
 *
 * <p>It goes back in time from a moment in epoch milliseconds, about a hundred activities a page, and has no end of its
 * own: {@code next} of the oldest page is that page, and of what lies before it, now. Therefore pages are walked until
 * one reaches below the window, and each page delivers only what is younger than the place where the next one begins.
 */
public final class Changes implements Source {
    static final String ACTIVITIES = "orderedItems";

    /** Far more than an activity needs. */
    private static final Pattern UNTIL = Pattern.compile("[?&]until=(\\d{1,15})\\b");

    private String heldBy = "";

    private String types = "";

    private boolean fetch;

    /** Sigels of libraries whose holdings are wanted, separated by commas or spaces; empty for all that changes. */
    public void setHeldBy(String heldBy) {
        this.heldBy = heldBy == null ? "" : heldBy;
    }

    /** Classes of things that are wanted, with or without {@code kbv:}; empty for all. */
    public void setTypes(String types) {
        this.types = types == null ? "" : types;
    }

    /** Whether to deliver the changed records, rather than the activities that report them. */
    public void setFetch(boolean fetch) {
        this.fetch = fetch;
    }

    private static Page turn(Window window, Pieces pieces, long older) {
        return window.from() != null && Instant.ofEpochMilli(older).isBefore(window.from())
                ? new Page(pieces, null)
                : Page.before(pieces, String.valueOf(older));
    }

    /** Where the page says, as none of its activities tells how far back it reaches. */
    private static long undated(long asked, Pieces pieces) throws SourceFailure {
        return until(pieces.envelope().path("next").asText())
                .filter(next -> next < asked)
                .orElseThrow(() -> new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no activity says when it happened, and next leads nowhere, in the answer to "
                                + pieces.answer().request()));
    }

    /**
     * Where the page before this one in time is to be asked for, in epoch milliseconds: where the page says, and where
     * that would leave something out or lead nowhere, at the page's oldest activity, or just before the page. All that
     * happened at that very moment stands on the page that is asked for there.
     */
    static long older(long asked, Instant oldest, JsonNode envelope) {
        long next = until(envelope.path("next").asText()).orElse(Long.MAX_VALUE);
        // Times finer than a millisecond lie above the millisecond they are cut to.
        long reached = oldest.plusNanos(999_999).toEpochMilli();
        if (next < asked) {
            reached = Math.max(reached, next);
        }
        // A page whose activities all share one moment has them all, and points to itself.
        return Math.min(reached, asked - 1);
    }

    static Optional<Long> until(String address) {
        Matcher until = UNTIL.matcher(address);
        return until.find() ? Optional.of(Long.parseLong(until.group(1))) : Optional.empty();
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private URI base;
        private Duration patience;
        private ActivityFilter wanted;
        private ChangedRecord changedRecord;

        Asking(CamelContext context, Settings settings) {
            wanted = new ActivityFilter(heldBy, types);
            base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/api/emm/");
            patience = settings.duration(Key.HARVEST_ANSWER_TIME);
            changedRecord = fetch
                    ? new ChangedRecord(
                            new HttpFetcher(context), URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/"))
                    : null;
        }

        @Override
        public String source() {
            return base.toString();
        }

        @Override
        public Request identify() {
            return Request.get(base, patience);
        }

        @Override
        public Request first(Window window) {
            return Request.get(address(window.until().toEpochMilli()), patience);
        }

        @Override
        public Request next(Window window, String cursor) {
            return Request.get(address(Long.parseLong(cursor)), patience);
        }

        private URI address(long until) {
            return URI.create(base + "?until=" + until);
        }

        @Override
        public Splitter<Piece> split(Response answer) {
            return new JsonSplitter(answer.open(), answer.largestRecord(), ACTIVITIES);
        }

        @Override
        public Page read(Window window, String cursor, Pieces pieces) throws SourceFailure {
            Request request = pieces.answer().request();
            JsonNode envelope = pieces.envelope();
            Optional<Long> asked = until(request.uri().toString());
            if (asked.isEmpty() && envelope.path("type").asText().equals("OrderedCollection")) {
                return new Page(pieces, null);
            }
            if (asked.isEmpty() || !envelope.path(ACTIVITIES).isArray()) {
                throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "no page of changes in answer to " + request);
            }
            if (pieces.count() == 0) {
                // What lies before the beginning is empty.
                return new Page(pieces, null);
            }
            Instant oldest = oldest(pieces);
            if (oldest == null) {
                return turn(window, pieces, undated(asked.get(), pieces));
            }
            if (oldest.toEpochMilli() > asked.get()) {
                throw new SourceFailure(
                        SourceFailure.Kind.CURSOR_LOOP,
                        "endless paging: all it tells in answer to " + request
                                + " happened later than that, the oldest at " + oldest);
            }
            return turn(window, pieces, older(asked.get(), oldest, envelope));
        }

        /** Null if no activity says when it happened. */
        private static Instant oldest(Pieces pieces) {
            Instant oldest = null;
            for (Piece piece : pieces) {
                Instant published =
                        piece.sound() ? Activity.published(piece.json()).orElse(null) : null;
                oldest = oldest == null || published != null && published.isBefore(oldest) ? published : oldest;
            }
            return oldest;
        }

        @Override
        public Records records(Window window, Pieces pieces) {
            return new ChangesRecords(window, pieces, wanted, changedRecord);
        }

        @Override
        public LibraryRecord record(Piece piece) throws UnreadableRecord, IOException {
            Activity activity = Activity.read(piece);
            return wanted.test(activity) ? new Change(activity, changedRecord).record() : null;
        }

        @Override
        public String mediaType() {
            return Activity.MEDIA_TYPE;
        }
    }
}
