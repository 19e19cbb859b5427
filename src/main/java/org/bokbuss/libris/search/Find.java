package org.bokbuss.libris.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
import org.bokbuss.harvest.Pipeline;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

/**
 * Libris' search ({@code /find}) as a source: the hits of one question, in the order of their change. What was deleted
 * is never found, so it never reports deletions.
 *
 * <p>Every question ends at the window's end, also one for everything: what changes meanwhile drops out and is harvested,
 * see {@link SearchOffset}; in the order of change without an end it would move to the back unseen.
 */
public final class Find implements Source {
    private static final int LIMIT = 200;

    /** How far a search goes where it does not say (Libris XL, {@code maxResultWindow}). */
    private static final long UNTOLD_LIMIT = 10_000;

    private static final String MEDIA_TYPE = "application/ld+json";

    private static final Pattern OWN = Pattern.compile("_(limit|offset|sort|stats)");

    private static final Pattern NEW_LANGUAGE = Pattern.compile("_[qor]");

    private static final Pattern RANGE = Pattern.compile("(minEx|maxEx|min|max|matches)-meta\\.modified");

    private static final Pattern SUBJECT = Pattern.compile("https?://[^\\s\\p{Cntrl}<>\"]{1,500}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private String query = "";

    private boolean onlyModified = true;

    private Instant modifiedSince;

    /** Words, or parameters as they stand in an address ({@code @type=Item&heldBy.@id=…}) if there is a {@code =}. */
    public void setQuery(String query) {
        this.query = query.strip();
        for (String name : Query.names(parameters())) {
            if (OWN.matcher(name).matches()) {
                throw new UserError("query: leave " + name + " out, pages are asked for by the source itself");
            }
            if (NEW_LANGUAGE.matcher(name).matches()) {
                throw new UserError(
                        "query: " + name + " belongs to the language of Libris' own web pages, which cannot be"
                                + " harvested; write q=WORDS or filters such as @type=Item");
            }
        }
    }

    /** {@code true}: each run asks for what changed since the last; {@code false}: for everything; a time: since then. */
    public void setModifiedSince(String modifiedSince) {
        String text = modifiedSince.strip();
        onlyModified = !text.equals("false");
        this.modifiedSince = Set.of("true", "false").contains(text) ? null : Pipeline.time("modifiedSince", text);
    }

    private boolean asksForTimes() {
        return Query.names(parameters()).stream()
                .anyMatch(name -> RANGE.matcher(name).matches());
    }

    /** The question as it stands in an address. */
    private String parameters() {
        return query.contains("=") ? Query.legal(query) : "q=" + Query.encode(query.isEmpty() ? "*" : query);
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    private static Request get(String address) {
        // What is wrong with a question stands in the body of the refusal.
        return Request.get(URI.create(address), null)
                .withHeader("Accept", MEDIA_TYPE)
                .accepting(400);
    }

    /**
     * What a page says of itself.
     *
     * @param reach how far the search goes
     * @param count how many hits are on the page
     */
    private record Found(int offset, int perPage, int total, long reach, boolean hasNext, int count) {
        /** Behind the last hit; a hit that is given twice counts once. */
        int end() {
            return offset + Math.min(count, perPage);
        }
    }

    private static Found found(Pieces hits) throws SourceFailure {
        JsonNode envelope = hits.envelope();
        if (!envelope.path("totalItems").isInt() || !envelope.path("items").isArray()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "no list of hits in the answer to " + hits.answer().request());
        }
        return new Found(
                envelope.path("itemOffset").asInt(),
                envelope.path("itemsPerPage").asInt(LIMIT),
                envelope.path("totalItems").asInt(),
                envelope.path("maxItems").asLong(UNTOLD_LIMIT),
                envelope.has("next"),
                hits.count());
    }

    /** A page has as many hits as its numbers promise; an index in trouble gives fewer. */
    private static void requireWhole(Found found, SearchOffset place, Response answer) throws SourceFailure {
        int promised = Math.max(0, Math.min(found.perPage(), found.total() - found.offset()));
        boolean goesOn = found.end() < found.total();
        if (found.offset() != place.offset() || found.count() < promised || goesOn && !found.hasNext()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "%d hits from the %dth on, of %d%s: that is not what was asked for by %s"
                            .formatted(
                                    found.count(),
                                    found.offset(),
                                    found.total(),
                                    goesOn && !found.hasNext() ? ", and no next page" : "",
                                    answer.request()));
        }
    }

