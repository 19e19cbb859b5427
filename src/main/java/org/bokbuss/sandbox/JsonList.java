package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;

/** Writes the elements of a JSON array, and the faults that lie in them. */
final class JsonList {
    /** An ö as Latin-1 writes it. */
    private static final byte LATIN_1 = (byte) 0xF6;

    private final ByteArrayOutputStream out;
    private final Faults.OnPage faults;
    private boolean begun;

    JsonList(ByteArrayOutputStream out, Faults.OnPage faults) {
        this.out = out;
        this.faults = faults;
    }

    void add(JsonNode element) {
        var json = element.toString();
        if (faults.take(Fault.Kind.CONTROL)) {
            json = spoilt(json, "\b");
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            json = json.replaceFirst(":", "=");
        }
        var copies = faults.take(Fault.Kind.DUPLICATE) ? 2 : 1;
        var noUtf8 = faults.take(Fault.Kind.BAD_UTF8);
        for (var copy = 0; copy < copies; copy++) {
            if (begun) {
                out.write(',');
            }
            begun = true;
            if (noUtf8) {
                var at = insideText(json);
                out.writeBytes(json.substring(0, at).getBytes(UTF_8));
                out.write(LATIN_1);
                out.writeBytes(json.substring(at).getBytes(UTF_8));
            } else {
                out.writeBytes(json.getBytes(UTF_8));
            }
        }
    }

    private static String spoilt(String json, String text) {
        return json.substring(0, insideText(json)) + text + json.substring(insideText(json));
    }

    private static int insideText(String json) {
        return json.indexOf(":\"") + 2;
    }
}
