package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Suggestion;
import org.bokbuss.config.UserError;
import org.bokbuss.libris.holdings.HoldingsFile.Entry;

/**
 * The rows of a table in CSV, whose header line names the columns. Every row is read by itself, so that a quote that is
 * never closed costs one row and not the file.
 */
final class CsvEntries implements Entries {
    private static final String MEDIA_URI = "mediaUri";
    private static final String MEDIA_NOTE = "mediaNote";
    private static final List<String> BIB = List.of("bib", "isbn", "controlNumber");
    private static final List<String> COLUMNS = Stream.of(
                    BIB.stream(),
                    Stream.of("sigel", "action"),
                    HoldingField.names().stream().filter(name -> !name.equals(HoldingField.MEDIA.key())),
                    Stream.of(MEDIA_URI, MEDIA_NOTE))
            .flatMap(names -> names)
            .toList();
    /** A row that goes on for longer has a quote that is not closed. */
    private static final int MOST_LINES = 20;

    /** Their names without regard to case, blanks, hyphens and underscores. */
    private static final Map<String, String> BY_PLAIN_NAME =
            COLUMNS.stream().collect(Collectors.toMap(CsvEntries::plain, Function.identity()));

    private final LineReader lines;
    private final CSVFormat format;
    private final List<String> columns;

    private CsvEntries(LineReader lines, CSVFormat format, List<String> columns) {
        this.lines = lines;
        this.format = format;
        this.columns = columns;
    }

    /** @throws UserError that names the file and the header line, if a column is not known */
    static Entries of(Path file, LineReader lines) throws IOException {
        LineReader.Line header = lines.nextWritten();
        if (header == null) {
            return () -> null;
        }
        CSVFormat format = CSVFormat.RFC4180;
        List<String> columns = List.of();
        long most = -1;
        for (char delimiter : new char[] {',', ';', '\t'}) {
            CSVFormat possible =
                    CSVFormat.RFC4180.builder().setDelimiter(delimiter).get();
            List<String> names = names(header.text(), possible);
            long known = names.stream().filter(COLUMNS::contains).count();
            if (known > most) {
                most = known;
                format = possible;
                columns = names;
            }
        }
        String problem = HoldingsFile.isUtf8(header.text()) ? problem(columns) : HoldingsFile.NOT_UTF_8;
        if (problem != null) {
            throw new UserError(Finding.error(file, (int) Math.min(header.number(), Integer.MAX_VALUE), problem)
                    .toString());
        }
        return new CsvEntries(lines, format, columns);
    }

    private static List<String> names(String header, CSVFormat format) {
        List<String> cells = cells(header, format);
        return cells == null
                ? List.of(header)
                : cells.stream().map(CsvEntries::column).toList();
    }

    private static String column(String written) {
        return BY_PLAIN_NAME.getOrDefault(plain(written), TextLimits.trimmed(written));
    }

    private static String plain(String name) {
        return name.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
    }

    private static String separator(CSVFormat format) {
        return format.getDelimiterString().replace("\t", "tab");
    }

