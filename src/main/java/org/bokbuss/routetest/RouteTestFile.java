package org.bokbuss.routetest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.bokbuss.check.YamlFile;
import org.bokbuss.check.YamlNode;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Suggestion;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.sandbox.wire.Fault;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a test file: a list of tests, in YAML. */
public final class RouteTestFile {
    /** How such files are named. */
    public static final String ENDING = ".test.yaml";

    private static final Set<String> TEST = Set.of(
            "name", "pipeline", "from", "settings", "records", "sandbox", "calls", "messages", "refused", "stopped");
    private static final Set<String> CONTENT = Set.of("headers", "body", "file");
    private static final Set<String> MESSAGE =
            Set.of("to", "parameters", "headers", "body", "file", "json", "xpath", "text");

    private final Path file;
    private final List<Finding> findings = new ArrayList<>();
    private final List<RouteTest> tests = new ArrayList<>();
    private final List<YamlNode> nodes = new ArrayList<>();

    private RouteTestFile(Path file) {
        this.file = file;
    }

    /** @throws UserError naming all that is wrong with it, with file and line */
    public static RouteTestFile read(Path path) {
        RouteTestFile file = new RouteTestFile(path);
        YamlFile yaml = YamlFile.read(path, () -> Files.newInputStream(path));
        file.findings.addAll(yaml.findings());
        yaml.root().ifPresent(file::root);
        if (!file.findings.isEmpty()) {
            throw new UserError(
                    file.findings.stream().sorted(Finding.IN_READING_ORDER).toList());
        }
        return file;
    }

    public List<RouteTest> tests() {
        return tests;
    }

    /**
     * Accepts what came: writes it into the file in place of what was expected, and leaves the rest as it is.
     *
     * @param results of tests of this file
     */
    public void accept(List<RouteTestResult> results) {
        RouteTestText text = RouteTestText.read(file);
        // From the end, so that the lines of those before stay where they are.
        for (int i = tests.size() - 1; i >= 0; i--) {
            RouteTest test = tests.get(i);
            YamlNode node = nodes.get(i);
            results.stream()
                    .filter(result -> result.test().equals(test) && result.ran() && !result.passed())
                    .findFirst()
                    .ifPresent(result -> text.accept(node, result));
        }
        text.write();
    }

    private void root(YamlNode root) {
        if (!root.isList()) {
            wrong(root, "the file must be a list of tests: begin each with '- name:'");
        }
        for (YamlNode item : root.items()) {
            if (!item.isMap()) {
                wrong(item, "a test is a map: begin it with '- name:'");
                continue;
            }
            tests.add(test(item));
            nodes.add(item);
        }
    }

