package org.bokbuss.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.stream.Stream;

/** A document of JSON with a long array, and the faults that lie in the array's elements. */
public final class JsonArray {
    /** An ö as Latin-1 writes it. */
    private static final byte LATIN_1 = (byte) 0xF6;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    private final Faults.OnPage faults;
    private boolean begun;

    /**
     * Begins it.
     *
     * @param head all that stands before the array
     */
    public JsonArray(String head, Faults.OnPage faults) {
        this.faults = faults;
        write(head);
        write("[");
    }

    /**
     * Begins an object that ends with the array.
     *
     * @param envelope all but the array
     * @param name the array's
     */
    public static JsonArray last(Map<String, Object> envelope, String name, Faults.OnPage faults) {
        var head = text(envelope);
        return new JsonArray(head.substring(0, head.length() - 1) + ",\"" + name + "\":", faults);
    }

    /** Writes an element as it is. */
    public void plain(Object element) {
        element(text(element).getBytes(UTF_8));
    }

    /** Writes an element; faults strike it. */
    public void add(Object element) {
        var bytes = spoilt(text(element));
        element(bytes);
        if (faults.take(Fault.Kind.DUPLICATE)) {
            element(bytes);
        }
    }

    /** Writes elements; faults strike the second, as the first may stand elsewhere too. */
    public void addAll(Stream<?> elements) {
        var number = 0;
        for (var each = elements.iterator(); each.hasNext(); number++) {
            if (number == 1) {
                add(each.next());
            } else {
                plain(each.next());
            }
        }
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] spoilt(String element) {
        var insideText = element.indexOf("\":\"") + 3;
        if (faults.take(Fault.Kind.CONTROL)) {
            return spoilt(element, insideText, (byte) '\b');
        }
        if (faults.take(Fault.Kind.BAD_UTF8)) {
            return spoilt(element, insideText, LATIN_1);
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            return spoilt(element, 1, (byte) ',');
        }
        return element.getBytes(UTF_8);
    }

    private static byte[] spoilt(String element, int at, byte by) {
        var bytes = new ByteArrayOutputStream(element.length() + 64);
        bytes.writeBytes(element.substring(0, at).getBytes(UTF_8));
        bytes.write(by);
        bytes.writeBytes(element.substring(at).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    private void element(byte[] bytes) {
        if (begun) {
            out.write(',');
        }
        begun = true;
        out.writeBytes(bytes);
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }

    /**
     * The whole document.
     *
     * @param tail all that stands after the array
     */
    public byte[] end(String tail) {
        write("]");
        write(tail);
        return out.toByteArray();
    }
}
