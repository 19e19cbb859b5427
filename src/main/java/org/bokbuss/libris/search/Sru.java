package org.bokbuss.libris.search;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
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
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlSplitter;

/**
 * Libris' SRU as a source: MARCXML by CQL, with the holdings of all libraries in each record; everything each run.
 *
 * <p>Ten records an answer at most, and no word of where to go on: it is counted.
 */
public final class Sru implements Source {
    private static final String NAMESPACE = "http://www.loc.gov/zing/srw/";

    private static final int MAXIMUM_RECORDS = 10;

    private static final int REACH = 10_000;

    private static final String RECORD = "record";

    private static final String TOTAL = "numberOfRecords";

    private static final Pattern DIAGNOSTIC =
            Pattern.compile("(?s)^(?>.*?<diagnostics).*?<message>([^<]*)</message>(?:\\s*<details>([^<]*)</details>)?");

    private static final Pattern SERVERS = Pattern.compile(">\\s*info:srw/diagnostic/1/[12]\\s*<");

    private String query = "";

    /** In CQL. */
    public void setQuery(String query) {
        this.query = query.strip();
    }

    private static Request get(String address) {
        return Request.get(URI.create(address), null).accepting(400);
    }

    /** General system error, and system temporarily unavailable: the query is not to blame. */
    static boolean isOfTheServer(String diagnostics) {
        return SERVERS.matcher(diagnostics).find();
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
                throw new UserError("query of libris-sru-source is empty: write what to look for, in CQL");
            }
            base = settings.address(Key.LIBRIS_BASE_URL) + "/sru/libris?version=1.2&operation=searchRetrieve&query=";
        }

        @Override
        public String source() {
            return base + Query.encode(query);
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
            return get(source() + "&maximumRecords=1");
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
            return get(source() + "&maximumRecords=" + MAXIMUM_RECORDS + "&startRecord=" + (place.offset() + 1));
        }

        @Override
        public Splitter<Piece> split(Response answer) throws SourceFailure {
            requireNoDiagnostic(answer);
            RootAttributes.attributes(answer, "searchRetrieveResponse");
            return new XmlSplitter(answer.open(), answer.largestRecord(), NAMESPACE, RECORD, TOTAL);
        }

        @Override
        public Page read(Window window, String cursor, Pieces pieces) throws SourceFailure {
            Response answer = pieces.answer();
            XmlHits.requireUnderstood(pieces);
            if (answer.request().equals(identify())) {
                return new Page(pieces, null);
            }
            int total = total(pieces);
            if (total > REACH) {
                throw XSearch.beyondReach(total, REACH, answer);
            }
            SearchOffset place = SearchOffset.of(cursor);
            int count = pieces.count(RECORD);
            if (total < 0 || count == 0 && place.offset() < total) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no records, though there are more, in the answer to " + answer.request());
            }
            return new Page(pieces, place.next(place.offset() + Math.min(count, MAXIMUM_RECORDS), total));
        }

        /** -1 where it is not said; of two numbers none is believed. */
        private static int total(Pieces pieces) {
            if (pieces.count(TOTAL) != 1) {
                return -1;
            }
            Piece said = pieces.named(TOTAL).iterator().next();
            String text = said.sound() ? said.element().text().strip() : "";
            return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        }

        /** A diagnostic comes with 400 or with 200. */
        private void requireNoDiagnostic(Response answer) throws SourceFailure {
            try (InputStream body = answer.open()) {
                Matcher said = DIAGNOSTIC.matcher(new String(body.readNBytes(1 << 14), StandardCharsets.UTF_8));
                if (said.find()) {
                    if (isOfTheServer(said.group())) {
                        throw new SourceFailure(
                                SourceFailure.Kind.TRANSIENT,
                                "SRU answered \"" + Query.shown(said.group(1)) + "\" to " + answer.request());
                    }
                    throw new SourceFailure(
                            SourceFailure.Kind.MISCONFIGURED,
                            "SRU answered \"" + Query.shown(said.group(1))
                                    + (said.group(2) == null ? "" : ": " + Query.shown(said.group(2))) + "\" to "
                                    + answer.request() + ": correct the query (" + query + ") of libris-sru-source");
                }
            } catch (IOException e) {
                throw SourceFailure.notWhole(answer, e);
            }
            if (answer.status() == 400) {
                throw new SourceFailure(
                        SourceFailure.Kind.PERMANENT, answer.request() + " was answered with status 400");
            }
        }

        @Override
        public Records records(Window window, Pieces pieces) {
            return Records.of(pieces.named(RECORD), this);
        }

        @Override
        public LibraryRecord record(Piece hit) throws UnreadableRecord {
            return XmlHits.record(hit, XmlHits.Api.SRU, mediaType());
        }

        @Override
        public String mediaType() {
            return "application/marcxml+xml";
        }
    }
}
