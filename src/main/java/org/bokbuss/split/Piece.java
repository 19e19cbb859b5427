package org.bokbuss.split;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A piece found in a page: an element of XML, an element of a JSON array, a record of another form.
 *
 * @param name the local name of an element of XML; elsewhere what kind of piece it is, empty where there is one kind only
 * @param bytes of a sound element of XML, UTF-8 that can stand alone: the namespace declarations in force around it are
 *     added to its start tag, all of them, since a value such as that of xsi:type may use one too. Of anything else the
 *     bytes as they stood in the page, or the first of them if they are more than the limit. (In XML of another encoding,
 *     as they stood after conversion to UTF-8; what meant nothing there is U+FFFF.)
 * @param offset where it starts in the page, in bytes; in a page of another encoding, in bytes after conversion
 * @param fault a sentence naming what is wrong and at which byte of the page, or null if sound
 * @param added what stands in {@code bytes} and not in the page; null if they cannot be read again at {@code offset}
 */
public record Piece(String name, byte[] bytes, long offset, String fault, Added added) {
    /** Of a key that comes twice the last would count: such JSON is broken. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A stretch of a piece's bytes that does not stand in the page.
     *
     * @param at its first byte
     */
    public record Added(int at, int length) {
        static final Added NOTHING = new Added(0, 0);
    }

    /** A piece that stands in the page as it is. */
    public Piece(String name, byte[] bytes, long offset, String fault) {
        this(name, bytes, offset, fault, Added.NOTHING);
    }

    /** A piece that was kept without its page. What is wrong with XML or a JSON object shows anew; other forms are not looked at. */
    public static Piece kept(byte[] bytes, long offset) {
        byte first = bytes.length == 0 ? 0 : bytes[0];
        return new Piece(
                "", bytes, offset, first == '<' ? faultOfXml(bytes) : first == '{' ? JsonSplitter.fault(bytes) : null);
    }

    private static String faultOfXml(byte[] bytes) {
        try {
            XmlElement.parse(bytes);
            return null;
        } catch (IllegalArgumentException malformed) {
            return malformed.getMessage();
        }
    }

    /** Whether the bytes are what the page's form asks for: a well-formed element, one JSON value in UTF-8. */
    public boolean sound() {
        return fault == null;
    }

    /**
     * The element of XML, for a look at its parts.
     *
     * @throws IllegalStateException if the piece is at fault
     */
    public XmlElement element() {
        requireSound();
        return XmlElement.sound(bytes);
    }

    /**
     * The JSON value, for a look at its parts.
     *
     * @throws IllegalStateException if the piece is at fault
     */
    public JsonNode json() {
        requireSound();
        try {
            return JSON.readTree(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void requireSound() {
        if (!sound()) {
            throw new IllegalStateException("not a sound piece: " + fault);
        }
    }
}
