package org.bokbuss.bibdb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Biblioteksdatabasen as a source: all libraries at first, then those changed since the day before the last run. Closed
 * libraries stay in it with {@code alive} false; it never reports deletions.
 *
 * <p>The documentation names the date {@code updatedDatum} in one place and {@code updated} in another. A name that is
 * not understood is ignored, and everything comes: that shows by older dates, and then the other name is used.
 */
public final class Bibdb implements Source {
    private static final int N = 200;

    /** KB's own harvester stops there too, in case the paging is broken; there are some 3,000 libraries. */
    private static final int MOST = 30_000;

    private static final List<String> DATE_PARAMETERS = List.of("updated", "updatedDatum");

    private static final List<String> OWN = List.of("dump", "updated", "updatedDatum", "start", "n", "level", "sigel");

    private static final Logger LOG = LoggerFactory.getLogger(Bibdb.class);

    private String level = "full";

    private String filter = "";

    private boolean modifiedSince = true;

    /** Which of the names bibdb acts on, as far as it has shown; one more than there are if none. */
    private final AtomicInteger dateParameter = new AtomicInteger();

    /** {@code full}, or {@code brief}. */
    public void setLevel(String level) {
        if (!level.equals("full") && !level.equals("brief")) {
            throw new UserError("level=" + level + ": write full or brief");
        }
        this.level = level;
    }

    /** Values that fields must have, as in an address: {@code library_type=folkbib&country_code=se}. */
    public void setFilter(String filter) {
        this.filter = Query.legal(filter.strip());
        for (String pair : this.filter.split("&")) {
            if (!this.filter.isEmpty() && !pair.matches("[^=]+=.*")) {
                throw new UserError("filter=" + filter + ": write FIELD=VALUE, several joined by &");
            }
        }
        Query.names(this.filter).stream().filter(OWN::contains).findFirst().ifPresent(name -> {
            throw new UserError("filter: leave " + name + " out, the source itself asks with it");
        });
    }

    /** False: every run asks for all libraries. */
    public void setModifiedSince(boolean modifiedSince) {
        this.modifiedSince = modifiedSince;
    }

    private static SourceFailure endless(Response answer) {
        return new SourceFailure(
                SourceFailure.Kind.CURSOR_LOOP,
                "more than " + MOST + " libraries and no end in sight: " + answer.request());
    }

    /** An empty page is the end if it is empty when looked at again, too. */
    private static Page end(String cursor, int start, LocalDate since, Pieces none) throws SourceFailure {
        if (cursor != null && cursor.endsWith("?")) {
            return new Page(none, null);
        }
        if (start == 0 && since == null) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "no libraries at all in answer to " + none.answer().request());
        }
        return new Page(none, start + "?");
    }

    /**
     * What a page holds.
     *
     * @param count how many libraries; one that is given twice counts once, so that none is skipped
     * @param oldest the day of its oldest change; null if it names none
     */
    record Found(int count, LocalDate oldest) {}

    static Splitter<Piece> libraries(Response answer) {
        return new JsonSplitter(answer.open(), answer.largestRecord(), "libraries");
    }

    static Found found(Pieces libraries) throws SourceFailure {
        if (!libraries.envelope().path("libraries").isArray()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "no list of libraries in the answer to "
                            + libraries.answer().request());
        }
        Set<String> different = new HashSet<>();
        LocalDate oldest = null;
        for (Piece library : libraries) {
            JsonNode json = library.sound() ? library.json() : MissingNode.getInstance();
            different.add(json.path("sigel").asText("at " + library.offset()));
            if (different.size() > MOST) {
                throw endless(libraries.answer());
            }
            LocalDate changed = Libraries.day(json);
            oldest = oldest == null || changed != null && changed.isBefore(oldest) ? changed : oldest;
        }
        return new Found(different.size(), oldest);
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private String base;

        Asking(CamelContext context, Settings settings) {
            base = settings.address(Key.BIBDB_BASE_URL) + "/api/lib?";
        }

        @Override
        public String source() {
            return base + "level=" + level + (filter.isEmpty() ? "" : "&" + filter);
        }

        @Override
        public boolean timed() {
            return modifiedSince;
        }

        /** There is no total to count by, and an empty page is the end. */
        @Override
        public boolean provable() {
            return false;
        }

        @Override
        public Request identify() {
            return Request.get(URI.create(source() + "&dump=true&n=1"), null);
        }

        @Override
        public Request first(Window window) {
            return page(window, 0);
        }

        @Override
        public Request next(Window window, String cursor) {
            return page(window, Integer.parseInt(cursor.replace("?", "")));
        }

        private Request page(Window window, int start) {
            String asked = since(window) == null
                    ? "&dump=true"
                    : "&" + DATE_PARAMETERS.get(dateParameter.get()) + "=" + since(window);
            return Request.get(URI.create(source() + asked + "&n=" + N + "&start=" + start), null);
        }

        /** The day before the window begins; null where all libraries are asked for. */
        private LocalDate since(Window window) {
            Instant from = window.from();
            return from == null || !modifiedSince || dateParameter.get() == DATE_PARAMETERS.size()
                    ? null
                    : LocalDate.ofInstant(from, Libraries.STOCKHOLM).minusDays(1);
        }

        @Override
        public Splitter<Piece> split(Response answer) {
            return libraries(answer);
        }

        @Override
        public Page read(Window window, String cursor, Pieces libraries) throws SourceFailure {
            Response answer = libraries.answer();
            Found found = found(libraries);
            if (answer.request().equals(identify())) {
                return new Page(libraries, null);
            }
            LocalDate since = since(window);
            if (since != null && found.oldest() != null && found.oldest().isBefore(since)) {
                throw ignored(answer);
            }
            int start = cursor == null ? 0 : Integer.parseInt(cursor.replace("?", ""));
            if (found.count() == 0) {
                return end(cursor, start, since, libraries);
            }
            if (start + found.count() > MOST) {
                throw endless(answer);
            }
            return new Page(libraries, String.valueOf(start + found.count()));
        }

        /** The window begins again, with the other name of the date, or without one. */
        private SourceFailure ignored(Response answer) {
            String asked = answer.request().uri().toString();
            int ignored = asked.contains("&" + DATE_PARAMETERS.get(0) + "=") ? 0 : 1;
            // Another run may have learnt the same.
            int next = dateParameter.updateAndGet(now -> Math.max(now, ignored + 1));
            String name = DATE_PARAMETERS.get(ignored);
            boolean left = next < DATE_PARAMETERS.size();
            String sentence = "bibdb takes no notice of the parameter " + name + ": "
                    + (left ? "trying " + DATE_PARAMETERS.get(next) : "asking for all libraries");
            if (!left) {
                LOG.warn("{}", sentence);
            }
            return new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence + " (" + answer.request() + ")");
        }

        @Override
        public LibraryRecord record(Piece library) throws UnreadableRecord {
            return Libraries.record(library);
        }

        @Override
        public String mediaType() {
            return Libraries.MEDIA_TYPE;
        }
    }
}
