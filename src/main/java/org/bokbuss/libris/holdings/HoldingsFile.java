package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.bokbuss.config.UserError;

/**
 * Holdings in a file: a JSON array, JSON objects (one a line, or one over many lines), or CSV with a header line. Which
 * of them it is shows in its first characters. It is read in constant memory, and as UTF-8.
 */
public final class HoldingsFile implements Closeable {
    static final String NOT_UTF_8 = "this is not UTF-8: save the file as UTF-8 (in Excel as CSV UTF-8)";

    private static final int HEAD = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\ufeff';
    /** Stands for bytes that are not UTF-8. No UTF-8 is ever read as this half of a character. */
    private static final char NO_UTF_8 = '\udc80';

    private final Path file;
    private final BufferedReader text;
    private final Entries entries;

    /**
     * One holding as it stands in the file.
     *
     * @param line where it begins, counted from 1
     * @param element its place among those that begin in this line, counted from 1
     * @param holding null if it cannot be read
     * @param fault why it cannot be read and what to do, one sentence; null if it can
     * @param raw its text in the file; of a JSON array's element, JSON with the same content; of what is unreadably long
     *     or damaged, perhaps only the beginning
     */
    public record Entry(long line, int element, Holding holding, String fault, String raw) {
        static Entry of(long line, JsonNode json, String raw) {
            if (!isUtf8(raw)) {
                return faulty(line, NOT_UTF_8, raw);
            }
            try {
                return new Entry(line, 1, Holding.of(json), null, raw);
            } catch (IllegalArgumentException mistake) {
                return faulty(line, mistake.getMessage(), raw);
            }
        }

        static Entry faulty(long line, String fault, String raw) {
            return new Entry(line, 1, null, isUtf8(raw) ? fault : NOT_UTF_8, raw);
        }

        Entry asElement(int number) {
            return new Entry(line, number, holding, fault, raw);
        }

        /** Where it stands: {@code line 7}, {@code element 3 of line 1}. */
        public String place() {
            return (element > 1 ? "element " + element + " of " : "") + "line " + line;
        }
    }

    private HoldingsFile(Path file, BufferedReader text) throws IOException {
        this.file = file;
        this.text = text;
        this.entries = entries();
    }

    /**
     * Opens a file.
     *
     * @throws UserError that names the file, if it cannot be read or its header line has a column that is not known
     */
    public static HoldingsFile open(Path file) {
        BufferedReader text = null;
        try {
            text = new BufferedReader(
                    new InputStreamReader(
                            Files.newInputStream(file),
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPLACE)
                                    .replaceWith(String.valueOf(NO_UTF_8))),
                    HEAD);
            return new HoldingsFile(file, text);
        } catch (IOException e) {
            close(text);
            throw unreadable(file, e);
        } catch (RuntimeException e) {
            close(text);
            throw e;
        }
    }

    static boolean isUtf8(String text) {
        return text.indexOf(NO_UTF_8) < 0;
    }

    /**
     * The next holding; null at the end. What cannot be read is told by an entry with a fault, and reading goes on behind
     * it, except in JSON that is not written an object a line: there nothing can be read behind a mistake in the JSON
     * itself, and an entry with a fault is the last.
     *
     * @throws UserError that names the file, if the system fails to read it
     */
    public Entry next() {
        try {
            return entries.next();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private Entries entries() throws IOException {
        String head = head();
        if (head.startsWith("PK\u0003\u0004") || isUtf8(head) && head.indexOf('\0') >= 0) {
            throw new UserError(
                    file + ": this is no text, but a workbook or UTF-16: save it as UTF-8 (in Excel as CSV UTF-8)");
        }
        String start = head.stripLeading();
        if (start.startsWith("[") || start.startsWith("{") && !isObjectALine(start)) {
            return new JsonEntries(text);
        }
        if (start.startsWith("{")) {
            return new JsonLineEntries(new LineReader(text));
        }
        return CsvEntries.of(file, new LineReader(text));
    }

    /** The first characters, which are read again; without the byte order mark, which is not. */
    private String head() throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        text.mark(HEAD);
        char[] head = new char[HEAD];
        int length = 0;
        int read = 0;
        while (read >= 0 && length < HEAD) {
            length += read;
            read = text.read(head, length, HEAD - length);
        }
        text.reset();
        return new String(head, 0, length);
    }

    /** One of the first two lines shows it, so that the other may be damaged. */
    private static boolean isObjectALine(String start) {
        return start.lines()
                .filter(line -> !line.isBlank())
                .limit(2)
                .map(String::strip)
                .anyMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    private static UserError unreadable(Path file, IOException e) {
        String why = e instanceof NoSuchFileException
                ? "there is no such file"
                : "the file cannot be read (" + TextLimits.visible(String.valueOf(e.getMessage())) + ")";
        return new UserError(file + ": " + why + ": name one with holdings as JSON or CSV", e);
    }

    private static void close(BufferedReader text) {
        try {
            if (text != null) {
                text.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
