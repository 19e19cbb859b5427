package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The peculiarities of Libris' MARC export. */
class MarcExportTest {
    private static final String ALL = "from=2018-01-01T00:00:00Z&until=2099-01-01T00:00:00Z";

    /** Without what a library held once. */
    private static final String HELD = ALL + "&virtualDelete=true";

    private static final String XML = "format=MARCXML\n";
    private static final String EMPTY =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n</collection>";
    private static final String LIST = "\0Libris bibliografiska kontrollnummer rekommenderade för gallring;Anledning\n";
    private static final Pattern ID = Pattern.compile("\"@id\":\"(\\w+)\"");

    private Sandbox sandbox;
    private Catalogue catalogue;

    @BeforeEach
    void start() {
        sandbox = Sandbox.with().bibs(40).start();
        catalogue = sandbox.catalogue();
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private HttpResponse<byte[]> ask(String method, String query, String profile, String... contentType) {
        try {
            var request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + MarcExport.PATH + query))
                    .method(
                            method,
                            BodyPublishers.ofByteArray(profile.getBytes(contentType.length == 0 ? ISO_8859_1 : UTF_8)));
            Arrays.stream(contentType).forEach(type -> request.header("Content-Type", type));
            return new Client(sandbox).send(request.build());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String export(String query, String profile) {
        return new String(ask("POST", "?" + query, profile).body(), UTF_8);
    }

    /** The ids of the records, each by its own field 887. */
    private static List<String> ids(String export) {
        return Arrays.stream(export.split("</record>|\u001D"))
                .map(ID::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(m -> m.group(1))
                .toList();
    }

    private Stream<Entry> held(String... sigels) {
        return catalogue
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> catalogue.holdings(e).stream()
                        .anyMatch(h -> List.of(sigels).contains(h.sigel())));
    }

    private Entry someHeld(String sigel) {
        return held(sigel)
                .filter(e -> catalogue.holdings(e).size() == 1)
                .findFirst()
                .orElseThrow();
    }

    private Entry holding(Entry bib, String sigel) {
        return catalogue.holdings(bib).stream()
                .filter(h -> h.sigel().equals(sigel))
                .findFirst()
                .orElseThrow();
    }

    private static String since(Instant time) {
        return "from=" + time.plusMillis(1) + "&until=2099-01-01T00:00:00Z";
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ?from=2024-05-20T00:00:00Z&until=2024-06-25T00:00:00Z, 405, HTTP method GET",
        "PUT, ?from=2024-05-20T00:00:00Z&until=2024-06-25T00:00:00Z, 405, ",
        "POST, '', 400, Missing required parameters",
        "POST, ?from=&until=, 500, ArrayIndexOutOfBoundsException",
        "POST, ?from=2024-05-20T00:00:00Z, 400, 2018-09-10T00:00:00Z",
        "POST, ?from=2024-05-20&until=2024-06-25, 400, 2018-09-10T00:00:00Z",
        "POST, ?from=2024-05-20T00%3A00%3A00Z&until=2024-06-25T00:00:00Z, 400, 2018-09-10T00:00:00Z",
        "POST, ?from=2024-05-20T02:00:00%2B02:00&until=2024-06-25T00:00:00Z, 400, 2018-09-10T00:00:00Z",
        "POST, ?from=2024-05-20T00:00:00Z&until=2024-06-25T00:00:00Z&deleted=, 500, ArrayIndexOutOfBoundsException",
        "POST, ?from=2024-05-20T00:00:00Z&until=2024-06-25T00:00:00Z&deleted=x, 400, Valid options",
        "POST, ?from=2024-05-20T02:00:00+02:00&until=2024-06-25T00:00:00Z, 200, ",
        "POST, ?from=2024-06-25T00:00:00Z&until=2024-05-20T00:00:00Z&more=1, 200, "
    })
    void takesTheQueryAsItStands(String method, String query, int status, String said) {
        var answer = ask(method, query, "locations=S");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(new String(answer.body(), UTF_8)).contains(said == null ? "" : said);
        if (status == 200) {
            assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
        }
    }

