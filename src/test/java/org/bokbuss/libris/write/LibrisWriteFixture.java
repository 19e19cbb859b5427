package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.libris.holdings.HoldingsFile;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.AuditRow;
import org.bokbuss.state.Lease;
import org.bokbuss.state.State;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The library S, which writes into an imitation of Libris, over real HTTP. */
final class LibrisWriteFixture implements BeforeEachCallback, AfterEachCallback {
    static final String PIPELINE = "p";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> settings = new HashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<Long, WriteResult> dones = new ConcurrentSkipListMap<>();
    private final Map<Long, String> refusals = new ConcurrentSkipListMap<>();
    private Path folder;
    private Sandbox libris;
    private State state;

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        folder = Files.createTempDirectory("bokbuss-writer");
        libris = closing(Sandbox.with().bibs(60).start());
        settings.putAll(libris.librisSettings());
        settings.put("libris.write.enabled", "true");
        settings.put("libris.write.per-second", "0");
        settings.put("http.retry.delay", "5ms");
        settings.put("http.retry.max-attempts", "4");
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state.db"));
        settings.put("state.spool", folder.resolve("spool").toString());
        state = closing(State.open(settings.get("state.url")));
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.push(one);
        return one;
    }

    LibrisWriteFixture with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    LibrisWriteFixture without(String key) {
        settings.remove(key);
        return this;
    }

    String setting(String key) {
        return settings.get(key);
    }

    Path folder() {
        return folder;
    }

    Sandbox libris() {
        return libris;
    }

    State state() {
        return state;
    }

    /** From here on all requests pass a gate. */
    HttpTap gate() {
        HttpTap gate = closing(new HttpTap(libris.baseUrl()));
        settings.replaceAll((key, value) -> value.replace(libris.baseUrl().toString(), gate.address()));
        return gate;
    }

    /** Camel as a process of its own has it. */
    CamelContext context() {
        DefaultCamelContext context = closing(new DefaultCamelContext());
        Properties all = new Properties();
        all.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(all);
        context.start();
        return context;
    }

    /** The desk of the pipeline {@code p}, as a process that starts now has it. */
    LibrisWriter writer() {
        return new LibrisWriter(
                context(), state, new LibrisWriter.Terms(PIPELINE, settings.get("libris.sigel"), false));
    }

    /** The same, where nothing is to be written. */
    LibrisWriter dryDesk() {
        return new LibrisWriter(context(), state, new LibrisWriter.Terms(PIPELINE, settings.get("libris.sigel"), true));
    }

    /** The same writer, and all holdings of a file brought to it. What is refused is in {@link #refusals}. */
    HoldingsBatch batch() {
        return batch(state);
    }

    /** The same, in a process that shares the state. */
    HoldingsBatch batchOfAnotherProcess() {
        return batch(closing(State.open(settings.get("state.url"))));
    }

    private HoldingsBatch batch(State state) {
        CamelContext context = context();
        LibrisWriter writer =
                new LibrisWriter(context, state, new LibrisWriter.Terms(PIPELINE, settings.get("libris.sigel"), false));
        return new HoldingsBatch(context, state, writer, new HoldingsBatch.Listener() {
            @Override
            public void done(HoldingsFile.Entry entry, WriteResult done) {
                dones.put(entry.line(), done);
            }

            @Override
            public void refused(HoldingsFile.Entry entry, String why) {
                refusals.put(entry.line(), why);
            }
        });
    }

    /** The pipeline's run has come to its source's end. */
    void completeRun() {
        Lease lease = state.leases().acquire(PIPELINE).orElseThrow();
        state.positions().completed(lease, PIPELINE);
        state.leases().release(lease);
    }

    Map<Long, WriteResult> dones() {
        return dones;
    }

    /** Why a line of the last file was refused. */
    Map<Long, String> refusals() {
        return refusals;
    }

    /** A file with these lines, with ' for ". */
    Path file(List<String> lines) throws IOException {
        return Files.writeString(
                folder.resolve("holdings.json"), String.join("\n", lines).replace('\'', '"') + "\n");
    }

    /** A file that gives each of these bibs a shelf mark. */
    Path marks(List<Entry> bibs, String shelfMark) throws IOException {
        return file(bibs.stream()
                .map(bib -> "{'bib': '%s', 'shelfMark': '%s'}".formatted(bib.uri(), shelfMark))
                .toList());
    }

    /** A holding as in a file, with ' for ". */
    static Holding holding(String json) {
        return Holding.of(json(json));
    }

    static Holding marked(Entry bib, String shelfMark) {
        return holding("{'bib': '%s', 'shelfMark': '%s'}".formatted(bib.uri(), shelfMark));
    }

    static Holding deletion(Entry bib) {
        return holding("{'bib': '%s', 'action': 'delete'}".formatted(bib.uri()));
    }

    /** JSON with ' for ". */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A living bib that S has no holding of. */
    Entry unheld() {
        return bibs(0).get(0);
    }

    /** A living bib that S has one holding of. */
    Entry held() {
        return bibs(1).get(0);
    }

    /** The living bibs that S has so many holdings of. */
    List<Entry> bibs(int holdings) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .filter(bib -> holdings(bib).size() == holdings)
                .toList();
    }

    /** The living holdings of S. */
    List<Entry> holdings(Entry bib) {
        return libris.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .toList();
    }

    Entry holdingOf(Entry bib) {
        return holdings(bib).get(0);
    }

    /** The holding of S as it stands. */
    JsonNode item(Entry bib) {
        return libris.writing().document(holdingOf(bib).id()).at("/@graph/1");
    }

    List<String> shelfMarks(Entry bib) {
        JsonNode mark = item(bib).findPath("shelfMark");
        return mark.path("label").isArray()
                ? texts(mark.path("label"))
                : List.of(mark.path("label").asText());
    }

    private static List<String> texts(JsonNode list) {
        return JSON.convertValue(list, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    /** Somebody else at S changes the Item of the holding. */
    void edit(Entry bib, Consumer<ObjectNode> change) {
        libris.writing().edit(holdingOf(bib).id(), document -> {
            change.accept((ObjectNode) document.at("/@graph/1"));
            return document;
        });
    }

    /** The writes that Libris has had to answer, as {@code PUT 204}. */
    List<String> written() {
        return libris.writing().received().stream()
                .map(write -> write.method() + " " + write.status())
                .toList();
    }

    /** How often this path was asked. */
    long asked(String path) {
        return libris.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }

    /** How often something was to be written, whether it came so far or not. */
    long tried(String method) {
        return libris.requests().stream()
                .filter(request -> request.method().equals(method))
                .filter(request -> !request.path().startsWith("/oauth/"))
                .count();
    }

    List<AuditRow> audit() {
        return state.auditLog().audit(PIPELINE, 10_000);
    }

    List<String> outcomes() {
        return audit().stream().map(row -> row.outcome().text()).toList();
    }
}
