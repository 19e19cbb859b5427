package org.bokbuss.libris.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.bokbuss.split.ExactJson;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlSplitter;

/**
 * Libris' XSearch as a source: the bibs of one question, all of them each run; it knows no dates and no deletions.
 *
 * <p>Its errors come with status 200 and as XML, also where JSON was asked for. A hit whose record has vanished is
 * counted and not there (Libris XL, since June 2026).
 */
public final class XSearch implements Source {
    private static final int N = 200;

    /** Libris XL, {@code maxResultWindow}: asked for more, XSearch fails. */
    private static final int REACH = 10_000;

    private static final Set<String> FORMATS = Set.of("marcxml", "mods", "json");

    private static final List<String> ONE_OR_MORE = List.of("creator", "isbn", "issn", "publisher", "date", "language");

    private String query = "";

    private String format = "marcxml";

    private String order = "";

    private boolean lists;

    /** In Libris' query language. */
    public void setQuery(String query) {
        this.query = query.strip();
    }

    public void setFormat(String format) {
        if (!FORMATS.contains(format)) {
            throw new UserError("format=" + format + ": write marcxml, mods or json");
        }
        this.format = format;
    }

    /** {@code rank}, {@code alphabetical}, {@code chronological}, the last two also with a {@code -} before them. */
    public void setOrder(String order) {
        this.order = order;
    }

    /** Whether the fields of a JSON hit that may come as a string or as a list come as a list always. */
    public void setLists(boolean lists) {
        this.lists = lists;
    }

    private static Request get(String address) {
        return Request.get(URI.create(address), null);
    }

    /** What cannot be harvested, with what to do instead. */
    static SourceFailure beyondReach(int records, int reach, Response answer) {
        return new SourceFailure(
                SourceFailure.Kind.MISCONFIGURED,
                "%d hits, and this search shows no more than %d: %s; narrow the query, or use libris-find-source or libris-oaipmh-source, which slice by date"
                        .formatted(records, reach, answer.request()));
    }

    /** What a page says of itself. */
    private record Counters(int from, int to, int records) {}

    private static boolean isXml(Response answer) throws SourceFailure {
        try (InputStream body = answer.open()) {
            return new String(body.readNBytes(64), StandardCharsets.ISO_8859_1)
                    .strip()
                    .startsWith("<");
        } catch (IOException e) {
            throw SourceFailure.notWhole(answer, e);
        }
    }

    private static byte[] listed(byte[] hit) {
        ObjectNode listed = object(hit);
        for (String field : ONE_OR_MORE) {
            JsonNode value = listed.get(field);
            if (value != null && !value.isArray()) {
                listed.putArray(field).add(value);
            }
        }
        return listed.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode object(byte[] sound) {
        try {
            return (ObjectNode) ExactJson.read(sound);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private String base;

        Asking(CamelContext context, Settings settings) {
            if (query.isEmpty()) {
                throw new UserError("query of libris-xsearch-source is empty: write what to look for");
            }
            base = settings.address(Key.LIBRIS_BASE_URL) + "/xsearch?";
        }

        @Override
        public String source() {
            return base + "query=" + Query.encode(query) + "&format=" + format
                    + (order.isEmpty() || order.equals("rank") ? "" : "&order=" + order);
        }

        @Override
        public boolean timed() {
            return false;
        }

        @Override
        public boolean provable() {
            return false;
        }

        @Override
        public Request identify() {
            return get(source() + "&n=1");
        }

        @Override
        public Request first(Window window) {
            return page(SearchOffset.START);
        }

        @Override
        public Request next(Window window, String cursor) {
            return page(SearchOffset.of(cursor));
        }

        private Request page(SearchOffset place) {
            return get(source() + "&n=" + N + "&start=" + (place.offset() + 1));
        }

        @Override
        public Splitter<Piece> split(Response answer) throws SourceFailure {
            if (format.equals("json") && !isXml(answer)) {
                return new JsonSplitter(answer.open(), answer.largestRecord(), "xsearch", "list");
            }
            String error = RootAttributes.attributes(answer, "xsearch").get("error");
            if (error != null) {
                throw error(error, answer);
            }
            return format.equals("mods")
                    ? new XmlSplitter(answer.open(), answer.largestRecord(), "http://www.loc.gov/mods/v3", "mods")
                    : new XmlSplitter(answer.open(), answer.largestRecord(), XmlHits.MARC, "record");
        }

        @Override
        public Page read(Window window, String cursor, Pieces hits) throws SourceFailure {
            Response answer = hits.answer();
            Counters found = format.equals("json") ? json(hits) : xml(hits);
            if (answer.request().equals(identify())) {
                return new Page(hits, null);
            }
            SearchOffset place = SearchOffset.of(cursor);
            if (found.records() > REACH) {
                throw beyondReach(found.records(), REACH, answer);
            }
            int end = Math.min(place.offset() + N, found.records());
            boolean moves = found.to() > place.offset();
            if (end > place.offset() && (found.from() != place.offset() + 1 || !moves || hits.count() == 0)) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "hits %d to %d of %d, and %d records: that is not what was asked for by %s"
                                .formatted(found.from(), found.to(), found.records(), hits.count(), answer.request()));
            }
            return new Page(hits, place.next(moves ? found.to() : end, found.records()));
        }

        private static Counters json(Pieces hits) throws SourceFailure {
            JsonNode said = hits.envelope().path("xsearch");
            if (!said.path("records").isInt() || !said.path("list").isArray()) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no list of hits in the answer to " + hits.answer().request());
            }
            return new Counters(
                    said.path("from").asInt(),
                    said.path("to").asInt(),
                    said.path("records").asInt());
        }

        private static Counters xml(Pieces hits) throws SourceFailure {
            XmlHits.requireUnderstood(hits);
            Map<String, String> said = RootAttributes.attributes(hits.answer(), "xsearch");
            try {
                return new Counters(
                        Integer.parseInt(said.get("from")),
                        Integer.parseInt(said.get("to")),
                        Integer.parseInt(said.get("records")));
            } catch (NumberFormatException unsaid) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no counters in the answer to " + hits.answer().request(),
                        unsaid);
            }
        }

        private SourceFailure error(String code, Response answer) {
            String sentence = "XSearch answered " + Query.shown(code) + " to " + answer.request();
            return switch (code) {
                case "parse", "empty_query", "format unsupported" ->
                    new SourceFailure(
                            SourceFailure.Kind.MISCONFIGURED,
                            sentence + ": correct query (" + query + ") and format of libris-xsearch-source");
                default -> new SourceFailure(SourceFailure.Kind.TRANSIENT, sentence);
            };
        }

        @Override
        public LibraryRecord record(Piece piece) throws UnreadableRecord {
            if (!format.equals("json")) {
                return XmlHits.record(piece, XmlHits.Api.XSEARCH, mediaType());
            }
            String subject = piece.json().path("identifier").asText("");
            if (subject.isBlank()) {
                throw new UnreadableRecord("the hit has no identifier");
            }
            byte[] body = lists ? listed(piece.bytes()) : piece.bytes();
            return LibraryRecord.of(piece, subject, false, null, mediaType(), body, Map.of());
        }

        @Override
        public String mediaType() {
            return format.equals("json") ? "application/json" : "application/" + format + "+xml";
        }
    }
}