    private static SourceFailure refused(Response answer) {
        String why = "";
        try (InputStream body = answer.open()) {
            why = JSON.readTree(body.readNBytes(1 << 16)).path("message").asText();
        } catch (IOException noJson) {
            // Then Libris did not say why.
        }
        return new SourceFailure(
                SourceFailure.Kind.MISCONFIGURED,
                "Libris refused " + answer.request() + (why.isEmpty() ? "" : " (" + Query.shown(why) + ")")
                        + ": correct the query");
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private String base;
        private Duration settle;
        private Instant latest;

        Asking(CamelContext context, Settings settings) {
            base = settings.address(Key.LIBRIS_BASE_URL) + "/find.jsonld?";
            settle = settings.duration(Key.HARVEST_SETTLE);
            latest = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
            if (onlyModified && asksForTimes()) {
                throw new UserError(
                        "query: leave the range of meta.modified out, or set modifiedSince to false: Libris would"
                                + " join it with each run's own by OR");
            }
        }

        @Override
        public String source() {
            return base + parameters();
        }

        @Override
        public boolean timed() {
            return onlyModified;
        }

        @Override
        public Request identify() {
            return get(source() + "&_limit=1&_stats=false");
        }

        @Override
        public Request first(Window window) {
            return page(window, SearchOffset.START);
        }

        @Override
        public Request next(Window window, String cursor) {
            return page(window, SearchOffset.of(cursor));
        }

        private Request page(Window window, SearchOffset place) {
            StringBuilder asked = new StringBuilder(source());
            if (onlyModified || !asksForTimes()) {
                Instant from = onlyModified ? later(window.from(), modifiedSince) : null;
                if (from != null) {
                    asked.append("&min-meta.modified=").append(Query.encode(SwedishTime.noLaterThan(from)));
                }
                asked.append("&max-meta.modified=").append(Query.encode(SwedishTime.noEarlierThan(until(window))));
            }
            asked.append("&_limit=").append(LIMIT).append("&_sort=meta.modified&_stats=false");
            return get(place.offset() == 0 ? asked.toString() : asked + "&_offset=" + place.offset());
        }

        /** A second that is over when the run begins: a record that changes from now on leaves the hits. */
        private Instant until(Window window) {
            Instant until = onlyModified ? window.until() : window.until().minus(settle);
            return until.isBefore(latest) ? until : latest;
        }

        @Override
        public Splitter<Piece> split(Response answer) throws SourceFailure {
            if (answer.status() == 400) {
                throw refused(answer);
            }
            return new JsonSplitter(answer.open(), answer.largestRecord(), "items");
        }

        @Override
        public Page read(Window window, String cursor, Pieces hits) throws SourceFailure {
            Response answer = hits.answer();
            Found found = found(hits);
            if (answer.request().equals(identify())) {
                return new Page(hits, null);
            }
            SearchOffset place = SearchOffset.of(cursor);
            requireWhole(found, place, answer);
            requireWithinReach(found, cursor, answer);
            return new Page(hits, place.next(found.end(), found.total()));
        }

        private void requireWithinReach(Found found, String cursor, Response answer) throws SourceFailure {
            // The last page is asked for at full length: it must not reach beyond.
            if (found.total() + (long) LIMIT <= found.reach()) {
                return;
            }
            String sentence = "%d hits, and the search shows no more than %d: %s"
                    .formatted(found.total(), found.reach(), answer.request());
            if (!onlyModified) {
                throw new SourceFailure(
                        SourceFailure.Kind.MISCONFIGURED,
                        sentence + "; set modifiedSince to true, or to a date, and it is harvested in slices");
            }
            throw new SourceFailure(
                    cursor == null ? SourceFailure.Kind.TOO_LARGE : SourceFailure.Kind.CURSOR_LOST, sentence);
        }

        @Override
        public LibraryRecord record(Piece hit) throws UnreadableRecord {
            JsonNode item = hit.json();
            JsonNode meta = item.path("meta");
            String subject = meta.path("@id").asText(item.path("@id").asText("").replaceFirst("#it$", ""));
            if (!SUBJECT.matcher(subject).matches()) {
                throw new UnreadableRecord("the hit has no id");
            }
            return LibraryRecord.of(
                    hit,
                    subject,
                    false,
                    LibraryRecord.rfc3339(meta.path("modified").asText(null)),
                    MEDIA_TYPE,
                    hit.bytes(),
                    Map.of());
        }

        @Override
        public String mediaType() {
            return MEDIA_TYPE;
        }
    }
}
