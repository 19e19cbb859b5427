package org.bokbuss.sandbox.libris;

import org.bokbuss.sandbox.wire.Answer;

/** A write is not carried out; the answer says why. */
final class Refused extends RuntimeException {
    private final transient Answer answer;

    Refused(Answer answer) {
        super("HTTP " + answer.status(), null, false, false);
        this.answer = answer;
    }

    Refused(int status, String reason, String message) {
        this(JsonError.of(status, reason, message));
    }

    static Refused badRequest(String message) {
        return new Refused(400, "Bad Request", message);
    }

    static Refused forbidden(String message) {
        return new Refused(403, "Forbidden", message);
    }

    static Refused methodNotAllowed() {
        return new Refused(405, "Method Not Allowed", "Method not allowed.");
    }

    Answer answer() {
        return answer;
    }
}
