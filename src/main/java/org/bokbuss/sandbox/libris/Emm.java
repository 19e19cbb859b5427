package org.bokbuss.sandbox.libris;

import static org.bokbuss.sandbox.catalogue.JsonLd.link;
import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * The feed of changes in all of Libris, the newest first (Entity Metadata Management).
 *
 * <p>With its oddities, as recorded in 2026: a page repeats at its end, out of order, all that happened at the very
 * instant it was asked for; {@code next} never ends; a time that is no number gets an empty answer.
 */
final class Emm implements Upstream {
    static final String PATH = "/api/emm/";

    private static final String ACTIVITY_STREAMS = "https://www.w3.org/ns/activitystreams";
    private static final String EMM = "https://emm-spec.org/1.0/context.json";
    private static final String TYPE = "application/activity+json;charset=utf-8";
    private static final int MOST_ON_A_PAGE = 100;
    private static final int PAGES_REMEMBERED = 10_000;

    private final Catalogue catalogue;
    private final int pageSize;

    /** Which page of a walk a time belongs to: the time alone does not tell. */
    private final Map<Long, Integer> pages = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
            return size() > PAGES_REMEMBERED;
        }
    });

    Emm(Catalogue catalogue, int pageSize) {
        this.catalogue = catalogue;
        this.pageSize = Math.min(pageSize, MOST_ON_A_PAGE);
    }

    @Override
    public boolean serves(String path) {
        return (path + "/").startsWith(PATH) && !path.equals(EmmDumps.PATH);
    }

    @Override
    public int page(Request request) {
        return until(request).map(until -> pages.getOrDefault(until, 1)).orElse(0);
    }

    private static Optional<Long> until(Request request) {
        return request.parameter("until").filter(u -> u.matches("-?\\d{1,15}")).map(Long::parseLong);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.method().equals("GET")) {
            return Answer.proxyPage(405);
        }
        if (request.parameter("until").isEmpty()) {
            return entry(request);
        }
        return until(request)
                .map(until -> page(request.address(), until, page(request), faults))
                // Every exception in Libris's EMM ends like this.
                .orElse(Answer.empty(200));
    }

    private Answer entry(Request request) {
        var base = request.address();
        var now = catalogue.now().toEpochMilli();
        return Answer.text(
                        200,
                        TYPE,
                        JsonLd.text(map(
                                "@context",
                                List.of(ACTIVITY_STREAMS, EMM),
                                "type",
                                "OrderedCollection",
                                "id",
                                base,
                                "url",
                                base + "full",
                                "first",
                                map("type", "OrderedCollectionPage", "id", base + "?until=" + now))))
                .with("Cache-Control", "no-cache");
    }

    private Answer page(String base, long until, int number, Faults.OnPage faults) {
        var asked = Instant.ofEpochMilli(until);
        var versions = catalogue.versions(asked).limit(pageSize).toList();
        var oldest = versions.isEmpty()
                ? catalogue.now()
                : versions.get(versions.size() - 1).modified();
        var next = faults.take(Fault.Kind.SAME_TOKEN) ? until : oldest.toEpochMilli();
        pages.put(next, next == until ? number : number + 1);
        if (next == until) {
            // Where clients who see that they stand still go on.
            pages.put(until - 1, number + 1);
        }
        var links = faults.take(Fault.Kind.OTHER_HOST) ? "https://libris.invalid" + PATH : base;
        var page = JsonArray.last(
                map(
                        "@context",
                        List.of(ACTIVITY_STREAMS, EMM, Map.of("kbv", "https://id.kb.se/vocab/")),
                        "type",
                        "OrderedCollectionPage",
                        "id",
                        links + "?until=" + until,
                        "partOf",
                        map("type", "OrderedCollection", "id", links),
                        "next",
                        links + "?until=" + next),
                "orderedItems",
                faults);
        var shown = new HashSet<Catalogue.Position>();
        page.addAll(versions.stream().map(version -> activity(version, oldest, shown)));
        catalogue
                .versions(asked)
                .takeWhile(version -> version.modified().equals(asked))
                .forEach(version -> page.plain(activity(version, oldest, shown)));
        return new Answer(200, Map.of("Content-Type", TYPE), Body.of(page.end("}"))).with("Cache-Control", "no-cache");
    }

    /** A record counts as created only where it is seen to be, and only once on a page. */
    private Map<String, Object> activity(Entry version, Instant oldest, Set<Catalogue.Position> shown) {
        var anew = shown.add(Catalogue.position(version));
        var created = anew
                && version.version() == 0
                && version.created().equals(version.modified())
                && !version.created().isBefore(oldest);
        var published = published(version.modified());
        var object = new LinkedHashMap<String, Object>();
        if (version.kind() == Kind.HOLDING) {
            object.put("kbv:heldBy", link(Descriptions.library(version.sigel())));
        }
        object.put("id", Descriptions.thing(catalogue, version));
        object.put("type", "kbv:" + Descriptions.type(version.kind()));
        object.put("updated", published);
        return map(
                "type",
                version.deleted() ? "Delete" : created ? "Create" : "Update",
                "published",
                published,
                "object",
                object);
    }

    /** As Java writes it: without the seconds where they are zero. */
    private static String published(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toString();
    }
}
