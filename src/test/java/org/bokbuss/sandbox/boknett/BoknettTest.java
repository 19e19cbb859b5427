package org.bokbuss.sandbox.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The imitation of Boknett keeps to what is documented of it. */
class BoknettTest {
    private static final Pattern ISBN = Pattern.compile("<inv:isbn>(\\d+)</inv:isbn>");

    private final Sandbox sandbox = Sandbox.with().titles(50).start();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void theDateHeaderIsOurs() {
        // Java's own client keeps it for itself otherwise.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "date");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> token(String audience, String secret) {
        return post(
                BoknettLogin.TOKEN,
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials&client_id=" + Boknett.CLIENT_ID + "&client_secret=" + encode(secret)
                        + "&audience=" + encode(audience));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private String[] bearer() {
        return bearer(Boknett.AUDIENCE);
    }

    private String[] bearer(String audience) {
        try {
            var said = new ObjectMapper()
                    .readTree(token(audience, Boknett.CLIENT_SECRET).body());
            assertThat(said.get("token_type").asText()).isEqualTo("Bearer");
            assertThat(said.get("expires_in").asInt()).isEqualTo(4711);
            return new String[] {
                "Authorization", "Bearer " + said.get("access_token").asText()
            };
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private String ticket() {
        var answer = post(
                BoknettLogin.TICKETS,
                "application/x-www-form-urlencoded",
                "username=" + Boknett.USERNAME + "&password=" + encode(Boknett.PASSWORD));
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.headers().firstValue("Boknett-TGT").orElseThrow();
    }

    private List<String> isbns(HttpResponse<String> page) {
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        Client.xml(page.body());
        return ISBN.matcher(page.body()).results().map(m -> m.group(1)).toList();
    }

    /** All pages as a client reads them that goes on until nothing new comes. */
    private List<List<String>> pages(int size) {
        var pages = new ArrayList<List<String>>();
        var login = bearer();
        var query = "after=20000101000000";
        for (String asked = null; ; ) {
            var page = get("/dds/inventory/v2?" + query + "&pagesize=" + size, login);
            pages.add(isbns(page));
            var next = page.headers().firstValue("next").orElse(null);
            if (next == null
                    || next.equals(asked)
                    || pages.get(pages.size() - 1).isEmpty()) {
                return pages;
            }
            asked = next;
            query = "next=" + encode(next);
        }
    }

    @Test
    void tokensAreForWhoKnowsTheSecretAndForOneAudience() {
        assertThat(token(Boknett.AUDIENCE, "wrong").statusCode()).isEqualTo(401);
        assertThat(token("https://api.bokbasen.io/dds", Boknett.CLIENT_SECRET).statusCode())
                .isEqualTo(403);
        assertThat(get("/dds/inventory/v2?after=20200101000000", bearer("https://api.bokbasen.io/metadata/"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/dds/inventory/v2?after=20200101000000").statusCode()).isEqualTo(401);
        assertThat(get("/dds/inventory/v2?after=20200101000000", bearer()).statusCode())
                .isEqualTo(200);
        assertThat(sandbox.boknett().issued()).hasSize(2);
    }

    @Test
    void aTokenIsAskedForInJsonToo() {
        var json =
                "{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"audience\":\"%s\"}"
                        .formatted(Boknett.CLIENT_ID, Boknett.CLIENT_SECRET, Boknett.AUDIENCE);
        assertThat(post(BoknettLogin.TOKEN, "application/json", json).body()).contains("access_token");
    }

    @Test
    void tokensWearOut() {
        sandbox.boknett().callsPerToken(2);
        var login = bearer();
        for (var status : List.of(200, 200, 401, 401)) {
            assertThat(get("/dds/inventory/v2?after=20200101000000", login).statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void ticketsWantTheDateAndEndWithALogout() {
        var ticket = ticket();
        var list = "/dds/v2/inventory/?after=20200101000000";
        var now = RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        var old = RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(16));
        assertThat(get(list, "Authorization", "Boknett " + ticket, "Date", now).statusCode())
                .isEqualTo(200);
        assertThat(get(list, "Authorization", "Boknett " + ticket).statusCode()).isEqualTo(400);
        assertThat(get(list, "Authorization", "Boknett " + ticket, "Date", old).statusCode())
                .isEqualTo(400);
        assertThat(get(list, "Authorization", "Bokbasen " + ticket, "Date", now).statusCode())
                .isEqualTo(401);
        var out = URI.create(sandbox.baseUrl() + BoknettLogin.TICKETS + "/" + ticket);
        assertThat(send(HttpRequest.newBuilder(out).DELETE()).statusCode()).isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(out).DELETE()).statusCode()).isEqualTo(400);
        assertThat(get(list, "Authorization", "Boknett " + ticket, "Date", now).statusCode())
                .isEqualTo(401);
        assertThat(post(BoknettLogin.TICKETS, "application/x-www-form-urlencoded", "username=a&password=b")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Boknett.End.class)
    void everyTitleComesOnceHoweverTheListEnds(Boknett.End end) {
        sandbox.boknett().end(end);
        var pages = pages(10);
        assertThat(pages.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        sandbox.boknett().titles().map(Title::isbn).toList());
        boolean emptyAtTheEnd = end == Boknett.End.SAME_CURSOR || end == Boknett.End.NEW_CURSOR;
        assertThat(pages.get(pages.size() - 1).isEmpty()).isEqualTo(emptyAtTheEnd);
    }

    @ParameterizedTest
    @EnumSource(Boknett.Links.class)
    void linksAreThereWhileThereIsMore(Boknett.Links links) {
        sandbox.boknett().links(links).lowerCase();
        var login = bearer();
        var first = get("/dds/inventory/v2?after=20000101000000&pagesize=30", login);
        assertThat(first.headers().firstValue("Link")).isPresent();
        assertThat(first.headers().firstValue("Next").isPresent()).isEqualTo(links != Boknett.Links.ALONE);
        var link = first.headers().firstValue("Link").orElseThrow();
        var next = link.replaceFirst(".*[?&]next=([^&>]+).*", "$1");
        assertThat(next).contains("%2B", "%2F", "%3D");
        assertThat(link.startsWith("<")).isEqualTo(links != Boknett.Links.BARE);
        var second = get("/dds/inventory/v2?next=" + next + "&pagesize=30", login);
        assertThat(isbns(second)).hasSize(20);
        assertThat(second.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void whatIsAskedWrongIsRefusedInXml() {
        var login = bearer();
        var next = get("/dds/inventory/v2?after=20000101000000&pagesize=30", login)
                .headers()
                .firstValue("Next")
                .orElseThrow();
        assertThat(next).contains("+", "/", "=");
        for (var query : List.of(
                "",
                "after=20200101000000&next=" + encode(next),
                "next=" + next,
                "next=" + next.replace("+", "%2B"),
                "next=nonsense",
                "after=2020",
                "after=20200230000000",
                "after=2020-01-01T00:00:00",
                // The night in which Oslo's clocks went from two to three.
                "after=20200329023000",
                "after=20200101000000&pagesize=0")) {
            var answer = get("/dds/inventory/v2?" + query, login);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(Client.xml(answer.body()).getDocumentElement().getTagName())
                    .isEqualTo("errors");
        }
        assertThat(isbns(get("/dds/inventory/v2?next=" + encode(next), login))).hasSize(20);
    }

    @Test
    void agesAndSizesAreBounded() {
        sandbox.boknett().oldestAfter(Duration.ofDays(180)).mostPerPage(20);
        var login = bearer();
        assertThat(get("/dds/inventory/v2?after=20200101000000&pagesize=20", login)
                        .statusCode())
                .isEqualTo(400);
        var lately = DateTimeFormatter.ofPattern("yyyyMMddHHmmss")
                .withZone(ZoneId.of("Europe/Oslo"))
                .format(Instant.now().minus(Duration.ofDays(179)));
        var first = get("/dds/inventory/v2?pagesize=20&after=" + lately, login);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(get("/dds/inventory/v2?pagesize=21&after=" + lately, login).statusCode())
                .isEqualTo(413);
        var next = encode(first.headers().firstValue("Next").orElseThrow());
        assertThat(get("/dds/inventory/v2?pagesize=20&next=" + next, login).statusCode())
                .isEqualTo(200);
        sandbox.boknett().forgetCursors();
        assertThat(get("/dds/inventory/v2?pagesize=20&next=" + next, login).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aListHasTheNewestVersionAndAnIsbnAllOfThem() {
        var before = sandbox.boknett().titles().findFirst().orElseThrow();
        var after = sandbox.boknett().republish(before.isbn());
        assertThat(after.uuid()).isNotEqualTo(before.uuid());
        var all = get("/dds/inventory/v2/" + before.isbn(), bearer()).body();
        assertThat(all).contains(before.uuid(), after.uuid());
        var pages = pages(1000);
        assertThat(pages.get(0)).hasSize(50).doesNotHaveDuplicates();
        assertThat(pages.get(0).get(49)).isEqualTo(before.isbn());
        assertThat(isbns(get("/dds/inventory/v2/9788200000000", bearer()))).isEmpty();
    }

    @Test
    void changesComeAfterTheCursor() {
        var login = bearer();
        var next = get("/dds/inventory/v2?after=20000101000000", login)
                .headers()
                .firstValue("Next")
                .orElseThrow();
        var isbns = sandbox.boknett().titles().map(Title::isbn).limit(3).toList();
        sandbox.boknett().change(isbns.get(0));
        sandbox.boknett().withdraw(isbns.get(1));
        sandbox.boknett().delete(isbns.get(2));
        var added = sandbox.boknett().add();
        var page = get("/dds/inventory/v2?next=" + encode(next), login);
        assertThat(isbns(page))
                .containsExactlyElementsOf(
                        Stream.concat(isbns.stream(), Stream.of(added.isbn())).toList());
        assertThat(page.body()).containsPattern("<inv:deleted>20\\d\\d-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?isbn=%s", "?id=%s", "?state=MODIFIED&fromDate=%s&toDate=%s"})
    void theFirstVersionHasTitlesAndParameters(String query) {
        var title = sandbox.boknett()
                .republish(sandbox.boknett().titles().findFirst().orElseThrow().isbn());
        var today =
                DateTimeFormatter.ofPattern("ddMMyyyy").format(title.updated().atZone(ZoneOffset.UTC));
        var value = query.startsWith("?isbn") ? title.isbn() : query.startsWith("?id") ? title.uuid() : today;
        var answer = get("/dds/inventory/" + query.replace("%s", value), bearer());
        // The newest of those it began with changed today too.
        assertThat(isbns(answer)).hasSizeBetween(query.isEmpty() ? 50 : 1, query.isEmpty() ? 50 : 2);
        assertThat(isbns(answer)).contains(title.isbn());
        assertThat(answer.body()).contains("<title>", "<name>", "<inv:firstpublished");
        assertThat(get("/dds/inventory/?fromDate=01012020", bearer()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void theSameSeedGivesTheSameTitles() {
        try (var same = Sandbox.with().titles(50).start();
                var other = Sandbox.with().titles(50).seed(2).start()) {
            assertThat(new HashSet<>(same.boknett().titles().toList()))
                    .isEqualTo(new HashSet<>(sandbox.boknett().titles().toList()));
            assertThat(new HashSet<>(other.boknett().titles().toList()))
                    .isNotEqualTo(new HashSet<>(sandbox.boknett().titles().toList()));
        }
    }
}
