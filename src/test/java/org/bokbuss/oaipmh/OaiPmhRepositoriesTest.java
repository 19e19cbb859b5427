package org.bokbuss.oaipmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gdcc.xoai.model.oaipmh.Granularity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code oaipmh-source} with repositories of others, and with what is known of more of them. */
class OaiPmhRepositoriesTest {
    @TempDir
    Path folder;

    private Workspace trip(URI url, String more) {
        return new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .source("oaipmh-source")
                .with("http.retry.max-attempts", "2")
                .route("url: '%s', %s".formatted(url, more));
    }

    @ParameterizedTest
    @EnumSource(
            value = Granularity.class,
            names = {"Day", "Second"})
    void xoaiIsHarvestedWholeAndThenWhatChanged(Granularity granularity) throws Exception {
        try (Xoai others = new Xoai(granularity)) {
            for (int i = 10; i < 40; i++) {
                others.keep("oai:others:" + i, i % 2 == 0 ? "books" : "serials", i == 12);
            }
            Workspace trip = trip(others.url(), "metadataPrefix: marc21, set: books");

            Workspace.Result first = trip.once();

            assertThat(first.exit()).as(first.err()).isZero();
            assertThat(trip.subjects()).hasSize(15).doesNotHaveDuplicates();
            assertThat(trip.events())
                    .allSatisfy(
                            event -> assertThat(event.path("datacontenttype").asText("application/marcxml+xml"))
                                    .isEqualTo("application/marcxml+xml"))
                    .anySatisfy(event -> assertThat(event.get("type").asText()).endsWith("deleted"))
                    .anySatisfy(event -> assertThat(event.path("data").asText()).contains("Title oai:others:14 å"));
            String until = granularity == Granularity.Day ? "until=\\d{4}-\\d\\d-\\d\\d" : "until=\\S+T\\S+Z";
            assertThat(others.asked()).anyMatch(query -> query.matches(".*&" + until));

            others.keep("oai:others:14", "books", true);
            others.keep("oai:others:50", "books", false);

            assertThat(trip.once().exit()).isZero();
            assertThat(trip.subjects()).hasSize(17).endsWith("oai:others:14", "oai:others:50");
        }
    }

    @Test
    void checkAsksWhetherTheRepositoryHasSetAndFormat() throws Exception {
        try (Xoai others = new Xoai(Granularity.Second)) {
            others.keep("a", "books", false);

            Workspace.Result right =
                    trip(others.url(), "metadataPrefix: marc21, set: books").run("check");
            assertThat(right.exit()).as(right.err()).isZero();
            assertThat(right.out()).contains("deletedRecord: transient");

            Workspace.Result format = trip(others.url(), "metadataPrefix: mods").run("check");
            assertThat(format.exit()).isEqualTo(2);
            assertThat(format.out() + format.err()).contains("metadataPrefix=mods", "marc21");

            Workspace.Result set =
                    trip(others.url(), "metadataPrefix: marc21, set: maps").run("check");
            assertThat(set.exit()).isEqualTo(2);
            assertThat(set.out() + set.err()).contains("set=maps", "books, serials");
        }
    }

    @Test
    void listIdentifiersOfOthersToo() throws Exception {
        try (Xoai others = new Xoai(Granularity.Second)) {
            for (int i = 10; i < 20; i++) {
                others.keep("oai:others:" + i, "books", false);
            }
            Workspace trip = trip(others.url(), "metadataPrefix: marc21, verb: ListIdentifiers");

            assertThat(trip.once().exit()).isZero();
            assertThat(trip.subjects()).hasSize(10);
        }
    }

    // What is known of more repositories

    private static final String HEAD = "<?xml version='1.0'?><OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>"
            + "<responseDate>2026-01-01T00:00:00Z</responseDate><request/>";
    private static final String RECORD =
            "<record><header><identifier>oai:x:%s</identifier><datestamp>2026-01-01</datestamp>"
                    + "</header><metadata><dc xmlns='urn:dc'>%s</dc></metadata></record>";

    /** An answer to requests with this in their query. */
    private record Rule(String query, int status, String body) {}

    private static String list(String records, String token) {
        return "<ListRecords>" + records + (token == null ? "" : "<resumptionToken>" + token + "</resumptionToken>")
                + "</ListRecords>";
    }

    private static String records(int from, int to) {
        StringBuilder records = new StringBuilder();
        for (int i = from; i < to; i++) {
            records.append(RECORD.formatted(i, i));
        }
        return records.toString();
    }

    private static String error(String code) {
        return "<error code='" + code + "'>no</error>";
    }

