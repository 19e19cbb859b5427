package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the sandbox' MARC export against recordings of a real Libris XL: the same profiles, posted in the same bytes,
 * must be answered in the same shape. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
class MarcExportConformanceTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"))
            .resolve("marc_export");

    /** Older than every recorded window, so that what was empty then is empty here. */
    private static final Sandbox SANDBOX =
            Sandbox.with().newest(Instant.parse("2023-12-31T00:00:00Z")).start();

    private static final Pattern TITLE = Pattern.compile("<title>(.*?)</title>");
    private static final Pattern XML_RECORD = Pattern.compile(
            "^( *<record xmlns=\"[^\"]*\") type=\"(\\w*)\"><leader>(.{24})</leader>", Pattern.MULTILINE);
    private static final Pattern CONTROLLED = Pattern.compile("<controlfield tag=\"(\\d+)\"");

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @TestFactory
    Stream<DynamicTest> answersHaveTheRecordedShape() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        try (var files = Files.list(RECORDINGS)) {
            return files
                    .filter(f -> f.toString().endsWith(Recording.REQUEST))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> compare(f)))
                    .toList()
                    .stream();
        }
    }

    private static void compare(Path file) throws IOException {
        var recording = Recording.read(file);
        var recorded = text(recording.answer().body());
        var isEmpty = recording.answer().status() != 200 || !recorded.contains("librisxl");
        var answered = ask(recording.request(), isEmpty);

        assertThat(answered.status()).isEqualTo(recording.answer().status());
        assertThat(answered.headers().get("Content-Type"))
                .isEqualTo(recording.answer().headers().get("Content-Type"));
        var body = text(answered.body());
        if (isEmpty) {
            assertThat(title(body)).isEqualTo(title(recorded));
            if (answered.status() == 200) {
                assertThat(body).isEqualTo(recorded);
            }
            return;
        }
        assertThat(list(body)).isEqualTo(list(recorded));
        if (recorded.startsWith("<")) {
            assertThat(body.substring(0, body.indexOf("  <record")))
                    .isEqualTo(recorded.substring(0, recorded.indexOf("  <record")));
            assertThat(end(body)).isEqualTo(end(recorded));
            // The sandbox puts no authorities beside the bibs.
            assertThat(kinds(body))
                    .containsAll(kinds(recorded).stream()
                            .filter(k -> !k.contains("Authority"))
                            .toList());
            assertThat(firstTags(body)).isEqualTo(firstTags(recorded));
            assertThat(body.contains("tag=\"841\"")).isEqualTo(recorded.contains("tag=\"841\""));
        } else {
            assertThat(leaders(body)).containsAll(leaders(recorded));
            assertThat(body.contains("\u001F5SEK")).isEqualTo(recorded.contains("\u001F5SEK"));
        }
    }

    private static String title(String page) {
        var title = TITLE.matcher(page);
        return title.find() ? title.group(1) : "";
    }

    /** The list of deletions: its first line, and the reasons given. */
    private static Set<String> list(String answer) {
        var nul = answer.indexOf('\0');
        return nul < 0
                ? Set.of()
                : answer.substring(nul)
                        .lines()
                        .map(line -> line.startsWith("\0") ? line : line.replaceFirst("^\\w+;", ";"))
                        .collect(Collectors.toSet());
    }

    private static String end(String answer) {
        var records = answer.split("\0")[0];
        return records.substring(records.lastIndexOf("</record>"));
    }

    private static Set<String> kinds(String answer) {
        return XML_RECORD
                .matcher(answer)
                .results()
                // That a record is new or changed is its own affair; that it is deleted is not.
                .map(m -> m.group(1) + m.group(2) + (m.group(3).charAt(5) == 'd' ? " deleted" : ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstTags(String answer) {
        return CONTROLLED
                .matcher(answer.substring(0, answer.indexOf("</record>")))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.joining(" "));
    }

    /** What each record's leader says that is not its own. */
    private static Set<String> leaders(String answer) {
        var leaders = new TreeSet<String>();
        for (var record : answer.split("\0")[0].split("(?<=\u001D)")) {
            assertThat(Integer.parseInt(record.substring(0, 5))).isEqualTo(record.length());
            var base = Integer.parseInt(record.substring(12, 17));
            assertThat(record.charAt(base - 1)).isEqualTo('\u001E');
            assertThat(record).endsWith("\u001E\u001D");
            leaders.add((record.charAt(5) == 'd' ? "d" : "") + record.substring(9, 12) + record.substring(20, 24));
        }
        return leaders;
    }

    private static String text(Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        body.writeTo(bytes);
        return bytes.toString(ISO_8859_1);
    }

    /** As it was asked, byte for byte; but of all time, where there was something to find. */
    private static Answer ask(Request asked, boolean asRecorded) throws IOException {
        var target = "/api/marc_export" + asked.target();
        var profile = asked.body();
        if (!asRecorded) {
            target = target.replaceFirst("from=[^&]*", "from=2018-01-01T00:00:00Z")
                    .replaceFirst("until=[^&]*", "until=2099-01-01T00:00:00Z");
            profile = new String(profile, ISO_8859_1)
                    .replace("locations=NÃ¤tbib", "locations=Ã\u0085l")
                    // What has not changed since has been updated once.
                    .replaceAll("(bib|hold)(update|delete)=off", "$1$2=on")
                    .getBytes(ISO_8859_1);
        }
        try (var socket =
                new Socket(SANDBOX.baseUrl().getHost(), SANDBOX.baseUrl().getPort())) {
            socket.setSoTimeout(20_000);
            var head = new StringBuilder(asked.method() + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
            asked.headers().forEach((name, value) -> {
                if (name.equals("content-type")) {
                    head.append(name).append(": ").append(value).append("\r\n");
                }
            });
            head.append("Content-Length: ").append(profile.length).append("\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
            socket.getOutputStream().write(profile);
            return answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
    }

    private static Answer answer(String wire) {
        var end = wire.indexOf("\r\n\r\n");
        var head = wire.substring(0, end);
        var body = wire.substring(end + 4);
        var answer = Answer.empty(Integer.parseInt(head.split(" ")[1]));
        for (var line : head.split("\r\n")) {
            var colon = line.indexOf(": ");
            answer = colon < 0 ? answer : answer.with(line.substring(0, colon), line.substring(colon + 2));
        }
        var chunked = answer.headers().containsKey("Transfer-Encoding");
        return answer.with(Body.of((chunked ? unchunked(body) : body).getBytes(ISO_8859_1)));
    }

    private static String unchunked(String body) {
        var all = new StringBuilder();
        var at = 0;
        while (true) {
            var end = body.indexOf("\r\n", at);
            var size = Integer.parseInt(body.substring(at, end), 16);
            if (size == 0) {
                return all.toString();
            }
            all.append(body, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }
}
