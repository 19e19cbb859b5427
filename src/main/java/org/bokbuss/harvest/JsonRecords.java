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
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

/** The elements of an array in a JSON answer; what they mean is the protocol's affair. */
public final class JsonRecords implements Records {
    /** Makes a record of a sound element. */
    @FunctionalInterface
    public interface Reading {
        LibraryRecord read(JsonPiece piece, JsonNode json);
    }

    private final JsonSplitter page;
    private final String mediaType;
    private final Reading reading;

    /** @param mediaType of the records, also of those that can't be read */
    public JsonRecords(JsonSplitter page, String mediaType, Reading reading) {
        this.page = page;
        this.mediaType = mediaType;
        this.reading = reading;
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
            if (!page.hasNext()) {
                return null;
            }
            JsonPiece piece = page.next();
            return piece.sound()
                    ? reading.read(piece, piece.json())
                    : LibraryRecord.faulty(null, mediaType, piece.bytes(), piece.offset(), piece.fault());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
