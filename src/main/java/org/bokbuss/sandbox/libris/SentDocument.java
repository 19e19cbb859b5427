package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bokbuss.sandbox.wire.Request;

/** The document that a write carries. */
final class SentDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SentDocument() {}

    /**
     * Reads it.
     *
     * @throws Refused if it is none
     */
    static JsonNode of(Request request) {
        var type = request.headers().get("content-type");
        if (type == null) {
            // Libris trips over its absence.
            throw new Refused(JsonError.internal());
        }
        if (!type.split(";")[0].strip().equals("application/ld+json")) {
            throw Refused.badRequest("Content-Type not supported.");
        }
        try {
            var json = JSON.readTree(request.body());
            if (!json.isObject()) {
                throw Refused.badRequest("Failed to read request body: it is no object");
            }
            if (json.isEmpty()) {
                throw Refused.badRequest("No data received.");
            }
            return json;
        } catch (JacksonException unreadable) {
            throw Refused.badRequest("Failed to read request body: " + unreadable.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks its words.
     *
     * @throws Refused if one of them is not known, or used in the wrong way
     */
    static void checkTerms(JsonNode document) {
        var errors = Vocabulary.errors(document);
        if (!errors.isEmpty()) {
            throw new Refused(JsonError.invalid(errors));
        }
    }
}
