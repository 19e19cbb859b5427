package org.bokbuss.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

/** The elements of an array in a JSON answer; what they mean is the protocol's affair. */
public final class JsonRecords implements Reading {
    /** Makes a record of a sound element; null if it is none. */
    @FunctionalInterface
    public interface Element {
        LibraryRecord read(JsonPiece piece, JsonNode json);
    }

    /** Says what an answer means whose elements have been read. */
    @FunctionalInterface
    public interface Ending {
        /**
         * @param count how many elements there are, bad ones among them
         * @param envelope what stands around the array
         */
        Page page(int count, JsonNode envelope) throws SourceFailure;
    }

    private final JsonSplitter page;
    private final String mediaType;
    private final Element element;
    private final Ending ending;
    private int count;

    /** @param mediaType of the records, also of those that can't be read */
    public JsonRecords(JsonSplitter page, String mediaType, Element element) {
        this(page, mediaType, element, null);
    }

    private JsonRecords(JsonSplitter page, String mediaType, Element element, Ending ending) {
        this.page = page;
        this.mediaType = mediaType;
        this.element = element;
        this.ending = ending;
    }

    /** The same of an answer of which nothing is known yet. */
    public JsonRecords ending(Ending end) {
        return new JsonRecords(page, mediaType, element, end);
    }

    /** Splits an answer at the elements of this array; a record out of quarantine, which has none around it, at itself. */
    public static JsonSplitter split(Response answer, String... path) {
        return split(answer, answer.largestRecord(), path);
    }

    /** @param largest how many bytes an element may have */
    public static JsonSplitter split(Response answer, int largest, String... path) {
        InputStream body = answer.open();
        if ("quarantine".equals(answer.request().uri().getScheme())) {
            String before = "{\"" + String.join("\":{\"", path) + "\":[";
            String after = "]" + "}".repeat(path.length);
            body = new SequenceInputStream(Collections.enumeration(List.of(bytes(before), body, bytes(after))));
        }
        return new JsonSplitter(body, largest, path);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            LibraryRecord record = null;
            while (record == null && page.hasNext()) {
                JsonPiece piece = page.next();
                count++;
                record = piece.sound()
                        ? element.read(piece, piece.json())
                        : LibraryRecord.faulty(null, mediaType, piece.bytes(), piece.offset(), piece.fault());
            }
            return record;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Page page() throws SourceFailure {
        return ending.page(count, page.envelope());
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
