package org.bokbuss.split;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Splits a JSON page at the elements of one array, in constant memory.
 *
 * <p>Elements are told apart by their brackets and quotes alone, so that one with a bad byte or a missing comma costs
 * only itself. What stands around the array is the {@link #envelope()}; if that is not JSON, or the page ends too early,
 * {@link #hasNext()} and {@link #next()} throw an {@link UncheckedIOException} that holds a {@link PageException} (or
 * what the stream threw).
 */
public final class JsonSplitter extends Splitter<Piece> {
    /** The largest element by default: 64 MiB. */
    public static final int LARGEST = 1 << 26;

    private static final int LARGEST_ENVELOPE = 1 << 24;
    private static final int END = -1;

    private final InputStream page;
    private final String[] path;
    private final int largest;
    private final ByteArrayOutputStream around = new ByteArrayOutputStream();
    private long position;
    private int held = END - 1;
    private int depth;
    private boolean begun;
    private boolean inArray;
    private boolean found;
    private JsonNode envelope;

    /**
     * @param page the page; it is read as elements are asked for, and closed by {@link #close()}
     * @param path the keys that lead from the page's object to the array
     */
    public JsonSplitter(InputStream page, String... path) {
        this(page, LARGEST, path);
    }

    /** @param largest how many bytes an element may have; of a larger one the first are kept, and it is at fault */
    public JsonSplitter(InputStream page, int largest, String... path) {
        this.page = new BufferedInputStream(page, 1 << 16);
        this.largest = largest;
        this.path = path.clone();
    }

    @Override
    protected boolean isOver() {
        return envelope != null;
    }

    @Override
    public JsonNode envelope() {
        return envelope == null ? super.envelope() : envelope;
    }

    /** Whether the page was read to its end and was one JSON object. */
    public boolean complete() {
        return envelope != null;
    }

    @Override
    public void close() throws IOException {
        page.close();
    }

    @Override
    protected Piece find() throws IOException {
        if (!begun) {
            begun = true;
            int first = nonBlank();
            if (first != '{') {
                throw new PageException(
                        first == END
                                ? "the page is empty"
                                : "the page is no JSON object, it begins with " + shown(first));
            }
            keep(first);
            depth = 1;
            members();
        }
        while (inArray) {
            int first = nonBlank();
            if (first == ']') {
                keep(first);
                inArray = false;
                members();
            } else if (first == '}') {
                // No element begins so, and none would be read: forever.
                throw noJson(first);
            } else if (first != ',') {
                return piece(first);
            }
        }
        return null;
    }

    /** Reads members of the objects on the path, until the array begins or the page ends. */
    private void members() throws IOException {
        while (true) {
            int c = nonBlank();
            keep(c);
            switch (c) {
                case ',' -> {}
                case '}' -> {
                    if (--depth == 0) {
                        end();
                        return;
                    }
                }
                case '"' -> {
                    if (entersArray(key())) {
                        return;
                    }
                }
                case END -> throw cut();
                default -> throw noJson(c);
            }
        }
    }

    private String key() throws IOException {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.write('"');
        string(c -> {
            keep(c);
            key.write(c);
        });
        int colon = nonBlank();
        keep(colon);
        if (colon != ':') {
            throw colon == END ? cut() : new PageException("no colon at byte " + (position - 1));
        }
        try {
            return Piece.JSON.readValue(key.toByteArray(), String.class);
        } catch (JsonProcessingException e) {
            throw new PageException("a broken key before byte " + position);
        }
    }

    private boolean entersArray(String key) throws IOException {
        int c = nonBlank();
        boolean onPath = !found && key.equals(path[depth - 1]);
        if (onPath && c == '[' && depth == path.length) {
            keep(c);
            inArray = true;
            found = true;
            return true;
        }
        if (onPath && c == '{' && depth < path.length) {
            keep(c);
            depth++;
            return false;
        }
        value(c, this::keep);
        return false;
    }

    private void end() throws IOException {
        int after = nonBlank();
        if (after != END) {
            throw new PageException("after the page's end there is more, at byte " + (position - 1));
        }
        try {
            envelope = Piece.JSON.readTree(around.toByteArray());
        } catch (JsonProcessingException e) {
            throw new PageException("the page is broken JSON: " + e.getOriginalMessage());
        }
    }

    private Piece piece(int first) throws IOException {
        long offset = position - 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        value(first, c -> {
            if (bytes.size() < largest) {
                bytes.write(c);
            }
        });
        byte[] kept = bytes.toByteArray();
        return new Piece(
                "",
                kept,
                offset,
                position - offset > largest + 1L
                        ? "the record is larger than " + largest + " bytes (harvest.max-record)"
                        : fault(kept));
    }

    static String fault(byte... bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            return "the record is not UTF-8";
        }
        try (JsonParser json = Piece.JSON.createParser(bytes)) {
            json.nextToken();
            json.skipChildren();
            return json.nextToken() == null ? null : "the record is broken JSON: it goes on after its end";
        } catch (JsonProcessingException e) {
            return "the record is broken JSON: " + e.getOriginalMessage();
        } catch (IOException e) {
            return "the record is broken JSON: " + e.getMessage();
        }
    }

    /** Takes the bytes of what is read. */
    private interface Sink {
        void take(int c) throws IOException;
    }

    private void value(int first, Sink into) throws IOException {
        switch (first) {
            case END -> throw cut();
            case '"' -> {
                into.take(first);
                string(into);
            }
            case '{', '[' -> {
                into.take(first);
                nested(into);
            }
            default -> scalar(first, into);
        }
    }

    private void nested(Sink into) throws IOException {
        for (int open = 1; open > 0; ) {
            int c = read();
            into.take(c);
            switch (c) {
                case END -> throw cut();
                case '"' -> string(into);
                case '{', '[' -> open++;
                case '}', ']' -> open--;
                default -> {}
            }
        }
    }

    private void string(Sink into) throws IOException {
        for (int c = read(); ; c = read()) {
            if (c == END) {
                throw cut();
            }
            into.take(c);
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                into.take(read());
            }
        }
    }

    private void scalar(int first, Sink into) throws IOException {
        int c = first;
        while (c != END && c != ',' && c != ']' && c != '}') {
            into.take(c);
            c = read();
        }
        held = c;
        position--;
    }

    private int nonBlank() throws IOException {
        int c = read();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = read();
        }
        return c;
    }

    private int read() throws IOException {
        position++;
        if (held >= END) {
            int c = held;
            held = END - 1;
            return c;
        }
        return page.read();
    }

    private void keep(int c) throws IOException {
        if (c == END) {
            return;
        }
        if (around.size() >= LARGEST_ENVELOPE) {
            throw new PageException("more than " + LARGEST_ENVELOPE + " bytes beside the records");
        }
        around.write(c);
    }

    private PageException cut() {
        return PageException.cut("the page breaks off after " + (position - 1) + " bytes");
    }

    private PageException noJson(int c) {
        return new PageException("no JSON at byte " + (position - 1) + ": " + shown(c));
    }

    private static String shown(int c) {
        return c > ' ' && c < 127 ? "'" + (char) c + "'" : "byte " + c;
    }
}
