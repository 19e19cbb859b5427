package org.bokbuss.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.core5.http.MessageConstraintException;
import org.bokbuss.config.Key;

/** What went wrong between a request and its answer, named: a status, or an exception of the client. */
record FailedExchange(Hops hops, Bounds bounds) {
    SourceFailure status(Request request, int status, Duration retryAfter, String location) {
        if (status == 407) {
            return hops.byProxy(request, status, new IOException("proxy authentication required"));
        }
        if (status >= 300 && status < 400) {
            return new SourceFailure(
                    SourceFailure.Kind.PERMANENT,
                    request + " was answered with " + status + ", a redirect to "
                            + (location == null ? "nowhere" : location.replaceAll("[^\\x21-\\x7e]|[?#].*", ""))
                            + ": it is not followed; put the right address into the configuration");
        }
        if (status == 413) {
            return new SourceFailure(
                    SourceFailure.Kind.TOO_LARGE, request + " was answered with status 413: too much at once");
        }
        if (status == 401 && request.login() != null) {
            return new SourceFailure(
                    SourceFailure.Kind.UNAUTHORIZED,
                    request + " was answered with status 401: the login is not accepted");
        }
        boolean passing = status >= 500 || status == 429 || status == 408 || status == 425;
        return new SourceFailure(
                passing ? SourceFailure.Kind.TRANSIENT : SourceFailure.Kind.PERMANENT,
                request + " was answered with status " + status + hops.answeredBy(request),
                retryAfter,
                null);
    }

    /** @param bytes how much of the answer had come */
    SourceFailure thrown(Request request, IOException cause, long bytes) {
        Optional<SourceFailure> onTheWay = hops.failure(request, cause);
        if (onTheWay.isPresent()) {
            return onTheWay.get();
        }
        if (cause instanceof Excess) {
            return exceeds(request, cause);
        }
        if (cause instanceof MessageConstraintException) {
            return exceeds(
                    request,
                    new IOException("%s (%s=%d, %s=%d)"
                            .formatted(
                                    cause.getMessage(),
                                    Key.HTTP_MAX_HEADERS.text(),
                                    bounds.headers(),
                                    Key.HTTP_MAX_HEADER.text(),
                                    bounds.header())));
        }
        return SourceFailure.broken(
                bytes, "the answer to " + request + " was cut off after " + bytes + " bytes: " + reason(cause), cause);
    }

    /** In words: the name of the class, where its message does not say enough without it. */
    private static String reason(IOException cause) {
        String kind = cause.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(\\p{Lower})(\\p{Upper})", "$1 $2")
                .toLowerCase(Locale.ROOT);
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return kind + (message.isEmpty() ? "" : ": " + message);
    }

    static SourceFailure exceeds(Request request, IOException excess) {
        return new SourceFailure(
                SourceFailure.Kind.TRANSIENT,
                "the answer to " + request + " is given up: " + excess.getMessage(),
                excess);
    }
}
