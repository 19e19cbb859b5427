package org.bokbuss.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.bokbuss.bibdb.Bibdb;
import org.bokbuss.boknett.Inventory;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.Window;
import org.bokbuss.libris.emm.Changes;
import org.bokbuss.libris.emm.Dump;
import org.bokbuss.libris.export.MarcExport;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.libris.holdings.HoldingsFile;
import org.bokbuss.libris.oaipmh.LibrisOaiPmh;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.libris.search.Find;
import org.bokbuss.libris.search.Sru;
import org.bokbuss.libris.search.XSearch;
import org.bokbuss.marc.Iso2709Record;
import org.bokbuss.marc.Iso2709Splitter;
import org.bokbuss.marc.MarcToJson;
import org.bokbuss.marc.MarcToMarcXml;
import org.bokbuss.marc.UnreadableMarc;
import org.bokbuss.oaipmh.OaiPmhSource;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.split.ExactJson;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlSplitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever reads foreign bytes, given hostile ones: what the sandbox answers, and files of holdings, damaged in every way.
 *
 * <p>{@code -Dfuzz.seconds} is how long each reader is tried in the long profile, {@code -Dfuzz.seed} where it begins.
 */
class FuzzTest {
    private static final int A_FEW = 100;
    private static final long SECONDS = Long.getLong("fuzz.seconds", 90);

    /** Another stretch of seeds every day. */
    private static final long FIRST = Long.getLong("fuzz.seed", LocalDate.now().toEpochDay() * 10_000_000);