    private RouteTest test(YamlNode node) {
        keys("a test", node, TEST, Set.of());
        if (node.text("name").isEmpty()) {
            wrong(node, "the test has no name: say in 'name' what it proves");
        }
        boolean given = node.get("records").isPresent();
        if (given == node.get("sandbox").isPresent()) {
            wrong(node, "say where the records come from: either 'records' or 'sandbox'");
        }
        if (given) {
            node.get("stopped")
                    .ifPresent(stopped -> wrong(stopped, "'stopped' goes with 'sandbox': given records do not stop"));
        }
        return new RouteTest(
                file,
                node.line(),
                node.text("name").orElse(""),
                node.text("pipeline").orElse(nameOf(file)),
                node.text("from").map(SentMessage::address),
                texts("settings", node),
                list("records", node).stream().map(this::record).toList(),
                node.get("sandbox").map(this::sandbox),
                node.get("calls").map(this::calls).orElse(List.of()),
                list("messages", node).stream().map(this::message).toList(),
                list("refused", node).stream().map(this::refusal).toList(),
                node.text("stopped"));
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    private GivenRecord record(YamlNode node) {
        keys("a record", node, CONTENT, GivenRecord.ATTRIBUTES.keySet());
        String name = node.text("file")
                .map(path -> Path.of(path).getFileName().toString().replaceFirst("\\.[^.]*$", ""))
                .orElse("record-" + node.line());
        Map<String, String> headers = new LinkedHashMap<>();
        headers(node).forEach((header, value) -> value.ifPresent(text -> headers.put(header, text)));
        byte[] body = content(node).orElse(new byte[0]);
        if (body.length == 0 && !headers.containsKey(CloudEvent.TYPE)) {
            wrong(node, "the record has neither 'body' nor 'file'; for a deletion write 'type: deleted'");
        }
        return new GivenRecord(name, headers, body);
    }

    /** What a record or an answer consists of, as it stands here or in a file beside the test file. */
    private Optional<byte[]> content(YamlNode node) {
        Optional<YamlNode> path = node.get("file");
        if (path.isPresent()) {
            if (node.get("body").isPresent()) {
                wrong(path.get(), "'file' and 'body' are both here: keep one of them");
            }
            return path.flatMap(this::bytes);
        }
        return node.get("body").map(body -> text(body).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> bytes(YamlNode path) {
        Path beside = file.resolveSibling(path.text().orElse(""));
        try {
            return Optional.of(Files.readAllBytes(beside));
        } catch (IOException e) {
            wrong(path, "there is no file " + beside + " that can be read; name it as seen from the test file");
            return Optional.empty();
        }
    }

    private GivenSandbox sandbox(YamlNode node) {
        keys("sandbox", node, Set.of("limit", "bibs", "faults"), Set.of());
        List<String> faults = texts(node.get("faults"));
        for (String fault : faults) {
            try {
                Fault.parse(fault);
            } catch (IllegalArgumentException e) {
                wrong(node.get("faults").orElse(node), e.getMessage());
            }
        }
        return new GivenSandbox(number(node, "limit", 3), number(node, "bibs", 30), faults);
    }

    private int number(YamlNode node, String key, int unlessSaid) {
        Optional<String> text = node.text(key);
        if (text.isPresent() && !text.get().matches("[1-9]\\d{0,6}")) {
            wrong(node.get(key).orElse(node), key + ": " + text.get() + ": give a whole number from 1");
            return unlessSaid;
        }
        return text.map(Integer::parseInt).orElse(unlessSaid);
    }

    private List<CallAnswer> calls(YamlNode node) {
        List<CallAnswer> answers = new ArrayList<>();
        for (YamlNode.Entry entry : node.entries()) {
            YamlNode answer = entry.value();
            if (answer.isScalar()) {
                answers.add(new CallAnswer(
                        SentMessage.address(entry.key()), Map.of(), text(answer).getBytes(StandardCharsets.UTF_8)));
                continue;
            }
            keys("an answer", answer, CONTENT, Set.of());
            answers.add(new CallAnswer(
                    SentMessage.address(entry.key()),
                    texts("headers", answer),
                    content(answer).orElse(null)));
        }
        return answers;
    }

    private ExpectedMessage message(YamlNode node) {
        keys("a message", node, MESSAGE, GivenRecord.ATTRIBUTES.keySet());
        if (node.text("to").isEmpty()) {
            wrong(node, "the message has no 'to': name the sink as the route does, such as kamelet:record-file-sink");
        }
        List<BodyCheck> checks = new ArrayList<>();
        if (node.get("file").isPresent() || node.get("body").isPresent()) {
            content(node).ifPresent(body -> checks.add(new BodyCheck.Equal(new String(body, StandardCharsets.UTF_8))));
        }
        node.get("json").ifPresent(part -> checks.add(new BodyCheck.Json(jsonOf(part))));
        if (node.get("xpath").isPresent()) {
            checks.add(new BodyCheck.XPath(paths(node)));
        }
        if (node.get("text").isPresent()) {
            checks.add(new BodyCheck.Text(texts(node.get("text"))));
        }
        return new ExpectedMessage(
                node.line(),
                SentMessage.address(node.text("to").orElse("")),
                texts("parameters", node),
                headers(node),
                checks);
    }

    private Map<String, String> paths(YamlNode node) {
        node.get("xpath").map(YamlNode::entries).orElse(List.of()).forEach(path -> {
            try {
                XPathFactory.newDefaultInstance().newXPath().compile(path.key());
            } catch (XPathExpressionException e) {
                findings.add(Finding.error(file, path.line(), "no XPath: " + path.key()));
            }
        });
        return texts("xpath", node);
    }

    private Refusal refusal(YamlNode node) {
        keys("a refused record", node, Set.of("subject", "reason"), Set.of());
        return new Refusal(
                node.line(),
                node.text("subject").orElse(""),
                node.text("reason").orElse(""));
    }

    /** The attributes that stand for headers, and the headers themselves; one without a value must not be there. */
    private Map<String, Optional<String>> headers(YamlNode node) {
        Map<String, Optional<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        node.get("headers")
                .map(YamlNode::entries)
                .orElse(List.of())
                .forEach(header -> headers.put(header.key(), header.value().text()));
        GivenRecord.ATTRIBUTES.forEach((attribute, header) -> node.text(attribute)
                .ifPresent(value -> headers.put(header, Optional.of(attribute.equals("type") ? type(value) : value))));
        return headers;
    }

    private static String type(String value) {
        return switch (value) {
            case "changed" -> CloudEvent.CHANGED;
            case "deleted" -> CloudEvent.DELETED;
            default -> value;
        };
    }

    private List<YamlNode> list(String key, YamlNode node) {
        Optional<YamlNode> value = node.get(key).filter(each -> !each.isNull());
        value.filter(each -> !each.isList())
                .ifPresent(each -> wrong(each, "'" + key + "' is a list: begin each of them with '- '"));
        return value.map(YamlNode::items).orElse(List.of());
    }

    private Map<String, String> texts(String key, YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        Optional<YamlNode> value = node.get(key);
        value.filter(each -> !each.isMap() && !each.isNull())
                .ifPresent(each -> wrong(each, "'" + key + "' is a map: write a name and its value on each line"));
        value.map(YamlNode::entries)
                .orElse(List.of())
                .forEach(entry -> texts.put(entry.key(), entry.value().text().orElse("")));
        return texts;
    }

    /** A text, or a list of them. */
    private static List<String> texts(Optional<YamlNode> node) {
        return node.map(value -> value.isList()
                        ? value.items().stream()
                                .flatMap(item -> item.text().stream())
                                .toList()
                        : value.text().stream().toList())
                .orElse(List.of());
    }

    /** As it is written; what is written as a YAML map or list is JSON. */
    private String text(YamlNode node) {
        return node.isMap() || node.isList()
                ? json(node).toString()
                : node.text().orElse("");
    }

    /** JSON written as YAML, or as a text. */
    private JsonNode jsonOf(YamlNode node) {
        String text = node.text().orElse("").strip();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                return BodyCheck.JSON.readTree(text);
            } catch (JsonProcessingException e) {
                wrong(node, "json: " + e.getOriginalMessage());
            }
        }
        return json(node);
    }

    private static JsonNode json(YamlNode node) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (node.isMap()) {
            var object = make.objectNode();
            node.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
            return object;
        }
        if (node.isList()) {
            var array = make.arrayNode();
            node.items().forEach(item -> array.add(json(item)));
            return array;
        }
        Tag tag = node.node().getTag();
        String text = node.text().orElse("");
        if (node.isNull()) {
            return make.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return make.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text);
        }
        return make.textNode(text);
    }

    private static JsonNode number(String text) {
        try {
            return BodyCheck.JSON.readTree(text);
        } catch (JsonProcessingException notAsJsonWritesIt) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private void keys(String what, YamlNode node, Set<String> known, Set<String> attributes) {
        if (!node.isMap()) {
            if (!node.isNull()) {
                wrong(node, what + " is a map: write a name and its value on each line");
            }
            return;
        }
        List<String> all = new ArrayList<>(known);
        all.addAll(attributes);
        all.sort(null);
        node.entries().stream()
                .filter(entry -> !all.contains(entry.key()))
                .forEach(entry -> findings.add(Finding.error(
                        file,
                        entry.line(),
                        what + " has no '" + entry.key() + "'" + Suggestion.suggestion(entry.key(), all) + "; it has "
                                + String.join(", ", all))));
    }

    private void wrong(YamlNode node, String sentence) {
        findings.add(Finding.error(file, node.line(), sentence));
    }
}
