package org.bokbuss.routetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bokbuss.check.YamlNode;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The lines of a test file, in which what is expected is replaced by what came; comments elsewhere stay. */
final class RouteTestText {
    private static final Dump YAML = new Dump(DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setIndicatorIndent(2)
            .setIndentWithIndicator(true)
            .setIndent(2)
            .setWidth(10_000)
            .build());

    private final Path file;
    private final List<String> lines;

    private RouteTestText(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    static RouteTestText read(Path file) {
        try {
            return new RouteTestText(file, new ArrayList<>(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write() {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UserError(file + " cannot be written: check its permissions", e);
        }
    }

    /** @param node the test as it stood when the file was read */
    void accept(YamlNode node, RouteTestResult result) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("messages", messages(result));
        accepted.put("refused", refused(result.refused()));
        accepted.put("stopped", result.stopped() == null ? List.of() : Secrets.mask(result.stopped()));
        int column = node.node().getStartMark().orElseThrow().getColumn();
        // Those that are there from the last to the first, so that lines stay where they are; then the new ones.
        accepted.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Object> entry) ->
                        -line(node, entry.getKey()).orElse(0)))
                .forEach(entry -> replace(node, column, entry.getKey(), entry.getValue()));
    }

    private static Optional<Integer> line(YamlNode node, String key) {
        return node.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(YamlNode.Entry::line)
                .findFirst();
    }

    private void replace(YamlNode node, int column, String key, Object value) {
        boolean empty = List.of().equals(value);
        Optional<Integer> here = line(node, key);
        if (here.isEmpty() && empty) {
            return;
        }
        if (here.isEmpty()) {
            int last =
                    node.entries().stream().mapToInt(YamlNode.Entry::line).max().orElseThrow();
            lines.addAll(end(last - 1, column), text(key, value, column));
            return;
        }
        int begin = here.get() - 1;
        String before = lines.get(begin).substring(0, column);
        List<String> old = lines.subList(begin, end(begin, column));
        old.clear();
        if (!empty || !before.isBlank()) {
            List<String> text = text(key, value, column);
            text.set(0, before + text.get(0).substring(column));
            lines.addAll(begin, text);
        }
    }

    /** Where what begins on a line at a column ends: the index of the first line that is not part of it. */
    private int end(int begin, int column) {
        int end = begin + 1;
        for (int i = end; i < lines.size(); i++) {
            String line = lines.get(i);
            int indent = line.length() - line.stripLeading().length();
            if (line.isBlank()) {
                continue;
            }
            if (indent > column || indent == column && line.startsWith("- ", column)) {
                end = i + 1;
            } else {
                break;
            }
        }
        return end;
    }

    private static List<String> text(String key, Object value, int column) {
        return YAML.dumpToString(Map.of(key, value))
                .lines()
                .map(line -> line.isBlank() ? "" : " ".repeat(column) + line)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<Map<String, Object>> messages(RouteTestResult result) {
        Map<String, Deque<ExpectedMessage>> expected = new LinkedHashMap<>();
        result.test().messages().forEach(message -> expected.computeIfAbsent(message.to(), to -> new ArrayDeque<>())
                .add(message));
        List<Map<String, Object>> messages = new ArrayList<>();
        for (SentMessage sent : result.sent()) {
            ExpectedMessage before =
                    expected.getOrDefault(sent.to(), new ArrayDeque<>()).poll();
            messages.add((before == null ? ExpectedMessage.of(sent) : before.accepting(sent)).written());
        }
        return messages;
    }

    private static List<Map<String, Object>> refused(List<Refusal> refused) {
        return refused.stream()
                .map(refusal -> {
                    Map<String, Object> written = new LinkedHashMap<>();
                    if (!refusal.subject().isEmpty()) {
                        written.put("subject", refusal.subject());
                    }
                    written.put("reason", refusal.reason());
                    return written;
                })
                .toList();
    }
}
