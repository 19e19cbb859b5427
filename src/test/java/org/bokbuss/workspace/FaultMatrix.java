package org.bokbuss.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table in {@code docs/faults.md}: a row per fault, a column per source. */
final class FaultMatrix {
    static final Path FILE = Path.of("docs/faults.md");

    private final List<String> before = new ArrayList<>();
    private final List<String> after = new ArrayList<>();
    private final List<String> head = new ArrayList<>();
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    FaultMatrix() throws IOException {
        for (String line : Files.readAllLines(FILE)) {
            if (!line.startsWith("|")) {
                (head.isEmpty() ? before : after).add(line);
            } else if (head.isEmpty()) {
                head.addAll(cells(line));
            } else if (!line.startsWith("|---")) {
                List<String> cells = cells(line);
                rows.put(cells.get(0), new ArrayList<>(cells));
            }
        }
    }

    private static List<String> cells(String line) {
        // The first bar begins the line; trailing cells may be empty.
        return Stream.of(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList()
                .subList(0, line.length() - line.replace("|", "").length() - 1);
    }

    private static String link(String source) {
        return "[%s](kamelets/%s.md)".formatted(source.replaceFirst("-source$", ""), source);
    }

    /** What the table says of a source, by fault. */
    Map<String, String> column(String source) {
        int column = head.indexOf(link(source));
        return column < 0
                ? Map.of()
                : rows.entrySet().stream()
                        .filter(row -> !row.getValue().get(column).isEmpty())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, row -> row.getValue().get(column)));
    }

    /** Writes the column of a source anew; faults that no source knows any longer go. */
    void write(String source, Map<String, String> found) throws IOException {
        if (!head.contains(link(source))) {
            head.add(link(source));
            rows.values().forEach(cells -> cells.add(""));
        }
        int column = head.indexOf(link(source));
        rows.values().forEach(cells -> cells.set(column, ""));
        found.forEach((fault, outcome) ->
                rows.computeIfAbsent(fault, FaultMatrix.this::empty).set(column, outcome));
        rows.values().removeIf(cells -> cells.stream().skip(1).allMatch(String::isEmpty));
        Stream<String> table = Stream.of(
                        Stream.of(head, head.stream().map(cell -> "---").toList()), rows.values().stream())
                .flatMap(lines -> lines)
                .map(cells -> "| " + String.join(" | ", cells) + " |")
                .map(line -> line.startsWith("| ---") ? line.replace(" ", "") : line);
        Files.write(
                FILE,
                Stream.of(before.stream(), table, after.stream())
                        .flatMap(lines -> lines)
                        .toList());
    }

    private List<String> empty(String fault) {
        List<String> cells = new ArrayList<>(List.of(fault));
        head.stream().skip(1).forEach(source -> cells.add(""));
        return cells;
    }
}
