package org.bokbuss.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.jayway.jsonpath.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.support.DefaultExchange;
import org.bokbuss.config.UserError;

/**
 * What an answer says of each record of a request. A JSONPath expression finds an entry a record, in the records' order, or
 * entries that name their record; one with an error or a status of 400 and above is a refusal.
 */
final class ItemAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of("_id", "id", "subject", "@id");
    private static final List<String> ERRORS = List.of("error", "errors");
    private static final Pattern STATUS = Pattern.compile("(?:HTTP/[\\d.]+ )?(\\d{3})\\b.{0,200}");

    private final CamelContext context;
    private final Expression entries;

    /** @throws UserError if it cannot be understood */
    ItemAnswers(CamelContext context, String path) {
        this.context = context;
        try {
            this.entries = context.resolveLanguage("jsonpath").createExpression(path);
            this.entries.init(context);
            JsonPath.compile(path);
        } catch (NoSuchLanguageException lacking) {
            throw new UserError("answers of record-http-sink needs camel-jsonpath on the class path", lacking);
        } catch (RuntimeException wrong) {
            throw new UserError(
                    "answers=" + path + " of record-http-sink is no JSONPath: "
                            + root(wrong).getMessage(),
                    wrong);
        }
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    /**
     * What is said of one record.
     *
     * @param status 0 where none is told
     * @param error what is a refusal; empty where nothing does
     */
    record Entry(int status, String error) {
        static final Entry TAKEN = new Entry(0, "");

        boolean isRefusal() {
            return !error.isEmpty();
        }
    }

    /**
     * An entry for each record of the request; empty if an entry is a refusal and not of whose.
     *
     * @throws RuntimeException if the answer is not what the expression expects
     */
    Optional<List<Entry>> of(String answer, List<String> subjects) {
        List<JsonNode> found = find(answer);
        if (found.size() == subjects.size()) {
            return Optional.of(found.stream().map(ItemAnswers::entry).toList());
        }
        Map<String, Entry> named = new HashMap<>();
        for (JsonNode each : found) {
            Entry entry = entry(each);
            Optional<String> name = names(each).filter(subjects::contains).findFirst();
            if (name.isEmpty() && entry.isRefusal()) {
                return Optional.empty();
            }
            name.ifPresent(known -> named.put(known, entry));
        }
        return Optional.of(subjects.stream()
                .map(subject -> named.getOrDefault(subject, Entry.TAKEN))
                .toList());
    }

    private List<JsonNode> find(String answer) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(answer);
        JsonNode found = JSON.valueToTree(entries.evaluate(exchange, Object.class));
        List<JsonNode> all = new ArrayList<>();
        if (found instanceof ArrayNode several) {
            several.forEach(all::add);
        } else if (!found.isNull()) {
            all.add(found);
        }
        return all;
    }

    private static Stream<String> names(JsonNode entry) {
        return NAMES.stream().map(entry::path).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Entry entry(JsonNode entry) {
        boolean error = ERRORS.stream().map(entry::path).anyMatch(ItemAnswers::says);
        int status = entry.isInt() ? entry.asInt() : status(entry.path("status").asText(""));
        return new Entry(status, error || status >= 400 ? entry.toString() : "");
    }

    private static boolean says(JsonNode value) {
        return value.isTextual()
                ? !value.asText().isEmpty()
                : value.isContainerNode() ? !value.isEmpty() : value.asBoolean();
    }

    private static int status(String text) {
        Matcher status = STATUS.matcher(text);
        return status.matches() ? Integer.parseInt(status.group(1)) : 0;
    }
}
