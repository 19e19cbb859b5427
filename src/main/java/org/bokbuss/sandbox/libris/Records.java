package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Records read one by one, at their own addresses and at those they had before Libris XL. */
final class Records implements Upstream {
    /** Single records count as this page, so that faults can be aimed at them. */
    static final int PAGE = 900;

    private static final String START_TIME = Long.toString(System.currentTimeMillis());
    private static final Pattern RECORD = Pattern.compile("/(?<id>[0-9a-z]{15,16})(?<data>/data(\\.jsonld)?)?");
    private static final Pattern LEGACY = Pattern.compile(
            "/(http://libris\\.kb\\.se/)?(?<resource>resource/)?(?<collection>bib|auth|hold)/(?<number>\\d{1,9})");
    private static final String JSON = "application/json;charset=utf-8";

    private final Catalogue catalogue;
    private final JsonLd jsonLd;

    Records(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.jsonLd = new JsonLd(catalogue);
    }

    @Override
    public boolean serves(String path) {
        return RECORD.matcher(path).matches() || LEGACY.matcher(path).matches();
    }

    @Override
    public int page(Request request) {
        return PAGE;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!List.of("GET", "HEAD").contains(request.method())) {
            return error(405, "Method Not Allowed", "The method is not supported.");
        }
        var legacy = LEGACY.matcher(request.path());
        if (legacy.matches()) {
            return catalogue
                    .findLegacy(legacy.group("number"))
                    .filter(entry -> entry.kind().collection().equals(legacy.group("collection")))
                    // The old addresses of a deleted record are forgotten.
                    .filter(entry -> !entry.deleted())
                    .map(entry -> moved(legacy.group("resource") == null ? entry.uri() : entry.thing(), request))
                    .orElseGet(Records::notFound);
        }
        var record = RECORD.matcher(request.path());
        return record.matches()
                ? catalogue
                        .find(record.group("id"))
                        .map(entry -> answer(request, entry, record.group("data") != null))
                        .orElseGet(Records::notFound)
                : notFound();
    }

    /** The query is put behind the fragment, where it is lost. */
    private static Answer moved(String to, Request request) {
        var query = request.target().substring(request.path().length());
        return Answer.empty(302).with("Location", to + query).with("Cache-Control", "no-cache");
    }

    private static Answer notFound() {
        return error(404, "Not Found", "Document not found.");
    }

    private static Answer error(int status, String reason, String message) {
        return Answer.text(status, JSON, JsonLd.text(map("status_code", status, "message", message, "status", reason)))
                .with("Cache-Control", "no-cache");
    }

    private Answer answer(Request request, Entry entry, boolean data) {
        if (!data && wantsWebPage(request)) {
            return Answer.text(
                    200,
                    "text/html;charset=utf-8",
                    "<!DOCTYPE html>\n<html lang=\"sv\"><head><title>Libris</title></head><body></body></html>\n");
        }
        if (entry.deleted()) {
            return error(410, "Gone", "Document has been deleted.");
        }
        var embellished = request.parameter("embellished").map("true"::equals).orElse(true);
        var plain = checksum(jsonLd.graph(entry).get(1));
        var graph = embellished ? jsonLd.expanded(entry) : jsonLd.graph(entry);
        var tag = embellished ? plain + ":" + checksum(graph.subList(1, graph.size())) : plain;
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
    private static String bare(String tag) {
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

    /** Of the thing alone: when a record was written plays no part (Libris XL leaves the dates out). */
    private static String checksum(Object content) {
        var sum = new CRC32();
        sum.update(JsonLd.text(content).getBytes(UTF_8));
        return Long.toString(sum.getValue() - (1L << 31));
    }
}
