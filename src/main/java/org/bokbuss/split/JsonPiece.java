package org.bokbuss.split;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
    /** Of a key that comes twice the last would count: such JSON is broken. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
