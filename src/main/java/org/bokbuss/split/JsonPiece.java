package org.bokbuss.split;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An element found in a JSON page.
 *
 * @param bytes as they stood in the page, or the first of them if they are more than the limit
 * @param offset where it starts in the page, in bytes
 * @param fault a sentence naming what is wrong, or null if sound
 */
public record JsonPiece(byte[] bytes, long offset, String fault) {
    static final ObjectMapper JSON = new ObjectMapper();

    /** Whether the bytes are one JSON value in UTF-8. */
    public boolean sound() {
        return fault == null;
    }

    /**
     * The element, for a look at its parts.
     *
     * @throws IllegalStateException if the piece is at fault
     */
    public JsonNode json() {
        if (!sound()) {
            throw new IllegalStateException("not a sound piece: " + fault);
        }
        try {
            return JSON.readTree(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
