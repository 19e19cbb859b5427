package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Form;
import org.bokbuss.sandbox.wire.JsonArray;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * Libris' search: hits in JSON-LD, by offset, with relative links. What was deleted is never found. Filters are paths
 * into a hit ({@code heldBy.@id=…}), beside ranges of {@code meta.modified} and {@code meta.created}.
 */
final class Find implements Upstream {
    static final String PATH = "/find";

    private static final int DEFAULT_LIMIT = 200;
    private static final int MOST_LIMIT = 4000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> BIBS =
            Set.of("Instance", "PhysicalResource", "DigitalResource", "Embodiment", "Print", "Electronic");
    private static final Set<String> RANGES = Set.of("min", "minEx", "max", "maxEx", "matches");
    private static final Set<String> TIMES = Set.of("meta.modified", "meta.created");

    private final Catalogue catalogue;
    private final FindItems items;
    private final int pageSize;
    private final int mostHits;

    Find(Catalogue catalogue, int pageSize, int mostHits) {
        this.catalogue = catalogue;
        this.items = new FindItems(catalogue);
        this.pageSize = pageSize;
        this.mostHits = mostHits;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH) || path.equals(PATH + ".jsonld") || path.equals(PATH + ".json");
    }

    @Override
    public int page(Request request) {
        try {
            var limit = limit(request);
            return limit == 0 ? 0 : offset(request) / limit + 1;
        } catch (Refused refused) {
            return 0;
        }
    }

    /** The question is wrong; the message is Libris' own. */
    private static final class Refused extends RuntimeException {
        Refused(String why) {
            super("Invalid query, please check the documentation. " + why);
        }
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return JsonError.of(405, "Method Not Allowed", "Method not allowed");
        }
        try {
            return found(request, faults);
        } catch (Refused refused) {
            return JsonError.of(400, "Bad Request", refused.getMessage());
        }
    }

    private Answer found(Request request, Faults.OnPage faults) {
        var limit = limit(request);
        var offset = offset(request);
        if ((long) offset + limit > mostHits) {
            throw new Refused("400: {\"error\":{\"root_cause\":[{\"type\":\"illegal_argument_exception\",\"reason\":"
                    + "\"Result window is too large, from + size must be less than or equal to: [" + mostHits
                    + "] but was [" + ((long) offset + limit) + "].\"}]}}");
        }
        var hits = hits(request);
        var page = hits.subList(Math.min(offset, hits.size()), (int) Math.min((long) offset + limit, hits.size()));
        if (faults.take(Fault.Kind.NO_RECORDS)) {
            page = List.of();
        }
        var plainJson = request.path().endsWith(".json");
        var answer = new Answer(
                200,
                Map.of(
                        "Content-Type",
                        plainJson ? "application/json;charset=utf-8" : "application/ld+json;charset=utf-8"),
                Body.of(body(request, offset, limit, hits.size(), page, faults)));
        return answer.with("Cache-Control", "no-cache").with("Vary", "Accept, Accept-Profile");
    }

    private byte[] body(Request request, int offset, int limit, int total, List<Entry> page, Faults.OnPage faults) {
        var head = JSON.createObjectNode();
        head.put("@type", "PartialCollectionView").put("@id", link(request, limit, offset));
        head.put("itemOffset", offset).put("itemsPerPage", limit).put("totalItems", total);
        head.putObject("search").set("mapping", mapping(request));
        if (offset + limit < total && limit > 0) {
            var next = link(request, limit, faults.take(Fault.Kind.SAME_TOKEN) ? offset : offset + limit);
            head.putObject("next").put("@id", faults.take(Fault.Kind.ELSEWHERE) ? "http://annan.example" + next : next);
        }
        link(head, "last", request, limit, limit == 0 || total == 0 ? 0 : (total - 1) / limit * limit);
        if (offset > 0) {
            link(head, "previous", request, limit, Math.max(0, offset - limit));
        }
        link(head, "first", request, limit, 0);
        var tail = JSON.createObjectNode();
        if (request.parameter("_stats").isEmpty() && page.stream().anyMatch(e -> e.kind() != Kind.HOLDING)) {
            tail.putObject("stats").put("@id", "#stats").putObject("sliceByDimension");
        }
        if (isNewLanguage(request)) {
            tail.put("maxItems", mostHits);
        } else {
            tail.put("maxItems", Integer.toString(mostHits));
        }
        tail.putObject("titleByLang").put("en", "Libris Search").put("sv", "Libris sök");
        if (!request.path().endsWith(".json")) {
            tail.put("@context", "/context.jsonld");
        }
        var list = new JsonArray(inner(head) + "\"items\":", faults);
        page.forEach(entry -> list.add(items.item(entry)));
        return list.end("," + tail.toString().substring(1));
    }

    /** An object without its closing bracket, ready for more. */
    private static String inner(ObjectNode json) {
        var text = json.toString();
        return text.substring(0, text.length() - 1) + ",";
    }

    // Paging

    private static boolean isNewLanguage(Request request) {
        return request.parameter("_q").isPresent();
    }

    private int limit(Request request) {
        var most = isNewLanguage(request) ? 210 : MOST_LIMIT;
        var otherwise = isNewLanguage(request) ? 20 : DEFAULT_LIMIT;
        var asked = number(request, "_limit", otherwise);
        return Math.min(asked > most ? otherwise : asked, pageSize);
    }

    private static int offset(Request request) {
        return number(request, "_offset", 0);
    }

    private static int number(Request request, String name, int otherwise) {
        var text = request.parameter(name).orElse("");
        if (!text.matches("-?\\d{1,9}")) {
            return otherwise;
        }
        var number = Integer.parseInt(text);
        if (number < 0) {
            throw new Refused("\"" + name + "\" query parameter can't be negative.");
        }
        return number;
    }

    private static void link(ObjectNode json, String name, Request request, int limit, int offset) {
        json.putObject(name).put("@id", link(request, limit, offset));
    }

    /** The question first, the rest in the order of names, as Libris writes it; always /find and without a host. */
    private static String link(Request request, int limit, int offset) {
        var parameters = new ArrayList<>(request.parameters());
        parameters.removeIf(p -> p.name().equals("_limit") || p.name().equals("_offset"));
        parameters.add(new Request.Parameter("_limit", Integer.toString(limit)));
        parameters.sort(Comparator.comparing(p -> p.name().endsWith("q") ? "" : p.name()));
        if (offset > 0) {
            parameters.add(new Request.Parameter("_offset", Integer.toString(offset)));
        }
        var link = new StringBuilder(PATH);
        for (var parameter : parameters) {
            link.append(link.length() == PATH.length() ? '?' : '&')
                    .append(parameter.name())
                    .append('=')
                    .append(Form.encode(parameter.value()).replace("%3A", ":").replace("%2F", "/"));
        }
        return link.toString();
    }

    private static ArrayNode mapping(Request request) {
        var mapping = JSON.createArrayNode();
        for (var parameter : request.parameters()) {
            if (!parameter.name().startsWith("_")) {
                var filter = mapping.addObject();
                filter.putObject("predicate").put("@id", "https://id.kb.se/vocab/" + parameter.name());
                filter.put("variable", parameter.name()).put("value", parameter.value());
            }
        }
        return mapping;
    }

    // Searching

    private List<Entry> hits(Request request) {
        var words = words(request);
        var window = window(request);
        var filters = filters(request);
        var hits = new ArrayList<Entry>();
        for (var rows = catalogue.after(new Catalogue.Position(Instant.MIN, -1)); rows.hasNext(); ) {
            var entry = rows.next();
            if (!entry.deleted() && window.has(entry) && fits(entry, filters) && wants(words, entry)) {
                hits.add(entry);
            }
        }
        var sort = request.parameter("_sort").orElse("");
        switch (sort) {
            case "meta.modified" -> {}
            case "-meta.modified" -> Collections.reverse(hits);
            default -> hits.sort(Comparator.comparing(Entry::row));
        }
        return hits;
    }

    private boolean wants(Words words, Entry entry) {
        return words == null || words.want(Words.of(catalogue, entry));
    }

    private static Words words(Request request) {
        var question = request.parameter("_q").or(() -> request.parameter("q")).orElse("*");
        if (question.strip().equals("*")) {
            return null;
        }
        try {
            return Words.parse(isNewLanguage(request) ? question : question.replaceAll("[()]", " "));
        } catch (IllegalArgumentException wrong) {
            throw new Refused(wrong.getMessage());
        }
    }

    /** What ranges of time leave over; Libris joins several of one kind by OR, here the last one counts. */
    private record Times(Map<String, LocalTimes> byRange) {
        boolean has(Entry entry) {
            return byRange.entrySet().stream().allMatch(range -> has(range.getKey(), range.getValue(), entry));
        }

        private static boolean has(String range, LocalTimes times, Entry entry) {
            var at = range.endsWith("created") ? entry.created() : entry.modified();
            return switch (range.substring(0, range.indexOf('-'))) {
                case "min" -> !at.isBefore(times.from());
                case "minEx" -> !at.isBefore(times.until());
                case "max" -> at.isBefore(times.until());
                case "maxEx" -> at.isBefore(times.from());
                default -> !at.isBefore(times.from()) && at.isBefore(times.until());
            };
        }
    }

    private static Times window(Request request) {
        var ranges = new LinkedHashMap<String, LocalTimes>();
        for (var parameter : request.parameters()) {
            if (isRange(parameter.name())) {
                try {
                    ranges.put(parameter.name(), LocalTimes.parse(parameter.value()));
                } catch (DateTimeException wrong) {
                    throw new Refused("Invalid date: " + parameter.value());
                }
            }
        }
        return new Times(ranges);
    }

    private static boolean isRange(String name) {
        var dash = name.indexOf('-');
        return dash > 0 && RANGES.contains(name.substring(0, dash)) && TIMES.contains(name.substring(dash + 1));
    }

    /** Values by path: those of one path are alternatives, different paths must all fit. */
    private static Map<String, List<String>> filters(Request request) {
        var filters = new LinkedHashMap<String, List<String>>();
        for (var parameter : request.parameters()) {
            var name = parameter.name();
            if (!name.startsWith("_") && !name.equals("q") && !isRange(name)) {
                filters.computeIfAbsent(name, first -> new ArrayList<>()).add(parameter.value());
            }
        }
        return filters;
    }

    private boolean fits(Entry entry, Map<String, List<String>> filters) {
        JsonNode item = null;
        for (var filter : filters.entrySet()) {
            if (filter.getKey().equals("@type")) {
                if (filter.getValue().stream().noneMatch(type -> is(entry, type))) {
                    return false;
                }
            } else {
                item = item == null ? JSON.valueToTree(items.item(entry)) : item;
                if (!has(item, filter.getKey(), filter.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean is(Entry entry, String type) {
        return switch (entry.kind()) {
            case BIB -> BIBS.contains(type);
            case HOLDING -> type.equals("Item");
            case PERSON -> type.equals("Person") || type.equals("Agent");
            case TOPIC -> type.equals("Topic") || type.equals("Concept");
            case WORK -> type.equals("Monograph") || type.equals("Work");
        };
    }

    private static boolean has(JsonNode node, String path, List<String> values) {
        if (node.isArray()) {
            for (var each : node) {
                if (has(each, path, values)) {
                    return true;
                }
            }
            return false;
        }
        if (path.isEmpty()) {
            var text = node.asText();
            return values.stream()
                    .anyMatch(v -> v.equals(text) || v.replace("-", "").equals(text.replace("-", "")));
        }
        var dot = path.indexOf('.');
        var key = dot < 0 ? path : path.substring(0, dot);
        return node.has(key) && has(node.get(key), dot < 0 ? "" : path.substring(dot + 1), values);
    }
}
