package org.bokbuss.sandbox.libris;

import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.JsonArray;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * Dumps of the records of a kind or of a library, page by page. Which records belong to a dump is decided once; what is
 * in them, and whether they are still there, when their page is asked for.
 */
final class EmmDumps implements Upstream {
    static final String PATH = Emm.PATH + "full";

    private static final String ACTIVITY_STREAMS = "https://www.w3.org/ns/activitystreams";
    private static final String CONTEXT = Entry.HOST + "sys0context0kbv0";
    private static final int MOST_ON_A_PAGE = 100;

    /** A type stands for its subclasses too. */
    private static final Map<String, List<Kind>> TYPES = Map.ofEntries(
            Map.entry("Instance", List.of(Kind.BIB)),
            Map.entry("PhysicalResource", List.of(Kind.BIB)),
            Map.entry("Item", List.of(Kind.HOLDING)),
            Map.entry("Agent", List.of(Kind.PERSON)),
            Map.entry("Person", List.of(Kind.PERSON)),
            Map.entry("Concept", List.of(Kind.TOPIC)),
            Map.entry("Topic", List.of(Kind.TOPIC)),
            Map.entry("Work", List.of(Kind.WORK)),
            Map.entry("Monograph", List.of(Kind.WORK)));

    private final Catalogue catalogue;
    private final int pageSize;
    private final JsonLd jsonLd;
    private final Map<String, Dump> dumps = new ConcurrentHashMap<>();

    /** The rows that belong to a dump, in the order of their ids. */
    private record Dump(Instant startTime, int... rows) {}

    EmmDumps(Catalogue catalogue, int pageSize) {
        this.catalogue = catalogue;
        this.pageSize = Math.min(pageSize, MOST_ON_A_PAGE);
        this.jsonLd = new JsonLd(catalogue);
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        return offset(request).map(offset -> offset / pageSize + 1).orElse(0);
    }

    private static Optional<Integer> offset(Request request) {
        return request.parameter("offset").filter(o -> o.matches("\\d{1,9}")).map(Integer::parseInt);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.method().equals("GET")) {
            return Answer.proxyPage(405);
        }
        var selection = request.parameter("selection");
        if (selection.isEmpty()) {
            return categories(request.address());
        }
        if (request.parameter("offset").isEmpty()) {
            return entry(request.address() + "?selection=" + selection.get());
        }
        if (offset(request).isEmpty()) {
            return Answer.empty(200);
        }
        return members(selection.get())
                .map(members -> page(request, selection.get(), members, faults))
                .orElseGet(JsonError::internal);
    }

    private static Answer categories(String full) {
        return json(
                "application/json",
                map(
                        "categories",
                        List.of(
                                category(full + "?selection=all", "All records."),
                                category(full + "?selection=itemAndInstance:X", "What library X holds."),
                                category(full + "?selection=type:X", "What is of type X, or of a subclass of it.")),
                        "warning",
                        "These addresses may change."));
    }

    private static Map<String, Object> category(String url, String description) {
        return map("url", url, "description", description);
    }

    /** Libris describes any selection, also one that there is not. */
    private static Answer entry(String id) {
        return json(
                "application/activity+json",
                map(
                        "@context",
                        List.of(ACTIVITY_STREAMS),
                        "type",
                        "Collection",
                        "id",
                        id,
                        "url",
                        id + "&download=.ndjsonld.gz",
                        "first",
                        map("type", "CollectionPage", "id", id + "&offset=0")));
    }

    private static Answer json(String type, Map<String, Object> content) {
        return Answer.text(200, type + ";charset=utf-8", JsonLd.text(content)).with("Cache-Control", "no-cache");
    }

    /** Which records a selection names; nothing for a kind of selection that Libris does not know. */
    private static Optional<Predicate<Entry>> members(String selection) {
        var name = selection.substring(selection.indexOf(':') + 1);
        if (selection.equals("all")) {
            return Optional.of(entry -> true);
        }
        if (selection.startsWith("type:")) {
            var kinds = TYPES.getOrDefault(name, List.of());
            return Optional.of(entry -> kinds.contains(entry.kind()));
        }
        // The sigel as it stands in the address of the library, that is encoded.
        return selection.startsWith("itemAndInstance:")
                ? Optional.of(entry -> entry.kind() == Kind.HOLDING
                        && Descriptions.encode(entry.sigel()).equals(name))
                : Optional.empty();
    }

    private Answer page(Request request, String selection, Predicate<Entry> members, Faults.OnPage faults) {
        if (faults.take(Fault.Kind.NEW_DUMP)) {
            dumps.remove(selection);
        }
        var dump = dumps.computeIfAbsent(selection, anew -> make(members));
        int offset = offset(request).orElseThrow();
        var links = faults.take(Fault.Kind.OTHER_HOST) ? "https://libris.invalid" + PATH : request.address();
        var id = links + "?selection=" + selection;
        var envelope = map(
                "@context",
                ACTIVITY_STREAMS,
                "@id",
                id + "&offset=" + offset,
                "type",
                "CollectionPage",
                "startTime",
                dump.startTime().toString(),
                "_status",
                "done",
                "totalItems",
                dump.rows().length,
                "partOf",
                map("type", "Collection", "id", id));
        if (offset + pageSize < dump.rows().length) {
            var next = faults.take(Fault.Kind.SAME_TOKEN) ? offset : offset + pageSize;
            envelope.put("next", id + "&offset=" + next);
        }
        var page = JsonArray.last(envelope, "items", faults);
        if (offset == 0) {
            page.plain(map("@context", map("@vocab", "https://id.kb.se/vocab/"), "@id", CONTEXT));
        }
        page.addAll(Arrays.stream(dump.rows())
                .skip(offset)
                .limit(pageSize)
                .mapToObj(catalogue::entry)
                .filter(entry -> !entry.deleted())
                .map(entry -> item(entry, selection.startsWith("itemAndInstance:"))));
        return new Answer(200, Map.of("Content-Type", "application/json;charset=utf-8"), Body.of(page.end("}")))
                .with("Cache-Control", "no-cache");
    }

    private Dump make(Predicate<Entry> members) {
        return new Dump(
                catalogue.now(),
                catalogue
                        .entries()
                        .filter(members)
                        .sorted((one, other) -> one.id().compareTo(other.id()))
                        .mapToInt(Entry::row)
                        .toArray());
    }

    private Map<String, Object> item(Entry entry, boolean withInstance) {
        return map(
                "@graph",
                withInstance ? jsonLd.withInstance(entry) : jsonLd.graph(entry),
                "@id",
                entry.uri(),
                "@context",
                Arrays.asList(null, CONTEXT));
    }
}
