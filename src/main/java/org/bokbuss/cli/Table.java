package org.bokbuss.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;

/** Rows with names, as columns for a person, or as JSON for a program. */
record Table(String... columns) {
    private static final String GAP = "  ";

    /** Below this no column is narrowed: what is left could not be read. */
    private static final int NARROWEST = 10;

    /** In columns; on a terminal they are as wide as it is, and what does not fit goes on in the next line. */
    void print(List<Map<String, Object>> rows) {
        print(rows, Terminal.width());
    }

    /** All that is in the rows, as an array of objects. */
    static void json(List<Map<String, Object>> rows) {
        try {
            List<Map<String, Object>> plain = new ArrayList<>();
            for (Map<String, Object> row : rows) {
                Map<String, Object> fields = new LinkedHashMap<>(row);
                fields.replaceAll((name, value) -> value instanceof Instant time ? time.toString() : value);
                plain.add(fields);
            }
            System.out.println(PrintableText.json(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(plain)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void print(List<Map<String, Object>> rows, int width) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(Arrays.stream(columns).map(Table::heading).toList());
        rows.forEach(row -> lines.add(
                Arrays.stream(columns).map(column -> text(row.get(column))).toList()));
        int[] widths = IntStream.range(0, columns.length)
                .map(i -> lines.stream()
                        .mapToInt(line -> line.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        narrow(widths, width);
        lines.forEach(line -> print(line, widths));
    }

    /** Takes from the widest column until all fit, or until none is wide. */
    private static void narrow(int[] widths, int width) {
        int over = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - width;
        for (; over > 0; over--) {
            int widest = IntStream.range(0, widths.length)
                    .reduce((a, b) -> widths[b] >= widths[a] ? b : a)
                    .orElse(0);
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static void print(List<String> cells, int[] widths) {
        List<List<String>> wrapped = IntStream.range(0, widths.length)
                .mapToObj(i -> wrap(cells.get(i), widths[i]))
                .toList();
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        for (int row = 0; row < height; row++) {
            int line = row;
            System.out.println(IntStream.range(0, widths.length)
                    .mapToObj(i -> ("%-" + Math.max(1, widths[i]) + "s")
                            .formatted(
                                    line < wrapped.get(i).size()
                                            ? wrapped.get(i).get(line)
                                            : ""))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
        }
    }

    /** At blanks where there are any. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /** {@code secondsBehind} is "seconds behind" to a person. */
    private static String heading(String column) {
        return column.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        return value == null ? "-" : PrintableText.line(Secrets.mask(value.toString()));
    }
}
