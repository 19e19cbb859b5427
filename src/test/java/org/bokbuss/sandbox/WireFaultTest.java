package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every fault, seen from the client's end of the wire, and that the next request is answered well. */
class WireFaultTest {
    private static final String[] PAGE = {"verb=ListRecords", "metadataPrefix=jsonld", "set=bib"};

    private final Sandbox sandbox = Sandbox.with().bibs(80).pageSize(10).start();
    private final Client client = new Client(sandbox);

    @AfterEach
    void theNextAnswerIsWholeAndTheFaultUsedUp() {
        assertThat(sandbox.faults().remaining()).isEmpty();
        assertThat(client.harvest(PAGE)).hasSize(80);
        sandbox.close();
    }

    private void fault(String spec) {
        sandbox.faults().add(spec);
    }

    @Test
    void statusWithSecondsToWait() throws IOException {
        fault("503=2");
        var answer = client.bytes(PAGE);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(new String(answer.body(), UTF_8)).startsWith("<html>");
    }

    @Test
    void statusWithDateToWaitFor() throws IOException {
        fault("429=date:60");
        var answer = client.bytes(PAGE);
        assertThat(answer.statusCode()).isEqualTo(429);
        var date = answer.headers().firstValue("Retry-After").orElseThrow();
        var ahead =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertThat(ahead).isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
    }

    @Test
    void statusWithoutAnythingToWaitFor() throws IOException {
        for (var status : new int[] {401, 403, 404, 413, 500, 502, 504}) {
            fault(Integer.toString(status));
            var answer = client.bytes(PAGE);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        }
    }

