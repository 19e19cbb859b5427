package org.bokbuss.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;

/** Rows with names, as aligned columns for a person. */
record Table(String... columns) {

    void print(List<Map<String, Object>> rows) {
        int[] widths = IntStream.range(0, columns.length)
                .map(i -> Math.max(
                        heading(columns[i]).length(),
                        rows.stream()
                                .mapToInt(row -> text(row.get(columns[i])).length())
                                .max()
                                .orElse(0)))
                .toArray();
        System.out.println(line(widths, i -> heading(columns[i])));
        rows.forEach(row -> System.out.println(line(widths, i -> text(row.get(columns[i])))));
    }

    private String line(int[] widths, java.util.function.IntFunction<String> cell) {
        return IntStream.range(0, columns.length)
                .mapToObj(i -> ("%-" + widths[i] + "s").formatted(cell.apply(i)))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    /** {@code secondsBehind} is "seconds behind" to a person. */
    private static String heading(String column) {
        return column.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
    }

    private static String text(Object value) {
        return value == null ? "-" : PrintableText.line(Secrets.mask(value.toString()));
    }
}
