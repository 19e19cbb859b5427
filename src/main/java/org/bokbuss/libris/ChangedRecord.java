package org.bokbuss.libris;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Lookup;
import org.bokbuss.fetch.Request;
import org.bokbuss.harvest.LibraryRecord;

/** The record that an activity tells of, read where it stands. */
final class ChangedRecord {
    static final String JSON_LD = "application/ld+json";

    private static final int LARGEST = 1 << 26;
    private static final int TRIES = 3;
    private static final byte[] NOTHING = {};
    private static final JsonFactory JSON = new JsonFactory();

    private final Lookup lookup;
    private final URI base;

    ChangedRecord(Lookup lookup, URI base) {
        this.lookup = lookup;
        this.base = base;
    }

    /** Asks for a record, without the records it links to. */
    CompletableFuture<Answer> ask(String id) {
        return lookup.ahead(request(id));
    }

    private Request request(String id) {
        return Request.get(URI.create(base + id + "?embellished=false"), null)
                .withHeader("Accept", JSON_LD)
                // Moved: what was merged into another record is no longer there.
                .accepting(302, 404, 410);
    }

    /** The record as it stands by now; it may be younger than the activity. */
    LibraryRecord read(Activity activity, CompletableFuture<Answer> asked) throws IOException {
        try {
            CompletableFuture<Answer> coming = asked;
            for (int tries = 1; ; tries++) {
                try (Answer answer = Lookup.wait(coming)) {
                    LibraryRecord record = read(activity, answer);
                    if (record != null) {
                        return record;
                    }
                    if (tries == TRIES) {
                        throw new IOException("no whole record in answer to " + answer.request());
                    }
                    coming = lookup.ahead(answer.request());
                }
            }
        } catch (Failure failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private static LibraryRecord read(Activity activity, Answer answer) throws IOException {
        return switch (answer.status()) {
            case 410, 302 -> deleted(activity);
            case 404 -> activity.faulty("Libris does not know the record that changed (404)");
            default ->
                answer.size() > LARGEST
                        ? activity.faulty("the record is larger than " + LARGEST + " bytes")
                        : isWhole(answer) ? record(activity, false, bytes(answer)) : null;
        };
    }

    static LibraryRecord deleted(Activity activity) {
        return record(activity, true, NOTHING);
    }

    private static LibraryRecord record(Activity activity, boolean deleted, byte... body) {
        return new LibraryRecord(
                activity.subject(),
                deleted,
                activity.published().toString(),
                JSON_LD,
                body,
                activity.about(),
                activity.raw(),
                activity.place(),
                null);
    }

    private static byte[] bytes(Answer answer) throws IOException {
        try (InputStream body = answer.open()) {
            return body.readAllBytes();
        }
    }

    /** One JSON object and nothing else: neither a web page nor a part of a record. */
    private static boolean isWhole(Answer answer) {
        try (JsonParser json = JSON.createParser(answer.open())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            json.skipChildren();
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
        } catch (IOException broken) {
            return false;
        }
    }
}