    @Test
    void nothingFoundIsAnEmptyCollectionOrNothingAtAll() {
        assertThat(export(ALL, XML)).isEqualTo(EMPTY);
        assertThat(export(ALL, "")).isEmpty();
        assertThat(export(ALL, XML + "locations=S, SEK\n")).as("a comma").isNotEqualTo(EMPTY);
        assertThat(export(ALL, XML + "locations=S,SEK\n")).as("a comma").isEqualTo(EMPTY);
        assertThat(export(ALL, XML + "locations=*\nstatus=off")).isEqualTo(EMPTY);
        assertThat(export(ALL + "&deleted=append", XML)).isEqualTo(EMPTY + LIST);
        assertThat(export(ALL + "&deleted=append", "")).isEqualTo(LIST);
    }

    @Test
    void everyBibOfTheLibrariesOnce() {
        assertThat(ids(export(HELD, XML + "locations=S SEK\n")))
                .containsExactlyInAnyOrderElementsOf(
                        held("S", "SEK").map(Entry::id).toList());
        assertThat(ids(export(HELD, "locations=Gbg\n")))
                .containsExactlyInAnyOrderElementsOf(held("Gbg").map(Entry::id).toList());
        assertThat(ids(export(ALL + "&deleted=export", "locations=*\n")))
                .containsExactlyInAnyOrderElementsOf(catalogue
                        .entries()
                        .filter(e -> e.kind() == Kind.BIB)
                        .map(Entry::id)
                        .toList());
    }

    @Test
    void theProfileIsLatin1UnlessItSaysOtherwise() {
        var wanted = held("Ål").map(Entry::id).toList();
        var profile = XML + "locations=Ål\n";
        assertThat(ids(export(HELD, profile))).hasSameSizeAs(wanted);
        assertThat(ids(export(HELD, XML + "locations=\\u00c5l\r\n"))).hasSameSizeAs(wanted);
        assertThat(new String(ask("POST", "?" + HELD, profile, "text/plain").body(), UTF_8))
                .isEqualTo(EMPTY);
        assertThat(ids(new String(
                        ask("POST", "?" + HELD, profile, "text/plain; charset=UTF-8")
                                .body(),
                        UTF_8)))
                .hasSameSizeAs(wanted);
    }

    @Test
    void bothEndsAreWholeSecondsAndTheFirstIsOneEarlier() {
        var bib = someHeld("S");
        var at = catalogue.update(bib.id()).modified();
        var second = Instant.ofEpochSecond(at.getEpochSecond());
        assertThat(ids(export("from=" + second.plusSeconds(1) + "&until=2099-01-01T00:00:00Z", "locations=S")))
                .containsExactly(bib.id());
        assertThat(ids(export("from=" + second.plusSeconds(2) + "&until=2099-01-01T00:00:00Z", "locations=S")))
                .isEmpty();
        assertThat(ids(export("from=" + second + "&until=" + at, "locations=S")))
                .isEmpty();
    }

    @Test
    void holdingsAreInterleavedOrFollowOrStayAway() {
        var bib = someHeld("S");
        catalogue.update(bib.id());
        var mine = holding(bib, "S");
        var window = since(Instant.now().minusSeconds(60));

        var interleaved = export(window, XML + "locations=S");
        assertThat(ids(interleaved)).containsExactly(bib.id());
        assertThat(interleaved)
                .contains("<controlfield tag=\"003\">SE-LIBR</controlfield>")
                .contains("tag=\"841\"><subfield code=\"5\">S</subfield><subfield code=\"a\">u  a</subfield>")
                .contains("tag=\"852\"><subfield code=\"5\">S</subfield><subfield code=\"b\">S</subfield>")
                .contains("tag=\"887\"><subfield code=\"5\">S</subfield><subfield code=\"a\">{\"@id\":\"" + mine.id());
        assertThat(ids(export(window, XML + "locations=S\nholdtype=after"))).containsExactly(bib.id(), mine.id());
        assertThat(export(window, XML + "locations=S\nholdtype=interlaced"))
                .contains(bib.id())
                .doesNotContain(mine.id());
        assertThat(export(window, XML + "locations=S\nf003=LIBRIS")).contains(">LIBRIS<");
    }

