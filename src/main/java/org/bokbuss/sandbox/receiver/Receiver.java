package org.bokbuss.sandbox.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * A web API that nobody runs, for faults that a real receiver does not have on demand. {@code POST /receiver} takes
 * CloudEvents, all or none of them; {@code POST /receiver/each} says of each what became of it; {@code PUT} and {@code DELETE
 * /receiver/ID} are about one record.
 */
public final class Receiver implements Upstream {
    private static final String PATH = "/receiver";
    private static final String EACH = PATH + "/each";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By the same numbers as {@link Fault#SINGLE_CALLS} says. */
    public static final int CALLS = Fault.SINGLE_CALLS + 9 * Fault.CALLS_OF_A_KIND;

    private final AtomicInteger calls = new AtomicInteger();
    private final Map<String, List<String>> taken = new LinkedHashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** From now on it takes no record of this subject. */
    public synchronized void refuse(String subject) {
        refused.add(subject);
    }

    /** Takes all again. */
    public synchronized void refuseNone() {
        refused.clear();
    }

    /** What it has taken of each record: the ids of events, or bodies, in their order; a deletion is the last. */
    public synchronized Map<String, List<String>> taken() {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        taken.forEach((subject, versions) -> copy.put(subject, List.copyOf(versions)));
        return copy;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    @Override
    public int page(Request request) {
        return request.method().equals("OPTIONS") ? 0 : CALLS + calls.incrementAndGet();
    }

    @Override
    public synchronized Answer answer(Request request, Faults.OnPage faults) {
        if (request.method().equals("OPTIONS")) {
            return Answer.empty(204).with("Allow", "POST, PUT, DELETE");
        }
        if (request.path().equals(PATH) || request.path().equals(EACH)) {
            return events(request);
        }
        String id = URLDecoder.decode(request.path().substring(PATH.length() + 1), StandardCharsets.UTF_8);
        if (request.method().equals("DELETE")) {
            return taken.remove(id) == null ? refusal(404, "no record " + id) : Answer.empty(204);
        }
        if (refused.contains(id)) {
            return refusal(422, "no title in " + id);
        }
        take(id, new String(request.body(), StandardCharsets.UTF_8));
        return Answer.empty(204);
    }

    private Answer events(Request request) {
        JsonNode body;
        try {
            body = JSON.readTree(request.body());
        } catch (IOException noJson) {
            return refusal(400, "no JSON");
        }
        List<JsonNode> events = new ArrayList<>();
        if (body instanceof ArrayNode several) {
            several.forEach(events::add);
        } else {
            events.add(body);
        }
        if (request.path().equals(EACH)) {
            return each(events);
        }
        if (events.stream().anyMatch(this::isRefused)) {
            // Of whose it says nothing, as many do.
            return refusal(422, "a record has no title");
        }
        events.forEach(this::take);
        return Answer.text(200, "application/json", "{\"taken\":" + events.size() + "}");
    }

    private Answer each(List<JsonNode> events) {
        ArrayNode results = JSON.createArrayNode();
        for (JsonNode event : events) {
            boolean no = isRefused(event);
            var result = results.addObject().put("id", subject(event)).put("status", no ? 422 : 201);
            if (no) {
                result.put("error", "no title");
            } else {
                take(event);
            }
        }
        return Answer.text(
                207,
                "application/json",
                JSON.createObjectNode().set("results", results).toString());
    }

    private boolean isRefused(JsonNode event) {
        return refused.contains(subject(event));
    }

    private static String subject(JsonNode event) {
        return event.path("subject").asText();
    }

    private void take(JsonNode event) {
        take(subject(event), event.path("id").asText());
    }

    private void take(String subject, String version) {
        taken.computeIfAbsent(subject, first -> new ArrayList<>()).add(version);
    }

    private static Answer refusal(int status, String reason) {
        return Answer.text(
                status,
                "application/json",
                JSON.createObjectNode().put("error", reason).toString());
    }
}