    static Stream<Arguments> repositories() {
        String first = list(records(0, 3), "t1");
        return Stream.of(
                Arguments.of(
                        "a status of HTTP's with the protocol's error, 422",
                        0,
                        0,
                        List.of(new Rule("ListRecords", 422, error("noRecordsMatch")))),
                Arguments.of("the same with 404", 0, 0, List.of(new Rule("ListRecords", 404, error("noRecordsMatch")))),
                Arguments.of(
                        "the same for a mistake",
                        2,
                        0,
                        List.of(new Rule("ListRecords", 400, error("cannotDisseminateFormat")))),
                Arguments.of(
                        "404 without a word of the protocol",
                        4,
                        0,
                        List.of(new Rule("ListRecords", 404, "<html><body>Not found</body></html>"))),
                Arguments.of(
                        "a last page without records",
                        0,
                        3,
                        List.of(
                                new Rule("resumptionToken", 200, error("noRecordsMatch")),
                                new Rule("ListRecords", 200, first))),
                Arguments.of(
                        "an end in the present is no argument",
                        0,
                        3,
                        List.of(
                                new Rule("until", 200, error("badArgument")),
                                new Rule("ListRecords", 200, list(records(0, 3), null)))),
                Arguments.of(
                        "a token that has expired, each time",
                        4,
                        3,
                        List.of(
                                new Rule("resumptionToken", 200, error("badResumptionToken")),
                                new Rule("ListRecords", 200, first))),
                Arguments.of(
                        "a record without metadata that is not deleted",
                        3,
                        2,
                        List.of(new Rule(
                                "ListRecords",
                                200,
                                list(
                                        records(0, 2)
                                                + "<record><header><identifier>oai:x:9</identifier></header></record>",
                                        null)))),
                Arguments.of(
                        "an empty token at the end",
                        0,
                        3,
                        List.of(new Rule("ListRecords", 200, list(records(0, 3), "")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("repositories")
    void isHarvestedAsFarAsItCanBe(String kind, int exit, int records, List<Rule> rules) throws IOException {
        try (Double others = new Double(rules, false)) {
            Workspace trip = trip(others.url(), "metadataPrefix: oai_dc");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(exit);
            assertThat(trip.subjects()).hasSize(records).doesNotHaveDuplicates();
            assertThat(result.err()).doesNotContain("\tat ");
        }
    }

    @Test
    void theNamespaceWithTlsIsUnderstood() throws IOException {
        try (Double others = new Double(List.of(new Rule("ListRecords", 200, list(records(0, 3), null))), true)) {
            Workspace trip = trip(others.url(), "metadataPrefix: oai_dc");

            assertThat(trip.once().exit()).isZero();
            assertThat(trip.subjects()).hasSize(3);
        }
    }

    @Test
    void whatIsNotMarcxmlIsNotCalledSo() throws IOException {
        try (Double others = new Double(
                List.of(new Rule(
                        "ListRecords",
                        200,
                        list(records(0, 1).replace("urn:dc", "info:lc/xmlns/marcxchange-v1"), null))),
                false)) {
            Workspace trip = trip(others.url(), "metadataPrefix: marc21");

            assertThat(trip.once().exit()).isZero();
            assertThat(trip.events().get(0).get("datacontenttype").asText()).isEqualTo("application/xml");
        }
    }

    @Test
    void aLoginIsShownAndWrittenNowhere() throws IOException {
        try (Double others = new Double(List.of(new Rule("ListRecords", 500, "")), false)) {
            Workspace trip = trip(others.url(), "metadataPrefix: oai_dc, username: us, password: hemligt-ord");

            Workspace.Result failed = trip.once();

            assertThat(others.logins).isNotEmpty().allMatch("Basic dXM6aGVtbGlndC1vcmQ="::equals);
            assertThat(failed.exit()).isEqualTo(4);
            assertThat(failed.err()
                            + failed.out()
                            + trip.run("explain", "p").out()
                            + trip.run("status").out())
                    .doesNotContain("hemligt-ord", "dXM6aGVtbGlndC1vcmQ");
        }
    }

    @Test
    void aPasswordIsNotSentInClear() {
        Workspace.Result result = trip(URI.create("http://example.org/oai"), "username: us, password: hemligt-ord")
                .once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("write https").doesNotContain("hemligt-ord");
    }

    /** A repository that answers by rules: the first whose text the query holds. */
    private static final class Double implements AutoCloseable {
        private final HttpServer server;
        private final List<String> logins = new CopyOnWriteArrayList<>();

        Double(List<Rule> rules, boolean tls) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/oai", exchange -> {
                String login = exchange.getRequestHeaders().getFirst("Authorization");
                if (login != null) {
                    logins.add(login);
                }
                String query = exchange.getRequestURI().getQuery();
                Rule rule = query.contains("Identify")
                        ? new Rule("", 200, "<Identify><granularity>YYYY-MM-DD</granularity></Identify>")
                        : rules.stream()
                                .filter(each -> query.contains(each.query()))
                                .findFirst()
                                .orElseThrow();
                boolean html = rule.body().startsWith("<html");
                String text = html ? rule.body() : HEAD + rule.body() + "</OAI-PMH>";
                byte[] body = (tls ? text.replace("http://www.open", "https://www.open") : text)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(rule.status(), body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/oai");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
