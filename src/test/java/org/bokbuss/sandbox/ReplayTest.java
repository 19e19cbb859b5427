package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/xml;charset=utf-8\r\nConnection: close\r\n"
            + "Date: Sat, 21 Nov 2026 23:54:36 GMT\r\nContent-Length: 99999\r\nX-Own: 1\r\nX-Own: 2\r\n\r\n";

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        pair("oaipmh", "01-identify", "GET /?verb=Identify", "", OK, "<första/>");
        pair("oaipmh", "02-identify", "GET /?verb=Identify", "", OK, "<andra/>");
        list("03", "ListRecords&set=bib&from=2024-05-20&until=2024-06-01", "maj");
        list("04", "ListRecords&set=bib&from=2024-05-20&until=2024-07-01", "juni");
        list("05", "ListIdentifiers&set=hold", "alla");
        pair("oaipmh", "06-head", "HEAD /?verb=Identify", "", OK, "");
        pair("marc_export", "01-export", "POST /?from=2024", "b=2\na=1\n", OK, "exported");
        var window = "from=2024-05-20T00:00:00Z&until=2024-06-25T00:00:00Z";
        pair("marc_export", "02-window", "POST /?" + window, "locations=S\nname=x\n", OK, "in a window");
        pair("find", "01-find", "GET /find?q=%C3%A5+%C3%A4&_limit=3", "", OK, "found");
        pair("sru", "01-explain", "GET /?operation=explain", "", OK, "explained");
        pair("sru", "02-xsearch", "GET /xsearch?query=isbn:1", "", OK, "searched");
        pair("emm", "01-full", "GET /full?selection=x", "", OK, "dumped");
        pair("rest", "01-get", "GET /abc?embellished=false", "", OK, "record");
        pair("rest", "02-put", "PUT /abc", "{}", "HTTP/1.1 204 No Content\r\nETag: \"5\"\r\n\r\n", "");
        sandbox = Sandbox.with().replay(folder).start();
        client = new Client(sandbox);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void list(String number, String query, String answer) throws IOException {
        pair("oaipmh", number + "-list", "GET /?verb=" + query + "&metadataPrefix=marcxml", "", OK, answer);
    }

    private void pair(String api, String name, String line, String body, String headers, String answer)
            throws IOException {
        var own = Files.createDirectories(folder.resolve(api));
        var request = line + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        Files.writeString(own.resolve(name + ".request.txt"), request);
        Files.writeString(own.resolve(name + ".response.headers"), headers);
        Files.writeString(own.resolve(name + ".response.body"), answer);
    }

    private HttpResponse<byte[]> ask(String method, String target, String body) throws IOException {
        return client.send(HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + target))
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    private String get(String target) throws IOException {
        return new String(ask("GET", target, "").body(), UTF_8);
    }

    @Test
    void anExportWhoseWindowIsAFewSecondsWider() throws IOException {
        var wider = "?from=2024-05-19T23:59:58Z&until=2024-06-25T00:00:01Z";
        var profile = "name=x\nlocations=S\n";
        assertThat(new String(ask("POST", "/api/marc_export/" + wider, profile).body(), UTF_8))
                .isEqualTo("in a window");
        var much = "?from=2024-05-19T23:59:00Z&until=2024-06-25T00:00:01Z";
        assertThat(ask("POST", "/api/marc_export/" + much, profile).statusCode())
                .isEqualTo(404);
        assertThat(ask("POST", "/api/marc_export/" + wider, "locations=T").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theLastOfSeveralAnswers() {
        assertThat(client.text("verb=Identify")).isEqualTo("<andra/>");
    }

    @Test
    void recordedHeadersAreSentExceptThoseOfTheConnection() throws IOException {
        var headers = client.bytes("verb=Identify").headers();
        assertThat(headers.allValues("X-Own")).containsExactly("1", "2");
        assertThat(headers.firstValue("Date")).hasValue("Sat, 21 Nov 2026 23:54:36 GMT");
        assertThat(headers.firstValue("Connection")).isEmpty();
        assertThat(headers.firstValueAsLong("Content-Length")).hasValue("<andra/>".length());
    }

    @Test
    void parametersMatchInAnyOrder() {
        assertThat(client.text(
                        "metadataPrefix=marcxml", "until=2024-06-01", "from=2024-05-20", "set=bib", "verb=ListRecords"))
                .isEqualTo("maj");
    }

    @Test
    void theClosestEndAnswers() {
        var start = new String[] {"verb=ListRecords", "metadataPrefix=marcxml", "set=bib", "from=2024-05-20T00:00:00Z"};
        assertThat(client.text(start[0], start[1], start[2], start[3], "until=2024-06-04"))
                .isEqualTo("maj");
        assertThat(client.text(start[0], start[1], start[2], start[3], "until=2024-06-29T12:00:00Z"))
                .isEqualTo("juni");
        assertThat(client.text(start)).isEqualTo("juni");
    }

    @Test
    void aRecordingWithoutWindowAnswersForAny() {
        assertThat(client.text("verb=ListIdentifiers", "metadataPrefix=marcxml", "set=hold", "from=2025-01-01"))
                .isEqualTo("alla");
    }

    @Test
    void otherWindowsAreEmpty() {
        assertThat(client.text("verb=ListRecords", "metadataPrefix=marcxml", "set=bib", "from=2024-06-01"))
                .contains("<error code=\"noRecordsMatch\">");
    }

    @Test
    void whatWasNeverRecordedIsNamed() throws IOException {
        var answer = client.bytes("verb=ListRecords", "metadataPrefix=mods");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), UTF_8)).contains("GET /api/oaipmh/?verb=ListRecords&metadataPrefix=mods");
    }

    @Test
    void everyApiHasItsFolder() throws IOException {
        assertThat(get("/find.jsonld?_limit=3&q=%C3%A5%20%C3%A4")).isEqualTo("found");
        assertThat(get("/sru/libris?operation=explain")).isEqualTo("explained");
        assertThat(get("/xsearch?query=isbn%3A1")).isEqualTo("searched");
        assertThat(get("/api/emm/full?selection=x")).isEqualTo("dumped");
        assertThat(get("/abc?embellished=false")).isEqualTo("record");
        assertThat(new String(
                        ask("POST", "/api/marc_export/?from=2024", "a=1\nb=2").body(), UTF_8))
                .isEqualTo("exported");
        assertThat(ask("POST", "/api/marc_export/?from=2024", "a=2").statusCode())
                .isEqualTo(404);
    }

    @Test
    void methodsAndEmptyAnswersCount() throws IOException {
        var put = ask("PUT", "/abc", "{}");
        assertThat(put.statusCode()).isEqualTo(204);
        assertThat(put.headers().firstValue("ETag")).hasValue("\"5\"");
        assertThat(ask("DELETE", "/abc", "").statusCode()).isEqualTo(404);
        var head = client.send(HttpRequest.newBuilder(client.address("verb=Identify"))
                .method("HEAD", BodyPublishers.noBody())
                .build());
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(99999);
    }

    @Test
    void aFolderOfPairsServesToo() {
        try (var one = Sandbox.with().replay(folder.resolve("oaipmh")).start()) {
            assertThat(new Client(one).text("verb=Identify")).isEqualTo("<andra/>");
        }
    }

    @Test
    void faultsOfTheWireStrike() throws IOException {
        sandbox.faults().add("503=1");
        assertThat(client.bytes("verb=ListIdentifiers", "metadataPrefix=marcxml", "set=hold")
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void aMissingFolderIsNamed() {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> Sandbox.with().replay(missing).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString());
    }
}
