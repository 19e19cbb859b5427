package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** An answer that is an object with a long array at its end, and the faults that lie in the array's elements. */
final class JsonArray {
    /** An ö as Latin-1 writes it. */
    private static final byte LATIN_1 = (byte) 0xF6;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    private final Faults.OnPage faults;
    private boolean empty = true;
    private int added;

    /**
     * Begins it.
     *
     * @param envelope all but the array
     * @param name the array's
     */
    JsonArray(Map<String, Object> envelope, String name, Faults.OnPage faults) {
        this.faults = faults;
        var head = JsonLd.text(envelope);
        out.writeBytes((head.substring(0, head.length() - 1) + ",\"" + name + "\":[").getBytes(UTF_8));
    }

    /** Writes an element as it is. */
    void plain(Object element) {
        write(JsonLd.text(element).getBytes(UTF_8));
    }

    /** Writes an element; faults strike the second, as the first may stand elsewhere too. */
    void add(Object element) {
        if (++added != 2) {
            plain(element);
            return;
        }
        var bytes = spoilt(JsonLd.text(element));
        write(bytes);
        if (faults.take(Fault.Kind.DUPLICATE)) {
            write(bytes);
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

    private void write(byte... bytes) {
        if (!empty) {
            out.write(',');
        }
        empty = false;
        out.writeBytes(bytes);
    }

    Answer answer(String contentType) {
        out.writeBytes("]}".getBytes(UTF_8));
        return new Answer(
                200, Map.of("Content-Type", contentType, "Cache-Control", "no-cache"), Body.of(out.toByteArray()));
    }
}
