package org.bokbuss.sandbox.libris;

import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;

/** Who writes: the token is shown to the login server with every write. */
final class Admission {
    private final Accounts accounts;

    Admission(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * What the sender of a request may do.
     *
     * @throws Refused if its token is not good
     */
    Rights of(Request request, Faults.OnPage faults) {
        var shown = request.headers().getOrDefault("authorization", "");
        if (shown.isEmpty()) {
            throw unauthorized("No access token (Authorization header) in request", request);
        }
        if (faults.take(Fault.Kind.VERIFY_BROKEN)) {
            throw new Refused(page(500, "Server Error", request));
        }
        var token = accounts.token(shown).orElseThrow(() -> unauthorized("Bad access token.", request));
        if (faults.take(Fault.Kind.EXPIRED)) {
            token.expire();
        }
        // Libris takes a login server that is unavailable for an expired token.
        if (!token.isGood() || faults.take(Fault.Kind.LOGIN_DOWN)) {
            throw unauthorized("Access token has expired", request);
        }
        token.spend();
        return new Rights(
                accounts.permissions(token.clientId()), request.headers().getOrDefault("xl-active-sigel", ""));
    }

    private static Refused unauthorized(String message, Request request) {
        return new Refused(page(401, message, request));
    }

    /** Jetty writes its page for some methods only. */
    private static Answer page(int status, String message, Request request) {
        return request.method().equals("POST") ? ContainerPage.of(status, message, request) : Answer.empty(status);
    }
}
