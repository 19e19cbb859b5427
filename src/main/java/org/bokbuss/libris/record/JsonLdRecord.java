package org.bokbuss.libris.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/** One record by its own address: what to ask, and whether the answer is it. */
public final class JsonLdRecord {
    public static final String MEDIA_TYPE = "application/ld+json";

    private static final JsonFactory JSON = new JsonFactory();

    private JsonLdRecord() {}

    /**
     * Asks for a record, without the records it links to; moved, unknown and gone are answers too.
     *
     * @param base Libris's address, with a slash at its end
     * @param path the record's id, or one of its old addresses below the host
     */
    public static Request request(URI base, String path) {
        return Request.get(URI.create(base + path + "?embellished=false"), null)
                .withHeader("Accept", MEDIA_TYPE)
                .accepting(302, 404, 410);
    }

    /** One JSON object and nothing else: neither a web page nor a part of a record. */
    public static void requireWhole(Response answer) throws SourceFailure {
        if (answer.status() != 200) {
            return;
        }
        try (JsonParser json = JSON.createParser(answer.open())) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                json.skipChildren();
                if (json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null) {
                    return;
                }
            }
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "no whole record in answer to " + answer.request());
        } catch (IOException broken) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "no whole record in answer to " + answer.request(), broken);
        }
    }

    public static byte[] body(Response answer) throws IOException {
        try (InputStream body = answer.open()) {
            return body.readAllBytes();
        }
    }
}