    @Test
    void aHoldingThatGoesSendsItsBibAndVirtuallyDeletesIt() {
        var bib = someHeld("S");
        var gone = catalogue.delete(holding(bib, "S").id()).modified();
        var window = since(gone.minusSeconds(1));
        var on = "&virtualDelete=true";

        assertThat(export(window, XML + "locations=S")).contains(bib.id()).contains("<leader>     n");
        assertThat(export(window + on, XML + "locations=S")).isEqualTo(EMPTY);
        assertThat(export(window + on + "&deleted=export", XML + "locations=S")).contains("<leader>     d");
        assertThat(export(window, XML + "locations=S\nexportdeleted=ON\nvirtualdelete=on"))
                .contains("<leader>     d");
        assertThat(export(window + on + "&deleted=append", XML + "locations=S"))
                .isEqualTo(EMPTY + LIST + bib.id() + ";Ni har ej längre bestånd på posten.\n");
        assertThat(export(window, XML + "locations=S\nholddelete=off")).isEqualTo(EMPTY);
        assertThat(ids(export(window, XML + "locations=*"))).containsExactly(bib.id());
    }

    @Test
    void aDeletedBibIsToldToThoseWhoWantAllAlone() {
        var bib = someHeld("S");
        var window = since(catalogue.delete(holding(bib, "S").id()).modified().minusSeconds(1)) + "&deleted=append";
        catalogue.delete(bib.id());

        assertThat(export(window, "locations=S")).isEqualTo(LIST);
        assertThat(export(window, "locations=*")).isEqualTo(LIST + bib.id() + ";Gallrad ur Libris.\n");
        assertThat(export(window, "locations=*\nbibdelete=off")).isEqualTo(LIST);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, a", "ISO-8859-1, 1", "Latin1Strip, 1"})
    void recordsInIso2709(String encoding, char coding) {
        var bytes = ask("POST", "?" + ALL, "locations=S\ncharacterencoding=" + encoding)
                .body();
        var charset = encoding.equals("UTF-8") ? StandardCharsets.UTF_8 : ISO_8859_1;
        var text = new String(bytes, ISO_8859_1);
        var start = 0;
        for (var end = text.indexOf('\u001D'); end >= 0; end = text.indexOf('\u001D', start)) {
            var record = text.substring(start, end + 1);
            assertThat(Integer.parseInt(record.substring(0, 5))).isEqualTo(record.length());
            assertThat(record.charAt(9)).isEqualTo(coding);
            assertThat(record.substring(20, 24)).isEqualTo("4500");
            start = end + 1;
        }
        assertThat(start).isEqualTo(bytes.length).isPositive();
        assertThat(new String(bytes, charset)).contains("tt");
    }

    @Test
    void aRecordThatCannotBeConvertedIsLeftOutInSilence() {
        var bib = someHeld("S");
        catalogue.breakConversion(bib.id());
        assertThat(ids(export(ALL, "locations=S")))
                .doesNotContain(bib.id())
                .hasSize((int) held("S").count() - 1);
    }

    @Test
    void anExportThatStopsEarlyLooksWholeButForItsList() {
        sandbox.faults().add("incomplete=3*");
        assertThat(ids(export(ALL, "locations=S"))).hasSize(3);
        assertThat(export(ALL, XML + "locations=S")).endsWith("</record>\n</collection>");
        assertThat(export(ALL + "&deleted=append", XML + "locations=S")).endsWith("</record>\n</collection>");
    }
}