    private static String problem(List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!column.isEmpty() && !COLUMNS.contains(column)) {
                return TextLimits.quoted(column) + " is no column of holdings"
                        + (column.length() > 50 ? "" : Suggestion.suggestion(column, COLUMNS))
                        + ": write a header line with some of " + String.join(", ", COLUMNS)
                        + (columns.size() > 1 ? "" : "; no separator , or ; or tab stands between its columns");
            }
            if (!column.isEmpty() && !seen.add(column)) {
                return "the column " + column + " is there twice: keep one of them";
            }
        }
        return BIB.stream().anyMatch(seen::contains)
                ? null
                : "no column says of which bib a holding is: write one with " + String.join(", ", BIB);
    }

    @Override
    public Entry next() throws IOException {
        LineReader.Line line = lines.nextWritten();
        while (line != null) {
            Entry entry = entry(line);
            if (entry != null) {
                return entry;
            }
            line = lines.nextWritten();
        }
        return null;
    }

    /** What the row that begins in a line says; null if all its cells are empty. */
    private Entry entry(LineReader.Line first) throws IOException {
        List<LineReader.Line> further = new ArrayList<>();
        StringBuilder row = new StringBuilder(first.text());
        LineReader.Line last = first;
        while (true) {
            if (last.cut() || row.length() > LineReader.LONGEST) {
                lines.unread(further);
                return Entry.faulty(
                        first.number(),
                        "the row is longer than " + LineReader.LONGEST + " characters: shorten it",
                        first.text());
            }
            // A line without a quote closes none.
            List<String> cells = last == first || last.text().indexOf('"') >= 0 ? cells(row.toString(), format) : null;
            if (cells != null) {
                return entry(first.number(), cells, row.toString());
            }
            last = isOpen(row) && further.size() < MOST_LINES ? lines.next() : null;
            if (last == null) {
                lines.unread(further);
                return Entry.faulty(
                        first.number(),
                        "a quote is not closed, or something follows a closed one: write \"…\" around the whole"
                                + " cell and \"\" for a quote in it",
                        first.text());
            }
            further.add(last);
            row.append('\n').append(last.text());
        }
    }

    private static boolean isOpen(CharSequence row) {
        return row.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private Entry entry(long line, List<String> cells, String raw) {
        if (cells.stream().map(TextLimits::trimmed).allMatch(String::isEmpty)) {
            return null;
        }
        if (cells.size() != columns.size()) {
            return Entry.faulty(
                    line,
                    "the row has " + cells.size() + " cells and the header line " + columns.size()
                            + ": write as many, and \"…\" around a cell that holds the separator " + separator(format),
                    raw);
        }
        ObjectNode holding = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            String column = columns.get(i);
            String cell = TextLimits.trimmed(cells.get(i));
            if (cell.isEmpty() || column.equals(MEDIA_URI) || column.equals(MEDIA_NOTE)) {
                continue;
            }
            if (column.isEmpty()) {
                return Entry.faulty(
                        line, TextLimits.quoted(cell) + " stands in a column without a name: name the column", raw);
            }
            if (HoldingField.of(column).isPresent()) {
                ArrayNode values = holding.putArray(column);
                values(cell).filter(value -> !value.isEmpty()).forEach(values::add);
            } else {
                holding.put(column, cell);
            }
        }
        putMedia(cell(cells, MEDIA_URI), cell(cells, MEDIA_NOTE), holding);
        return Entry.of(line, holding, raw);
    }

    private String cell(List<String> cells, String column) {
        int place = columns.indexOf(column);
        return place < 0 ? "" : TextLimits.trimmed(cells.get(place));
    }

    private static void putMedia(String uris, String notes, ObjectNode holding) {
        if (uris.isEmpty() && notes.isEmpty()) {
            return;
        }
        List<String> uri = values(uris).toList();
        List<String> note = values(notes).toList();
        ArrayNode media = holding.putArray(HoldingField.MEDIA.key());
        for (int i = 0; i < Math.max(uri.size(), note.size()); i++) {
            ObjectNode each = media.addObject();
            if (i < uri.size() && !uri.get(i).isEmpty()) {
                each.put("uri", uri.get(i));
            }
            if (i < note.size() && !note.get(i).isEmpty()) {
                each.put("note", note.get(i));
            }
        }
    }

    /** Several values in a cell are separated by |. */
    private static Stream<String> values(String cell) {
        return Stream.of(cell.split("\\|", -1)).map(TextLimits::trimmed);
    }

    /** Null if a quote is not closed, or something follows a closed one. */
    private static List<String> cells(String row, CSVFormat format) {
        try (CSVParser parser = CSVParser.parse(row, format)) {
            Iterator<CSVRecord> records = parser.iterator();
            return records.hasNext() ? records.next().toList() : List.of();
        } catch (IOException | UncheckedIOException noRow) {
            return null;
        }
    }
}