    @Test
    void empty() throws IOException {
        fault("empty");
        var answer = client.bytes(PAGE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void html() throws IOException {
        fault("html");
        var answer = client.bytes(PAGE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(new String(answer.body(), UTF_8)).contains("<html");
    }

    @Test
    void redirect() throws IOException {
        fault("redirect=http://localhost:1/x");
        var answer = client.bytes(PAGE);
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("http://localhost:1/x");
    }

    @Test
    void twoDates() throws IOException {
        fault("two-dates");
        assertThat(client.bytes(PAGE).headers().allValues("Date")).hasSize(2);
        assertThat(client.bytes(PAGE).headers().allValues("Date")).hasSize(1);
    }

    @Test
    void noDate() throws IOException {
        fault("no-date");
        assertThat(client.bytes(PAGE).headers().firstValue("Date")).isEmpty();
        assertThat(client.bytes(PAGE).headers().firstValue("Date")).isPresent();
    }

    @Test
    void camelHeaders() throws IOException {
        fault("camel-headers");
        assertThat(client.bytes(PAGE).headers().firstValue("CamelFileName")).isPresent();
        assertThat(client.bytes(PAGE).headers().firstValue("CamelFileName")).isEmpty();
    }

    @Test
    void cutAgreesWithItsLength() throws IOException {
        fault("cut");
        var answer = client.bytes(PAGE);
        var body = new String(answer.body(), UTF_8);
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(answer.body().length);
        assertThat(body).startsWith("<?xml").contains("<record>").doesNotContain("</OAI-PMH>");
    }

    @Test
    void shortOfItsLength() throws IOException {
        fault("short");
        var raw = new String(client.raw(PAGE), ISO_8859_1);
        var promised = Integer.parseInt(raw.replaceFirst("(?s).*Content-Length: (\\d+).*", "$1"));
        assertThat(raw.length() - raw.indexOf("\r\n\r\n") - 4).isEqualTo(promised / 2);
        fault("short");
        assertThatThrownBy(() -> client.bytes(PAGE)).isInstanceOf(IOException.class);
    }

    @Test
    void chunkCut() throws IOException {
        fault("chunk-cut");
        var raw = new String(client.raw(PAGE), ISO_8859_1);
        assertThat(raw).contains("Transfer-Encoding: chunked").doesNotEndWith("0\r\n\r\n");
        fault("chunk-cut");
        assertThatThrownBy(() -> client.bytes(PAGE)).isInstanceOf(IOException.class);
    }

    @Test
    void reset() {
        fault("reset");
        assertThatThrownBy(() -> client.raw(PAGE))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        fault("reset");
        assertThatThrownBy(() -> client.bytes(PAGE)).isInstanceOf(IOException.class);
    }

    @Test
    void stall() throws IOException {
        fault("stall");
        try (var socket = new Socket("127.0.0.1", sandbox.baseUrl().getPort())) {
            var request = "GET /api/oaipmh/?verb=ListRecords&metadataPrefix=jsonld HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.setSoTimeout(1_000);
            var read = new StringBuilder();
            assertThatThrownBy(() -> {
                        var in = socket.getInputStream();
                        for (var b = in.read(); b >= 0; b = in.read()) {
                            read.append((char) b);
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(read.toString()).contains("<record>").doesNotContain("</OAI-PMH>");
        }
    }

    @Test
    void closingEndsAStall() throws IOException {
        var other = Sandbox.with().fault("stall").start();
        try (var socket = new Socket("127.0.0.1", other.baseUrl().getPort())) {
            var request = "GET /api/oaipmh/?verb=ListRecords&metadataPrefix=jsonld HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            other.close();
            assertThatThrownBy(() -> {
                        while (socket.getInputStream().read() >= 0) {
                            // the rest of what was sent
                        }
                        throw new EOFException();
                    })
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void slow() throws IOException {
        fault("slow=40");
        var before = System.nanoTime();
        var body = new String(client.bytes(PAGE).body(), UTF_8);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        assertThat(body).endsWith("</OAI-PMH>");
    }

    @Test
    void gzipIsWhole() throws IOException {
        fault("gzip");
        var answer = client.bytes(PAGE);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        var text = new String(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), UTF_8);
        assertThat(text).startsWith("<?xml").endsWith("</OAI-PMH>");
    }

    @Test
    void gzipCutHasNoEnd() throws IOException {
        fault("gzip-cut");
        var body = client.bytes(PAGE).body();
        assertThatThrownBy(() -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void controlCharacter() {
        fault("control");
        var page = client.text(PAGE);
        assertThat(page).containsOnlyOnce("\b").endsWith("</OAI-PMH>");
        assertThatThrownBy(() -> Client.xml(page)).hasMessageContaining("0x8");
    }

    @Test
    void controlCharacterInMarc() {
        fault("control");
        var pages = String.join("", client.pages("verb=ListRecords", "metadataPrefix=marcxml", "set=bib"));
        assertThat(pages).containsOnlyOnce("tag=\"245\"><subfield code=\"a\">\b");
    }

    @Test
    void invalidUtf8() throws IOException {
        fault("bad-utf8");
        var body = client.bytes(PAGE).body();
        assertThatThrownBy(() -> UTF_8.newDecoder().decode(ByteBuffer.wrap(body)))
                .isInstanceOf(CharacterCodingException.class);
        assertThat(Client.identifiers(new String(body, UTF_8))).hasSize(10);
    }

    @Test
    void mismatchedTags() {
        fault("bad-record");
        var page = client.text(PAGE);
        assertThat(page).containsOnlyOnce("<a><b></a></b>");
        assertThatThrownBy(() -> Client.xml(page)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failedConversion() {
        fault("conversion");
        assertThat(client.text(PAGE)).containsOnlyOnce("<metadata>Error: Document conversion failed.</metadata>");
    }

    @Test
    void billionLaughs() {
        fault("doctype");
        var page = client.text(PAGE);
        assertThat(page).contains("<!DOCTYPE").contains("&skratt9;</responseDate>");
        assertThatThrownBy(() -> Client.xml(page)).hasMessageContaining("DOCTYPE");
    }

    @Test
    void oneRecordTwice() {
        fault("duplicate@3");
        assertThat(client.harvest(PAGE)).hasSize(81);
    }

    @Test
    void refusedToken() {
        fault("bad-token@5");
        var pages = client.pages(PAGE);
        assertThat(pages).hasSize(5);
        assertThat(pages.get(4))
                .contains("<error code=\"badResumptionToken\">The resumptionToken is invalid or has expired.</error>");
    }

    @Test
    void sameTokenAgain() {
        fault("same-token@5*3");
        var pages = client.pages(PAGE);
        assertThat(pages).hasSize(8 + 3);
        assertThat(Client.token(pages.get(4))).isEqualTo(Client.token(pages.get(3)));
        assertThat(Client.identifiers(pages.get(5))).isEqualTo(Client.identifiers(pages.get(4)));
    }

    @Test
    void pageWithoutRecords() {
        fault("no-records@5");
        var pages = client.pages(PAGE);
        assertThat(pages).hasSize(9);
        assertThat(Client.identifiers(pages.get(4))).isEmpty();
        assertThat(Client.token(pages.get(4))).isPresent().isNotEqualTo(Client.token(pages.get(3)));
        fault("no-records");
        assertThat(client.harvest(PAGE)).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void strikesItsPageOnly() throws IOException {
        fault("500@5");
        var page = client.text(PAGE);
        for (var number = 2; number < 5; number++) {
            page = client.text(
                    "verb=ListRecords", "resumptionToken=" + Client.token(page).orElseThrow());
            assertThat(Client.identifiers(page)).hasSize(10);
        }
        var token = Client.token(page).orElseThrow();
        assertThat(client.bytes("verb=ListRecords", "resumptionToken=" + token).statusCode())
                .isEqualTo(500);
        assertThat(client.bytes("verb=ListRecords", "resumptionToken=" + token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void faultsOfDifferentKindsMeet() throws IOException {
        fault("control");
        fault("bad-utf8");
        fault("gzip");
        var answer = client.bytes(PAGE);
        var body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(body).contains('\b').contains((byte) 0xF6);
    }
}
