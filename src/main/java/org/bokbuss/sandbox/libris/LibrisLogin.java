package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** The login server of Libris: tokens for clients, and what a token is good for. */
final class LibrisLogin implements Upstream {
    static final String TOKEN = "/oauth/token";
    static final String VERIFY = "/oauth/verify";

    private static final String VERSION = "1.5.0";

    private final Accounts accounts;
    private final CallCounter calls;

    LibrisLogin(Accounts accounts, CallCounter calls) {
        this.accounts = accounts;
        this.calls = calls;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(TOKEN) || path.equals(VERIFY);
    }

    @Override
    public int page(Request request) {
        return calls.next(request.path().equals(TOKEN) ? Call.TOKEN : Call.VERIFY);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        return request.path().equals(TOKEN) ? token(request) : verify(request);
    }

    private Answer token(Request request) {
        if (!"client_credentials".equals(request.parameter("grant_type").orElse(""))) {
            return json(400, map("error", "unsupported_grant_type"));
        }
        // As HTTP Basic or as parameters, and those in the query or in a form.
        var basic = basic(request).split(":", 2);
        var client = request.parameter("client_id").orElse(basic[0]);
        var secret = request.parameter("client_secret").orElse(basic.length > 1 ? basic[1] : "");
        return accounts.issue(client, secret)
                .map(token -> json(
                        200,
                        map(
                                "access_token",
                                token,
                                "expires_in",
                                accounts.tokenLifetime().toSeconds(),
                                "token_type",
                                "Bearer",
                                "scope",
                                "read write",
                                "app_version",
                                VERSION)))
                .orElseGet(() -> json(401, map("error", "invalid_client")));
    }

    private static String basic(Request request) {
        var shown = request.headers().getOrDefault("authorization", "");
        try {
            return shown.startsWith("Basic ") ? new String(Base64.getDecoder().decode(shown.substring(6)), UTF_8) : "";
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private Answer verify(Request request) {
        var token = accounts.token(request.headers().getOrDefault("authorization", ""));
        if (token.isEmpty()) {
            return refused("Bearer token not found.");
        }
        if (!token.get().isGood()) {
            return refused("Bearer token is expired.");
        }
        var client = token.get().clientId();
        return json(
                200,
                map(
                        "app_version",
                        VERSION,
                        "expires_at",
                        token.get().until().atOffset(ZoneOffset.UTC).toString(),
                        "user",
                        map(
                                "full_name",
                                "",
                                "email",
                                client + "@sandbox.example",
                                "id",
                                42,
                                "permissions",
                                accounts.permissions(client).stream()
                                        .map(LibrisLogin::permission)
                                        .toList())));
    }

    private static Map<String, Object> permission(Permission permission) {
        return map(
                "code",
                permission.sigel(),
                "friendly_name",
                "Biblioteket " + permission.sigel(),
                "cataloger",
                permission.cataloger(),
                "registrant",
                permission.registrant(),
                "global_registrant",
                permission.globalRegistrant());
    }

    private static Answer refused(String message) {
        return json(401, map("app_version", VERSION, "message", message));
    }

    private static Answer json(int status, Map<String, Object> body) {
        return Answer.text(status, "application/json", JsonLd.text(body));
    }
}
