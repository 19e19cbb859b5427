package org.bokbuss.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table on a page, which several tests write, each its column. */
public final class Matrix {
    private final Path file;
    private final List<String> before = new ArrayList<>();
    private final List<String> after = new ArrayList<>();
    private final List<String> head = new ArrayList<>();
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    public Matrix(Path file) throws IOException {
        this.file = file;
        for (String line : Files.readAllLines(file)) {
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

    /** What stands in a column, by row. */
    public Map<String, String> column(String name) {
        int column = head.indexOf(name);
        return column < 0
                ? Map.of()
                : rows.entrySet().stream()
                        .filter(row -> !row.getValue().get(column).isEmpty())
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, row -> row.getValue().get(column)));
    }

    /** Writes a column anew; rows where nothing stands any longer go. */
    public void write(String name, Map<String, String> found) throws IOException {
        if (!head.contains(name)) {
            head.add(name);
            rows.values().forEach(cells -> cells.add(""));
        }
        int column = head.indexOf(name);
        rows.values().forEach(cells -> cells.set(column, ""));
        found.forEach(
                (row, cell) -> rows.computeIfAbsent(row, Matrix.this::empty).set(column, cell));
        rows.values().removeIf(cells -> cells.stream().skip(1).allMatch(String::isEmpty));
        Stream<String> table = Stream.of(
                        Stream.of(head, head.stream().map(cell -> "---").toList()), rows.values().stream())
                .flatMap(lines -> lines)
                .map(cells -> "| " + String.join(" | ", cells) + " |")
                .map(line -> line.startsWith("| ---") ? line.replace(" ", "") : line);
        Files.write(
                file,
                Stream.of(before.stream(), table, after.stream())
                        .flatMap(lines -> lines)
                        .toList());
    }

    private List<String> empty(String row) {
        List<String> cells = new ArrayList<>(List.of(row));
        head.stream().skip(1).forEach(column -> cells.add(""));
        return cells;
    }
}
