package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Records read and written one by one, at their own addresses and at those they had before Libris XL. */
final class Records implements Upstream {
    /** Single records that are read count as this page, so that faults can be aimed at them; for others see {@link Call}. */
    static final int PAGE = 900;

    private static final String START_TIME = Long.toString(System.currentTimeMillis());
    private static final String JSON = "application/json;charset=utf-8";
    private static final Map<String, Call> WRITES = Map.of("POST", Call.POST, "PUT", Call.PUT, "DELETE", Call.DELETE);

    private final Addresses addresses;
    private final JsonLd jsonLd;
    private final Writes writes;
    private final CallCounter calls;

    Records(Catalogue catalogue, Writes writes, CallCounter calls) {
        this.addresses = new Addresses(catalogue);
        this.jsonLd = new JsonLd(catalogue);
        this.writes = writes;
        this.calls = calls;
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/") || path.equals("/data") || Addresses.isRecord(path);
    }

    @Override
    public int page(Request request) {
        var write = WRITES.get(request.method());
        return write == null ? PAGE : calls.next(write);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (WRITES.containsKey(request.method())) {
            return writes.answer(request, faults);
        }
        if (!List.of("GET", "HEAD").contains(request.method())) {
            return Answer.empty(501);
        }
        return addresses
                .elsewhere(request.path())
                .map(address -> moved(address, request))
                .or(() -> addresses.record(request.path()).map(entry -> answer(request, entry)))
                .orElseGet(JsonError::notFound);
    }

    /** The query is put behind the fragment, where it is lost. */
    private static Answer moved(String to, Request request) {
        var query = request.target().substring(request.path().length());
        return Answer.empty(302).with("Location", to + query).with("Cache-Control", "no-cache");
    }

    private Answer answer(Request request, Entry entry) {
        if (!Addresses.isData(request.path()) && wantsWebPage(request)) {
            return Answer.text(
                    200,
                    "text/html;charset=utf-8",
                    "<!DOCTYPE html>\n<html lang=\"sv\"><head><title>Libris</title></head><body></body></html>\n");
        }
        if (entry.deleted()) {
            return JsonError.of(410, "Gone", "Document has been deleted.");
        }
        var embellished = request.parameter("embellished").map("true"::equals).orElse(true);
        var plain = Checksum.of(jsonLd.graph(entry));
        var graph = embellished ? jsonLd.expanded(entry) : jsonLd.graph(entry);
        var tag = embellished ? plain + ":" + Checksum.of(graph.subList(1, graph.size())) : plain;
        var known = Optional.ofNullable(request.headers().get("if-none-match")).map(Records::bare);
        if (known.filter(old -> old.equals(tag) || old.startsWith(tag + ":")).isPresent()) {
            return new Answer(304, headers(tag, JSON), Body.of()).with("Server-Start-Time", START_TIME);
        }
        var headers = headers(tag, "application/ld+json;charset=utf-8");
        headers.put("Content-Location", entry.uri() + "/data.jsonld");
        headers.put("Document", entry.uri());
        headers.put("Content-Profile", "<https://id.kb.se/sys/context/kbv>");
        headers.put("Link", "<" + entry.uri() + ">; rel=describedby");
        return new Answer(
                200,
                headers,
                Body.of(JsonLd.text(map("@graph", graph, "@context", "/context.jsonld"))
                        .getBytes(UTF_8)));
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
