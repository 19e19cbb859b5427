package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources without end: each is asked a few times and then named. */
class CirclesTest {
    /** What a source answers to its nth request, from 1. */
    private interface Script extends IntFunction<Answer> {}

    private record Answer(String body, String next) {}

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private Script script;
    private Workspace trip;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        trip = new Workspace(folder, base)
                .with("boknett.base-url", base.toString())
                .with("boknett.token-url", base + "/token")
                .with("boknett.client-id", "id")
                .with("boknett.client-secret", "a secret of ours");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean token = exchange.getRequestURI().getPath().equals("/token");
            Answer answer = token
                    ? new Answer("{\"access_token\":\"t\",\"expires_in\":3600}", null)
                    : script.apply(asked.incrementAndGet());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", body[0] == '{' ? "application/json" : "application/xml;charset=UTF-8");
            if (answer.next() != null) {
                exchange.getResponseHeaders().set("Next", answer.next());
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** A or B, as the requests come. */
    private static String turn(int request) {
        return request % 2 == 0 ? "A" : "B";
    }

    // The sources' pages: with these records, and where they say they go on

    private static Answer oaiPmh(String record, String token) {
        return new Answer(
                """
                <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>%s
                <resumptionToken>%s</resumptionToken></ListRecords></OAI-PMH>\
                """.formatted(
                                record.isEmpty()
                                        ? ""
                                        : "<record><header><identifier>https://libris.kb.se/" + record
                                                + "</identifier><datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>"
                                                + "<a>x</a></metadata></record>",
                                token),
                null);
    }

    private static Answer identifiers(String token) {
        return new Answer(oaiPmh("", token).body().replace("ListRecords", "ListIdentifiers"), null);
    }

    private static Answer boknett(String uuid, String cursor) {
        return new Answer("""
            <feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:uuid:%s</id>
            <isbn xmlns="http://www.bokbasen.no/schema/dds">9788202000000</isbn></entry></feed>\
            """.formatted(uuid), cursor);
    }

    private static Answer find(int offset, int total) {
        String hits = Stream.generate(() -> "{\"meta\":{\"@id\":\"https://libris.kb.se/a\"}}")
                .limit(100)
                .reduce((one, other) -> one + "," + other)
                .orElse("");
        return new Answer(
                "{\"itemOffset\":%d,\"itemsPerPage\":100,\"totalItems\":%d,\"maxItems\":10000,\"next\":{},\"items\":[%s]}"
                        .formatted(offset, total, hits),
                null);
    }

    private static Answer sru() {
        return new Answer("""
            <searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><numberOfRecords>9000</numberOfRecords>
            <records><record><recordData><record xmlns="http://www.loc.gov/MARC21/slim"><leader/>
            <controlfield tag="001">1</controlfield></record></recordData></record></records>
            </searchRetrieveResponse>\
            """, null);
    }

    private static Answer changes(String next) {
        return new Answer("""
            {"type":"OrderedCollectionPage","next":"%s","orderedItems":[{"type":"Update",
            "published":"2026-01-01T10:00:00Z","object":{"id":"https://libris.kb.se/a#it","type":"kbv:Item"}}]}\
            """.formatted(next), null);
    }

    static Stream<Arguments> circles() {
        return Stream.of(
                circle("OAI-PMH, tokens in turn", "libris-oaipmh-source", "set: bib", n -> oaiPmh(turn(n), turn(n))),
                circle("OAI-PMH, ever new tokens", "libris-oaipmh-source", "set: bib", n -> oaiPmh("a", "" + n)),
                circle("OAI-PMH, empty pages in turn", "libris-oaipmh-source", "set: bib", n -> oaiPmh("", turn(n))),
                circle("identifiers", "libris-oaipmh-source", "verb: ListIdentifiers", n -> identifiers(turn(n))),
                circle(
                        "Boknett, cursors in turn",
                        "boknett-inventory-source",
                        "overlap: 2m",
                        n -> boknett(turn(n), turn(n))),
                circle(
                        "Boknett, ever new cursors",
                        "boknett-inventory-source",
                        "overlap: 2m",
                        n -> boknett("a", "c" + n)),
                circle("EMM, ever the same page", "libris-changes-source", "heldBy: ''", n -> changes("")),
                circle(
                        "EMM, places in turn",
                        "libris-changes-source",
                        "heldBy: ''",
                        n -> changes("http://h/?until=" + (n % 2 == 0 ? 1767261600000L : 1767261600001L))),
                circle(
                        "find, a number of hits that goes up and down",
                        "libris-find-source",
                        "query: a, modifiedSince: false",
                        n -> n == 1 ? find(0, 300) : n % 2 == 0 ? find(100, 400) : find(200, 300)),
                circle("SRU, ever the same page", "libris-sru-source", "query: a", n -> sru()));
    }

    private static Arguments circle(String name, String source, String parameters, Script script) {
        return Arguments.argumentSet(name, source, parameters, script);
    }

    @ParameterizedTest
    @MethodSource
    void circles(String source, String parameters, Script endless) {
        script = endless;
        trip.source(source).route(parameters);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("endless paging", "127.0.0.1");
        assertThat(asked.get()).isLessThan(12);
        assertThat(trip.subjects()).doesNotHaveDuplicates();
    }

    static Stream<Arguments> brokenPages() {
        String large = "x".repeat(1_500_000);
        UnaryOperator<String> xml = body -> body.replaceFirst("><", "><!--" + large + "--></nothing><");
        UnaryOperator<String> json = body -> body.replaceFirst("\\{", "{\"note\":\"" + large + "\",nothing,");
        return Stream.of(
                broken("OAI-PMH", "libris-oaipmh-source", "set: bib", xml, oaiPmh("a", "")),
                broken("identifiers", "libris-oaipmh-source", "verb: ListIdentifiers", xml, identifiers("")),
                broken("any OAI-PMH", "oaipmh-source", "url: '{{libris.base-url}}/oai'", xml, oaiPmh("a", "")),
                broken("Boknett", "boknett-inventory-source", "overlap: 2m", xml, boknett("A", null)),
                broken("MARC export", "libris-marc-export-source", "profile: PROFILE", xml, new Answer("""
                        <collection xmlns="http://www.loc.gov/MARC21/slim"><record/></collection>\
                        """, null)),
                broken("SRU", "libris-sru-source", "query: a", xml, sru()),
                broken("XSearch", "libris-xsearch-source", "query: a", xml, new Answer("""
                        <xsearch from="1" to="1" records="1"><collection><record/></collection></xsearch>\
                        """, null)),
                broken("find", "libris-find-source", "query: a", json, find(0, 100)),
                broken("EMM", "libris-changes-source", "heldBy: ''", json, changes("")),
                broken("NB", "nb-catalog-source", "query: a", json, new Answer("{\"_embedded\":{\"items\":[]}}", null)),
                broken("bibdb", "bibdb-libraries-source", "level: full", json, new Answer("{\"libraries\":[]}", null)));
    }

    private static Arguments broken(
            String name, String source, String parameters, UnaryOperator<String> spoil, Answer whole) {
        return circle(name, source, parameters, n -> new Answer(spoil.apply(whole.body()), null));
    }

    /** A shorter window would bring the same: only an answer that breaks off is asked for in parts. */
    @ParameterizedTest
    @MethodSource
    void brokenPages(String source, String parameters, Script endless) throws IOException {
        Files.writeString(folder.resolve("p"), "format=MARCXML\nlocations=S\ncharacterencoding=UTF-8\n");
        script = endless;
        trip.with("http.retry.max-attempts", "3")
                .source(source)
                .route(parameters.replace("PROFILE", "'" + folder.resolve("p") + "'"));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("not whole");
        assertThat(asked.get()).isBetween(3, 4);
    }

    @Test
    void pagesThatDifferInIdsAloneAreNone() {
        script = n -> n < 9 ? oaiPmh("r" + n, "t" + n) : oaiPmh("r" + n, "");
        trip.route("set: bib");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(trip.subjects()).hasSize(9);
    }
}