    private static final Window WINDOW =
            new Window(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2030-01-01T00:00:00Z"));
    private static final int LARGEST = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<Class<? extends Exception>> NOTHING = Set.of();

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void beQuiet() {
        Configurator.setLevel("org.bokbuss", Level.OFF);
    }

    @AfterEach
    void close() throws Exception {
        Configurator.setLevel("org.bokbuss", Level.INFO);
        for (AutoCloseable each : open) {
            each.close();
        }
        Secrets.forget();
    }

    @TestFactory
    Stream<DynamicTest> aShortWhile() throws Exception {
        return targets()
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> {
                    AtomicInteger left = new AtomicInteger(A_FEW);
                    assertThat(Fuzzing.run(target, 0, () -> left.getAndDecrement() > 0))
                            .isEqualTo(A_FEW);
                }));
    }

    @TestFactory
    @Tag("long")
    Stream<DynamicTest> halfAnHour() throws Exception {
        return targets()
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> {
                    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
                    long tried = Fuzzing.run(target, FIRST, () -> System.nanoTime() < end);
                    System.out.println(target.name() + ": " + tried + " inputs");
                    assertThat(tried).isPositive();
                }));
    }

    @Test
    void readersThatHangOrEatOrThrowAreFound() {
        List<byte[]> examples = List.of("<a>b</a>".getBytes(UTF_8));
        assertThatThrownBy(() -> Fuzzing.run(
                        new Fuzzing.Target("throws", examples, NOTHING, bytes -> JSON.readTree(bytes)), 0, () -> true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("threw what it does not name, seed ");
        assertThatThrownBy(() -> Fuzzing.run(
                        new Fuzzing.Target("eats", examples, NOTHING, bytes -> new String(new byte[200 << 20], UTF_8)),
                        0,
                        () -> true))
                .hasMessageContaining("eats needed");
        assertThat(HostileBytes.of(examples, 7)).isEqualTo(HostileBytes.of(examples, 7));
    }

    private Stream<Fuzzing.Target> targets() throws Exception {
        Sandbox sandbox = Sandbox.with().bibs(6).start();
        open.add(sandbox);
        Secrets.learn("my.password", "planted/s3cret å");
        Map<String, String> settings = new HashMap<>(sandbox.librisSettings());
        settings.putAll(sandbox.boknettSettings());
        settings.put("bibdb.base-url", sandbox.baseUrl().toString());
        DefaultCamelContext context = context(settings);
        List<byte[]> oai = new ArrayList<>();
        List<Fuzzing.Target> targets = new ArrayList<>();
        for (Map.Entry<String, Source> each : sources(sandbox).entrySet()) {
            Fuzzing.Target target = source(each.getKey(), each.getValue(), context);
            targets.add(target);
            if (each.getKey().startsWith("OAI")) {
                oai.addAll(target.examples());
            }
        }
        List<byte[]> marc = marc();
        targets.add(new Fuzzing.Target("XML splitter", oai, Set.of(), bytes -> split(bytes)));
        targets.add(new Fuzzing.Target("XML element", elements(oai), Set.of(IllegalArgumentException.class), bytes -> {
            walk(XmlElement.parse(bytes), 0);
        }));
        targets.add(new Fuzzing.Target(
                "JSON splitter",
                List.of(json("{'a': {'items': [{'b': 1.50}, {'c': 'd'}]}, 'e': [[]]}")),
                Set.of(),
                bytes -> {
                    try (JsonSplitter pieces =
                            new JsonSplitter(new ByteArrayInputStream(bytes), LARGEST, "a", "items")) {
                        while (pieces.hasNext()) {
                            Piece piece = pieces.next();
                            if (piece.sound()) {
                                piece.json();
                            }
                        }
                    } catch (UncheckedIOException named) {
                        assertThat(named.getCause()).isInstanceOf(IOException.class);
                    }
                }));
        targets.add(new Fuzzing.Target(
                "exact JSON",
                List.of(json("{'a': [1.50, 1e5, -0, {'b': null}]}")),
                Set.of(IOException.class),
                bytes -> ExactJson.read(bytes)));
        targets.add(new Fuzzing.Target("ISO 2709 splitter", marc, Set.of(), bytes -> {
            for (Charset charset : List.of(UTF_8, ISO_8859_1)) {
                iso2709(bytes, charset);
            }
        }));
        targets.add(new Fuzzing.Target("MARC conversion", converted(marc), Set.of(UnreadableMarc.class), bytes -> {
            for (String type : List.of("application/marc", "application/marcxml+xml", "")) {
                try {
                    new MarcToMarcXml().convert(message(context, bytes, type));
                } catch (UnreadableMarc named) {
                    // The other reader has to name it too.
                }
                try {
                    new MarcToJson().convert(message(context, bytes, type));
                } catch (UnreadableMarc named) {
                    // So it does.
                }
            }
        }));
        targets.add(new Fuzzing.Target("files of holdings", holdings(), Set.of(UserError.class), this::holdings));
        targets.add(new Fuzzing.Target(
                "a holding",
                List.of(json("{'isbn': '9789170002908', 'sigel': 'S', 'note': ['a'], 'media': [{'uri': 'http://a'}]}")),
                Set.of(IOException.class, IllegalArgumentException.class),
                bytes -> Holding.of(JSON.readTree(bytes))));
        targets.add(wire(context));
        targets.add(new Fuzzing.Target("texts", List.of(texts()), Set.of(), bytes -> {
            String text = new String(bytes, UTF_8);
            assertThat(Secrets.mask(PrintableText.line(text))).doesNotContain("\n", "\u001b");
            assertThat(PrintableText.lines(text)).doesNotContain("\u001b");
            PrintableText.json(text);
            RecordId.of(text);
            LibraryRecord.rfc3339(text);
        }));
        return targets.stream();
    }

    private DefaultCamelContext context(Map<String, String> settings) {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put("state.spool", folder.resolve("spool").toString());
        properties.put("http.retry.max-attempts", "1");
        properties.put("http.timeout", "5s");
        properties.put("harvest.max-record", "100kB");
        context.getPropertiesComponent().setInitialProperties(properties);
        context.start();
        open.add(0, context);
        return context;
    }

    // Sources

    private Map<String, Source> sources(Sandbox sandbox) throws IOException {
        LibrisOaiPmh oai = new LibrisOaiPmh();
        oai.setSet("bib");
        oai.setMetadataPrefix("marcxml_includehold");
        LibrisOaiPmh jsonld = new LibrisOaiPmh();
        jsonld.setSet("hold");
        jsonld.setMetadataPrefix("jsonld");
        OaiPmhSource any = new OaiPmhSource();
        any.setUrl(sandbox.oaiPmh().toString());
        any.setMetadataPrefix("oai_dc");
        any.setVerb("ListRecords");
        Changes changes = new Changes();
        Dump dump = new Dump();
        dump.setSelection("all");
        Find find = new Find();
        find.setQuery("@type=Instance");
        find.setModifiedSince("false");
        Sru sru = new Sru();
        sru.setQuery("a");
        XSearch json = new XSearch();
        json.setQuery("a");
        json.setFormat("json");
        XSearch mods = new XSearch();
        mods.setQuery("a");
        mods.setFormat("mods");
        Inventory inventory = new Inventory();
        Map<String, Source> sources = new LinkedHashMap<>();
        sources.put("OAI-PMH with holdings", oai);
        sources.put("OAI-PMH in JSON-LD", jsonld);
        sources.put("OAI-PMH of others", any);
        sources.put("changes", changes);
        sources.put("dump", dump);
        sources.put("find", find);
        sources.put("SRU", sru);
        sources.put("XSearch in JSON", json);
        sources.put("XSearch in MODS", mods);
        sources.put("bibdb", new Bibdb());
        sources.put("Boknett", inventory);
        for (String format : List.of("MARCXML", "ISO2709")) {
            Path profile = Files.writeString(
                    folder.resolve(format + ".properties"),
                    "format=" + format + "\ncharacterencoding=UTF-8\nlocations=S\n");
            MarcExport export = new MarcExport();
            export.setProfile(profile.toString());
            export.setDeleted("append");
            sources.put("MARC export in " + format, export);
        }
        return sources;
    }

    /** What the sandbox answers to the first question, and to who the source is. */
    private Fuzzing.Target source(String name, Source source, DefaultCamelContext context) throws Exception {
        Settings settings = Settings.of(context);
        Session asking = source.open(context, settings);
        HttpFetcher fetcher = new HttpFetcher(context);
        List<byte[]> answers = new ArrayList<>();
        Request first = asking.first(WINDOW);
        String mediaType = "";
        for (Request request : List.of(asking.identify(), first)) {
            try (Response answer = fetcher.get(request)) {
                answers.add(answer.open().readAllBytes());
                mediaType = answer.mediaType();
            }
        }
        assertThat(answers.get(1)).as(name).isNotEmpty();
        String type = mediaType;
        return new Fuzzing.Target(name, answers, Set.of(SourceFailure.class, IOException.class), bytes -> {
            Session session = source.open(context, settings);
            try (Response answer = Response.of(first, type, bytes, folder.resolve("spool"))) {
                read(session, answer);
            }
        });
    }

    private static void read(Session session, Response answer) throws IOException, SourceFailure {
        Page page = Page.read(session, WINDOW, null, answer);
        requireSamePieces(session, page.pieces());
        try (Records records = session.records(WINDOW, page.pieces())) {
            for (LibraryRecord record = records.next(); record != null; record = records.next()) {
                assertThat(record.fault() != null || record.subject() != null).isTrue();
            }
        }
    }

    /** What is read by boundaries is what the page was split into. */
    private static void requireSamePieces(Session session, Pieces pieces) throws IOException, SourceFailure {
        try (Splitter<Piece> again = session.split(pieces.answer())) {
            for (Piece piece : pieces) {
                Piece split = again.next();
                assertThat(piece.bytes()).isEqualTo(split.bytes());
                assertThat(piece.name() + piece.offset() + piece.fault())
                        .isEqualTo(split.name() + split.offset() + split.fault());
            }
            assertThat(again.hasNext()).isFalse();
        }
    }

    // Splitters

    private static void split(byte[] bytes) throws IOException {
        String namespace = "http://www.openarchives.org/OAI/2.0/";
        try (XmlSplitter records = new XmlSplitter(new ByteArrayInputStream(bytes), LARGEST, namespace, "record")) {
            while (records.hasNext()) {
                Piece record = records.next();
                if (record.sound()) {
                    walk(record.element(), 0);
                }
            }
        } catch (UncheckedIOException named) {
            assertThat(named.getCause()).isInstanceOf(IOException.class);
        }
    }

    /** Asks an element for all it has. */
    private static void walk(XmlElement element, int depth) {
        assertThat(element.name()).isNotEmpty();
        assertThat(element.namespace()).isNotNull();
        element.attribute("tag");
        element.ownText();
        for (XmlElement child : depth < 4 ? element.children() : List.<XmlElement>of()) {
            walk(child, depth + 1);
        }
    }

    private static List<byte[]> elements(List<byte[]> pages) throws IOException {
        List<byte[]> elements = new ArrayList<>();
        for (byte[] page : pages) {
            try (XmlSplitter records = new XmlSplitter(
                    new ByteArrayInputStream(page), LARGEST, "http://www.openarchives.org/OAI/2.0/", "record")) {
                while (records.hasNext()) {
                    elements.add(records.next().bytes());
                }
            }
        }
        return elements;
    }

    // MARC

    private static List<byte[]> marc() {
        List<byte[]> records = new ArrayList<>();
        for (String leader :
                List.of("00073nam a2200049 i 4500", "00073nam 12200049 i 4500", "00073nam  2200049 i 4500")) {
            String directory = "001000200000" + "245001000002";
            records.add((leader + directory + "\u001e" + "1\u001e" + "10\u001faTitle\u001e\u001d").getBytes(US_ASCII));
        }
        byte[] one = records.get(0);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        records.add(two);
        return records;
    }

    private static List<byte[]> converted(List<byte[]> marc) {
        List<byte[]> both = new ArrayList<>(marc);
        both.add(("<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>     nam a       7  4500</leader>"
                        + "<controlfield tag=\"001\">1</controlfield><datafield tag=\"245\" ind1=\"1\" ind2=\"0\">"
                        + "<subfield code=\"a\">Öar &amp; skär</subfield></datafield></record>")
                .getBytes(UTF_8));
        return both;
    }

    private static void iso2709(byte[] bytes, Charset charset) throws IOException {
        try (Iso2709Splitter records = new Iso2709Splitter(new ByteArrayInputStream(bytes), charset, LARGEST)) {
            while (records.hasNext()) {
                Iso2709Record record = records.next();
                for (Iso2709Record.Field field : record.sound() ? record.fields() : List.<Iso2709Record.Field>of()) {
                    field.text();
                    field.subfield('a');
                }
            }
        } catch (UncheckedIOException named) {
            assertThat(named.getCause()).isInstanceOf(IOException.class);
        }
    }

    private static Exchange message(DefaultCamelContext context, byte[] body, String type) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("CamelCloudEventDataContentType", type);
        return exchange;
    }

    // Holdings

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    private static List<byte[]> holdings() {
        return List.of(
                json("[{'isbn': '9789170002908', 'note': ['a', 'b']},\n {'bib': 'x', 'action': 'delete'}]"),
                json("{'isbn': '9789170002908', 'media': [{'uri': 'http://a', 'note': 'b'}]}\n{'bib': 'x'}\n"),
                "isbn,sigel,note,mediaUri\n9789170002908,S,\"a \"\"b\"\"\nc\",http://a|http://b\n,,,\n".getBytes(UTF_8),
                "\ufeffbib;shelf mark\nx;Hcf\n".getBytes(UTF_8));
    }

    private void holdings(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("holdings"), bytes);
        try (HoldingsFile holdings = HoldingsFile.open(file)) {
            long line = 0;
            for (HoldingsFile.Entry entry = holdings.next(); entry != null; entry = holdings.next()) {
                assertThat(entry.fault() == null).isEqualTo(entry.holding() != null);
                assertThat(entry.line()).as("in the order of the file").isGreaterThanOrEqualTo(line);
                line = entry.line();
            }
        }
    }

    // Heads

    private static byte[] texts() {
        return ("https://libris.kb.se/s93ns5h436dxqsh#it https://user:planted@host/?password=x&token=y Bearer abcdefghijklmnopq"
                        + " 2024-01-01T00:00:00.123+01:00 TGT-1-x {\"client_secret\": \"z\"} planted%2Fs3cret")
                .getBytes(UTF_8);
    }

    /** Answers as they come over the wire, heads and all, to a source that reads cursors out of headers. */
    private Fuzzing.Target wire(DefaultCamelContext sandbox) throws Exception {
        String body = "<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>";
        List<byte[]> examples = Stream.of(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/atom+xml; charset=\"utf-8\"\r\n"
                                + "Date: Tue, 01 Dec 2026 00:00:00 GMT\r\nNext: abc\r\n"
                                + "Link: <https://h/x?next=abc%2B>; rel=\"next\"; title*=UTF-8''a\r\nContent-Length: "
                                + body.length() + "\r\n\r\n" + body,
                        "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 429 Busy\r\nRetry-After: Tue, 01 Dec 2026 00:00:10 GMT\r\nDate: x\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 302 Found\r\nLocation: https://h/x?y#z\r\nConnection: close\r\n\r\n",
                        "HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                                + "Link: <b?next=c>; rel=next, <d>; rel=last\r\n\r\n5;a=b\r\n<feed\r\n0\r\nX: y\r\n\r\n")
                .map(text -> text.getBytes(ISO_8859_1))
                .toList();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(server);
        byte[][] answer = {null};
        Thread serving = new Thread(() -> serve(server, answer), "serving");
        serving.setDaemon(true);
        serving.start();
        String base = "http://127.0.0.1:" + server.getLocalPort();
        Session session = new Inventory().open(sandbox, Settings.of(sandbox));
        HttpFetcher fetcher = new HttpFetcher(sandbox);
        return new Fuzzing.Target(
                "answers on the wire", examples, Set.of(SourceFailure.class, IOException.class), bytes -> {
                    answer[0] = bytes;
                    Request request = Request.get(URI.create(base + "/a?after=20240101000000"), null);
                    try (Response whole = fetcher.get(request)) {
                        read(session, whole);
                    }
                });
    }

    private static void serve(ServerSocket server, byte[][] answer) {
        while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
                caller.getInputStream().read(new byte[4096]);
                OutputStream out = caller.getOutputStream();
                out.write(answer[0]);
                caller.shutdownOutput();
            } catch (IOException given) {
                // Up, or closed: the next.
            }
        }
    }
}
