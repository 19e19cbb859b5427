package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of three records the one in the middle, sound but larger than {@code harvest.max-record}, is quarantined by its head. */
class LargeRecordTest {
    private static final String LARGE = "x".repeat(200_000);
    private static final String OAI = "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>"
            + "<responseDate>2024-05-05T05:05:05Z</responseDate><request>http://a</request><ListRecords>%s</ListRecords>"
            + "</OAI-PMH>";
    private static final String OAI_RECORD = "<record><header><identifier>https://libris.kb.se/%s</identifier>"
            + "<datestamp>2024-01-01T00:00:00Z</datestamp></header><metadata><a xmlns=''>%s</a></metadata></record>";
    private static final String SRU =
            "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'><version>1.2</version>"
                    + "<numberOfRecords>3</numberOfRecords><records>%s</records></searchRetrieveResponse>";
    private static final String SRU_RECORD = "<record><recordSchema>marcxml</recordSchema><recordData>"
            + "<record xmlns='http://www.loc.gov/MARC21/slim'><controlfield tag='001'>%s</controlfield>"
            + "<datafield tag='245' ind1=' ' ind2=' '><subfield code='a'>%s</subfield></datafield></record></recordData></record>";
    private static final String LIBRARIES = "{'libraries': [%s]}";
    private static final String LIBRARY = "{'sigel': '%s', 'name': '%s', 'date_modified': '2024-01-01T00:00:00'},";
    private static final String FIND = "{'totalItems': 3, 'itemOffset': 0, 'items': [%s]}";
    private static final String FOUND =
            "{'@id': 'https://libris.kb.se/%1$s#it', '@type': 'Instance', 'note': '%2$s', 'meta':"
                    + " {'@id': 'https://libris.kb.se/%1$s', 'modified': '2024-01-01T00:00:00Z'}},";

    @TempDir
    private Path folder;

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of("libris-oaipmh-source", "set: bib", OAI, OAI_RECORD),
                Arguments.of("libris-sru-source", "query: 'a'", SRU, SRU_RECORD),
                Arguments.of("libris-find-source", "query: '@type=Instance'", FIND, FOUND),
                Arguments.of("bibdb-libraries-source", "", LIBRARIES, LIBRARY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void isSetAsideByItsHead(String source, String parameters, String page, String record) throws Exception {
        String records = Stream.of("s93ns5h436dxqsh,a", "s93ns5h436dxqs2," + LARGE, "s93ns5h436dxqs3,c")
                .map(each -> record.formatted((Object[]) each.split(",")))
                .reduce("", String::concat)
                .replaceFirst(",$", "");
        String text = page.formatted(records);
        byte[] answer = (text.startsWith("{") ? text.replace('\'', '"') : text).getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", text.startsWith("{") ? "application/json" : "text/xml");
            boolean on = exchange.getRequestURI().getQuery().contains("start=3");
            byte[] body = on ? LIBRARIES.formatted("").replace('\'', '"').getBytes(StandardCharsets.UTF_8) : answer;
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Workspace trip = new Workspace(
                            folder,
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .with("harvest.max-record", "100kB")
                    .source(source)
                    .route(parameters);

            Workspace.Result once = trip.once();

            assertThat(once.exit()).as(once.err()).isEqualTo(3);
            assertThat(trip.events()).hasSize(2);
            try (State state = trip.state()) {
                assertThat(state.quarantine().of("p")).singleElement().satisfies(aside -> {
                    assertThat(aside.cause()).contains("harvest.max-record");
                    assertThat(aside.bytes().length).isBetween(1, 100 * 1024);
                });
            }
        } finally {
            server.stop(0);
        }
    }
}
