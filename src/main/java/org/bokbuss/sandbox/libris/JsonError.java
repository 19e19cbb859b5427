package org.bokbuss.sandbox.libris;

import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.wire.Answer;

/** What Libris' records and search answer when they refuse: JSON with status, message and, of its own faults, an id. */
final class JsonError {
    private JsonError() {}

    static Answer of(int status, String reason, String message) {
        return answer(status, map("status_code", status, "message", message, "status", reason));
    }

    /** With what is wrong in a document, one by one. */
    static Answer invalid(List<Map<String, Object>> errors) {
        return answer(
                400, map("status_code", 400, "message", "Invalid JSON-LD", "errors", errors, "status", "Bad Request"));
    }

    static Answer notFound() {
        return of(404, "Not Found", "Document not found.");
    }

    /** Whatever went wrong inside: the cause is known to Libris' own log alone. */
    static Answer internal() {
        return answer(
                500,
                map(
                        "status_code",
                        500,
                        "error_id",
                        UUID.randomUUID().toString(),
                        "message",
                        "Internal server error. Please report the error_id if the problem persists.",
                        "status",
                        "Server Error"));
    }

    private static Answer answer(int status, Map<String, Object> json) {
        return Answer.text(status, "application/json;charset=utf-8", JsonLd.text(json))
                .with("Cache-Control", "no-cache");
    }
}
