package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bokbuss.sandbox.catalogue.JsonLd.link;
import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Request;

/** GET: a record as it stands or as it once was, as a graph, or framed: the thing within its record. */
final class Reading {
    private static final String START_TIME = Long.toString(System.currentTimeMillis());
    private static final String JSON = "application/json";
    private static final String JSON_LD = "application/ld+json";
    private static final String UTF = ";charset=utf-8";

    private final Catalogue catalogue;
    private final JsonLd jsonLd;

    Reading(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.jsonLd = new JsonLd(catalogue);
    }

    Answer answer(Request request, Entry latest) {
        if (!Addresses.isData(request.path()) && wantsWebPage(request)) {
            return Answer.text(
                    200,
                    "text/html;charset=utf-8",
                    "<!DOCTYPE html>\n<html lang=\"sv\"><head><title>Libris</title></head><body></body></html>\n");
        }
        var version = request.parameter("version");
        var entry = version.map(number -> version(latest, number)).orElse(Optional.of(latest));
        if (entry.isEmpty()) {
            return JsonError.notFound();
        }
        if (entry.get().deleted()) {
            return JsonError.of(410, "Gone", "Document has been deleted.");
        }
        var embellished = request.parameter("embellished").map("true"::equals).orElse(version.isEmpty());
        return answer(request, entry.get(), embellished);
    }

    /** Counted from 0, the oldest. */
    private Optional<Entry> version(Entry latest, String number) {
        var versions = catalogue.versions(latest);
        return Optional.of(number)
                .filter(n -> n.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .filter(n -> n < versions.size())
                .map(versions::get);
    }

    private Answer answer(Request request, Entry entry, boolean embellished) {
        var plain = Checksum.of(jsonLd.graph(entry));
        var graph = embellished ? jsonLd.expanded(entry) : jsonLd.graph(entry);
        var tag = embellished ? plain + ":" + Checksum.of(graph.subList(1, graph.size())) : plain;
        var known = Optional.ofNullable(request.headers().get("if-none-match")).map(Reading::bare);
        if (known.filter(old -> old.equals(tag) || old.startsWith(tag + ":")).isPresent()) {
            return new Answer(304, headers(tag, JSON + UTF), Body.of()).with("Server-Start-Time", START_TIME);
        }
        var justJson = request.headers().getOrDefault("accept", "").equals(JSON);
        var framed = request.parameter("framed").map("true"::equals).orElse(justJson);
        var headers = headers(tag, (justJson ? JSON : JSON_LD) + UTF);
        headers.put("Content-Location", entry.uri() + (justJson ? "/data.json" : "/data.jsonld"));
        headers.put("Document", entry.uri());
        headers.put("Content-Profile", "<https://id.kb.se/sys/context/kbv>");
        headers.put(
                "Link",
                justJson
                        ? "</context.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"" + JSON_LD + '"'
                        : "<https://id.kb.se/sys/context/kbv>; rel=\"profile\"\n<" + entry.uri()
                                + ">; rel=describedby");
        var body = framed ? framed(graph, entry) : map("@graph", graph);
        if (!justJson) {
            body.put("@context", "/context.jsonld");
        }
        return new Answer(200, headers, Body.of(JsonLd.text(body).getBytes(UTF_8)));
    }

    /** What is linked to stays a link here, also where Libris would put a card in its place. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> framed(List<Object> graph, Entry entry) {
        var thing = new LinkedHashMap<>((Map<String, Object>) graph.get(1));
        thing.put("meta", link(entry.uri()));
        var record = new LinkedHashMap<>((Map<String, Object>) graph.get(0));
        record.put("mainEntity", thing);
        return record;
    }

    /** In front of Libris stands a switch: who does not ask for data is shown the website. */
    private static boolean wantsWebPage(Request request) {
        return Stream.of(request.headers().getOrDefault("accept", "*/*").split(","))
                .map(accepted -> accepted.replaceAll(";.*", "").strip())
                .anyMatch(List.of("*/*", "text/html", "application/xhtml+xml")::contains);
    }

    /** Without what proxies add. */
    static String bare(String tag) {
        return tag.replaceFirst("^W/", "").replace("\"", "").replaceFirst("-gzip$", "");
    }

    private static Map<String, String> headers(String tag, String type) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ETag", '"' + tag + '"');
        headers.put("Vary", "Accept, Accept-Profile");
        headers.put("Cache-Control", "no-cache");
        headers.put("Content-Type", type);
        return headers;
    }
}
