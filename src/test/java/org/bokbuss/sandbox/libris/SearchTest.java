package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.bibdb.Library;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search APIs of Libris and the directory of libraries: what they find, and their peculiarities. */
class SearchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Sandbox SANDBOX =
            Sandbox.with().bibs(300).libraries(250).start();

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static HttpResponse<String> get(Sandbox sandbox, String target) throws IOException {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + target))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String target) throws IOException {
        return JSON.readTree(get(SANDBOX, target).body());
    }

    private static List<String> ids(JsonNode found) {
        var ids = new ArrayList<String>();
        found.get("items").forEach(item -> ids.add(item.at("/meta/@id").asText()));
        return ids;
    }

    private static List<String> living(Predicate<Entry> wanted) {
        return SANDBOX.catalogue()
                .entries()
                .filter(e -> !e.deleted())
                .filter(wanted)
                .map(Entry::uri)
                .toList();
    }

    @Test
    void findPagesByRelativeLinksUntilThereIsNoNext() throws IOException {
        var all = living(e -> e.kind() == Kind.BIB);
        var found = new ArrayList<String>();
        for (var at = "/find.jsonld?@type=Instance&_limit=90&_sort=meta.modified"; at != null; ) {
            var page = json(at);
            assertThat(page.get("totalItems").asInt()).isEqualTo(all.size());
            found.addAll(ids(page));
            at = page.has("next") ? page.at("/next/@id").asText() : null;
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 200",
        "_limit=7, 7",
        "_limit=4000, 4000",
        "_limit=4001, 200",
        "_limit=x, 200",
        "_q=*, 20",
        "_q=*&_limit=210, 210",
        "_q=*&_limit=211, 20"
    })
    void findLimits(String asked, int perPage) throws IOException {
        try (var sandbox = Sandbox.with().bibs(4).pageSize(10_000).start()) {
            var page = JSON.readTree(get(sandbox, "/find.json?" + asked).body());
            assertThat(page.get("itemsPerPage").asInt()).isEqualTo(perPage);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_limit=-1",
                "_offset=-1",
                "_offset=100000",
                "min-meta.modified=2024-05-01T00:00:00Z",
                "max-meta.modified=i+morgon",
                "_q=((("
            })
    void findRefuses(String asked) throws IOException {
        var refused = get(SANDBOX, "/find?" + asked);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"status_code\":400", "Invalid query, please check the documentation. ");
    }

    @Test
    void findTakesTimesAsSwedishLocalTime() throws IOException {
        var from = LocalTimes.parse("2022-07-01T12:00").from();
        assertThat(from).isEqualTo(Instant.parse("2022-07-01T10:00:00Z"));
        var until = Instant.parse("2023-01-01T00:00:00Z");
        var asked = "/find?_limit=4000&min-meta.modified=2022-07-01T12:00&max-meta.modified=2023-01-01T00:59:59";
        assertThat(ids(json(asked)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        living(e -> !e.modified().isBefore(from) && e.modified().isBefore(until)));
    }

    @ParameterizedTest
    @CsvSource({
        "2024, 2023-12-31T23:00:00Z, 2024-12-31T23:00:00Z",
        "2024-02, 2024-01-31T23:00:00Z, 2024-02-29T23:00:00Z",
        "2024-07-01, 2024-06-30T22:00:00Z, 2024-07-01T22:00:00Z",
        "2024-07-01T05, 2024-07-01T03:00:00Z, 2024-07-01T04:00:00Z",
        "2024-07-01T05:06:07, 2024-07-01T03:06:07Z, 2024-07-01T03:06:08Z"
    })
    void timesAreAsLongAsTheirLastPart(String text, Instant from, Instant until) {
        assertThat(LocalTimes.parse(text)).isEqualTo(new LocalTimes(from, until));
    }

    @Test
    void noTimes() {
        for (var text : List.of("", "24", "2024-13", "2024-01-01 00:00", "2024-01-01T00:00:00+01:00")) {
            assertThat(catchThrowable(() -> LocalTimes.parse(text))).as(text).isInstanceOf(DateTimeException.class);
        }
    }

    @Test
    void findFilters() throws IOException {
        var sek = living(e -> e.kind() == Kind.HOLDING && e.sigel().equals("SEK"));
        assertThat(ids(json("/find?@type=Item&_limit=4000&heldBy.@id=https://libris.kb.se/library/SEK")))
                .containsExactlyInAnyOrderElementsOf(sek);
        assertThat(ids(json("/find?_limit=4000&@reverse.itemOf.heldBy.@id=https://libris.kb.se/library/SEK")))
                .hasSizeBetween(1, sek.size());
        var bib = SANDBOX.catalogue().record(living(e -> e.kind() == Kind.BIB).get(0));
        var book = Descriptions.book(SANDBOX.catalogue(), bib);
        for (var isbn : List.of(book.isbn(), book.isbn10())) {
            assertThat(ids(json("/find?identifiedBy.@type=ISBN&identifiedBy.value=" + isbn)))
                    .contains(bib.uri());
        }
        assertThat(ids(json("/find?nosuchproperty=1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', empty_query", "query=+, empty_query", "query=(((, parse", "query=*&format=ris, format unsupported"
    })
    void xsearchErrorsComeAsXmlWithStatus200(String asked, String code) throws IOException {
        for (var format : List.of("", "&x=y")) {
            var answer = get(SANDBOX, "/xsearch?" + asked + format);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("<xsearch error=\"" + code + "\"/>");
        }
        assertThat(get(SANDBOX, "/xsearch?query=(((&format=json").body()).startsWith("<");
    }

    @ParameterizedTest
    @CsvSource({"n=500, 1, 200", "n=-3, 1, 10", "n=x, 1, 10", "n=5&start=0, 1, 5", "n=5&start=8, 8, 12", "n=0, 1, 0"})
    void xsearchCountersAndCaps(String asked, int from, int to) throws IOException {
        var found = json("/xsearch?query=*&format=json&" + asked).get("xsearch");
        assertThat(found.get("from").asInt()).isEqualTo(from);
        assertThat(found.get("to").asInt()).isEqualTo(to);
        assertThat(found.get("list")).hasSize(Math.max(0, to - from + 1));
    }

    @Test
    void sruGivesTenAtATimeAndNoPlaceToGoOn() throws IOException {
        var page = get(SANDBOX, "/sru/libris?operation=searchRetrieve&query=*&maximumRecords=500&startRecord=11")
                .body();
        var document = Client.xml(page);
        assertThat(document.getElementsByTagName("recordIdentifier").getLength())
                .isEqualTo(10);
        assertThat(page).doesNotContain("nextRecordPosition");
        assertThat(document.getElementsByTagName("numberOfRecords").item(0).getTextContent())
                .isEqualTo("" + living(e -> e.kind() == Kind.BIB).size());
    }

    @ParameterizedTest
    @CsvSource({
        "operation=searchRetrieve, 400, 1/7",
        "operation=scan, 400, 1/4",
        "operation=searchRetrieve&query=(((, 400, 1/10",
        "operation=searchRetrieve&query=a&version=2.0, 200, 1/5"
    })
    void sruDiagnostics(String asked, int status, String diagnostic) throws IOException {
        var answer = get(SANDBOX, "/sru/libris?" + asked);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("<uri>info:srw/diagnostic/" + diagnostic + "</uri>");
    }

    @Test
    void theDirectoryPagesUntilItIsEmpty() throws IOException {
        var sigels = new ArrayList<String>();
        var pages = 0;
        for (var page = json("/api/lib?dump=true"); !page.get("libraries").isEmpty(); ) {
            page.get("libraries").forEach(each -> sigels.add(each.get("sigel").asText()));
            page = json("/api/lib?dump=true&start=" + 200 * ++pages);
        }
        assertThat(sigels)
                .containsExactlyElementsOf(
                        SANDBOX.directory().libraries().map(Library::sigel).toList());
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void theDirectoryKnowsOneNameOfTheDate() throws IOException {
        var day = SANDBOX.directory()
                .libraries()
                .skip(200)
                .findFirst()
                .orElseThrow()
                .modified()
                .toString();
        var since = day.substring(0, 10);
        assertThat(json("/api/lib?updated=" + since).get("libraries").size()).isBetween(45, 55);
        assertThat(json("/api/lib?updatedDatum=" + since).get("libraries")).hasSize(200);
    }

    @Test
    void aLibraryByItsSigel() throws IOException {
        var found = json("/api/lib?sigel=" + URLEncoder.encode("Ål", UTF_8));
        assertThat(found.at("/query/operation").asText()).isEqualTo("sigel Ål");
        assertThat(found.get("libraries")).hasSize(1);
        assertThat(json("/api/lib?sigel=Zzz").get("libraries")).isEmpty();
        assertThat(json("/api/lib?sigel=S,SEK&level=brief").get("libraries"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.has("address")).isFalse());
    }

    @Test
    void aClosedLibraryStaysInTheDirectory() throws IOException {
        try (var sandbox = Sandbox.with().libraries(5).start()) {
            sandbox.directory().close("Gbg", "S");
            var found = JSON.readTree(get(sandbox, "/api/lib?sigel=Gbg").body()).at("/libraries/0");
            assertThat(found.get("alive").asBoolean()).isFalse();
            assertThat(found.get("sigel_new").asText()).isEqualTo("S");
        }
    }
}
