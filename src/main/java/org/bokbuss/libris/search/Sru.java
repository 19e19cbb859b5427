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
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.Window;

/**
 * Libris' SRU as a source: MARCXML by CQL, with the holdings of all libraries in each record; everything each run.
 *
 * <p>Ten records an answer at most, and no word of where to go on: it is counted.
 */
public final class Sru implements Source {
    private static final String NAMESPACE = "http://www.loc.gov/zing/srw/";

    private static final int MAXIMUM_RECORDS = 10;

    private static final int REACH = 10_000;

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

    /** -1 where there is none. */
    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
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
        public Reading read(Window window, String cursor, Response answer) throws SourceFailure {
            answer.requireSome();
            requireNoDiagnostic(answer);
            RootAttributes.attributes(answer, "searchRetrieveResponse");
            XmlHits hits = records(window, answer);
            return hits.ending(answer, count -> page(cursor, answer, count, number(hits.total())));
        }

        private Page page(String cursor, Response answer, int count, int total) throws SourceFailure {
            if (answer.request().equals(identify())) {
                return new Page(null);
            }
            if (total > REACH) {
                throw XSearch.beyondReach(total, REACH, answer);
            }
            SearchOffset place = SearchOffset.of(cursor);
            if (total < 0 || count == 0 && place.offset() < total) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no records, though there are more, in the answer to " + answer.request());
            }
            return new Page(place.next(place.offset() + Math.min(count, MAXIMUM_RECORDS), total));
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
        public XmlHits records(Window window, Response answer) {
            return new XmlHits(XmlHits.split(answer, NAMESPACE, "record", XmlHits.TOTAL), XmlHits.Api.SRU);
        }
    }
}
