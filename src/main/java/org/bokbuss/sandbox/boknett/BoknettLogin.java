package org.bokbuss.sandbox.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Who may ask Boknett: tokens of OAuth 2.0, and the tickets that came before them. */
final class BoknettLogin implements Upstream {
    static final String TOKEN = "/dds/oauth/token";
    static final String TICKETS = "/dds/v1/tickets";

    private static final Set<String> AUDIENCES = Set.of(Boknett.AUDIENCE, "https://api.bokbasen.io/metadata/");
    private static final Duration DATE_TOLERANCE = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Boknett boknett;
    private final Map<String, Pass> passes = new ConcurrentHashMap<>();

    /** What was given to somebody. */
    private record Pass(String audience, Instant until, AtomicInteger calls) {
        boolean isGood() {
            return calls.getAndDecrement() > 0 && Instant.now().isBefore(until);
        }
    }

    BoknettLogin(Boknett boknett) {
        this.boknett = boknett;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(TOKEN) || path.equals(TICKETS) || path.startsWith(TICKETS + "/");
    }

    @Override
    public int page(Request request) {
        return 0;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (request.method().equals("DELETE") && request.path().startsWith(TICKETS + "/")) {
            return Answer.empty(passes.remove(request.path().substring(TICKETS.length() + 1)) == null ? 400 : 200);
        }
        if (!request.method().equals("POST")) {
            return Answer.empty(405);
        }
        return request.path().equals(TOKEN) ? token(request) : ticket(request);
    }

    private Answer token(Request request) {
        if (!"client_credentials".equals(field(request, "grant_type"))
                || !Boknett.CLIENT_ID.equals(field(request, "client_id"))
                || !Boknett.CLIENT_SECRET.equals(field(request, "client_secret"))
                || field(request, "audience").isEmpty()) {
            return json(401, Map.of("error", "access_denied", "error_description", "Unauthorized"));
        }
        var audience = field(request, "audience");
        if (!AUDIENCES.contains(audience)) {
            return json(
                    403,
                    Map.of(
                            "error",
                            "access_denied",
                            "error_description",
                            "Service not enabled within domain: " + audience));
        }
        var token = "sandbox." + UUID.randomUUID() + ".jwt";
        keep(token, audience, Duration.ofSeconds(boknett.expiresIn()));
        return json(
                200,
                Map.of(
                        "access_token",
                        token,
                        "scope",
                        "dds:inventory",
                        "expires_in",
                        boknett.expiresIn(),
                        "token_type",
                        "Bearer"));
    }

    /** From a form or from JSON. */
    private static String field(Request request, String name) {
        if (request.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            try {
                JsonNode body = JSON.readTree(request.body());
                return body == null ? "" : body.path(name).asText();
            } catch (IOException notJson) {
                return "";
            }
        }
        return request.parameter(name).orElse("");
    }

    private static Answer json(int status, Map<String, Object> body) {
        return Answer.text(status, "application/json", JSON.valueToTree(body).toString());
    }

    private Answer ticket(Request request) {
        if (!request.parameter("username").equals(Optional.of(Boknett.USERNAME))
                || !request.parameter("password").equals(Optional.of(Boknett.PASSWORD))) {
            return Answer.empty(400);
        }
        var ticket = "TGT-" + boknett.issued().size() + "-" + UUID.randomUUID() + "-login.sandbox";
        keep(ticket, Boknett.AUDIENCE, Duration.ofHours(2));
        return Answer.empty(201).with(boknett.header("Boknett-TGT"), ticket);
    }

    private void keep(String pass, String audience, Duration life) {
        boknett.issue(pass);
        passes.put(pass, new Pass(audience, Instant.now().plus(life), new AtomicInteger(boknett.callsPerToken())));
    }

    /** Why the request is not answered; nothing if it may be. */
    Optional<Answer> refuse(Request request) {
        var shown = request.headers().getOrDefault("authorization", "");
        var pass = passes.get(shown.replaceFirst("^(Bearer|Boknett) ", ""));
        var ticket = shown.startsWith("Boknett TGT-");
        if (pass == null || !ticket && !shown.startsWith("Bearer sandbox.") || !pass.isGood()) {
            return Optional.of(Answer.empty(401));
        }
        if (!pass.audience().equals(Boknett.AUDIENCE)) {
            return Optional.of(Answer.empty(403));
        }
        return ticket && !isNow(request.headers().getOrDefault("date", ""))
                ? Optional.of(error("DATE", "The Date header is missing or not within 15 minutes"))
                : Optional.empty();
    }

    private static boolean isNow(String date) {
        try {
            var time = ZonedDateTime.parse(date, RFC_1123_DATE_TIME).toInstant();
            return Duration.between(time, Instant.now()).abs().compareTo(DATE_TOLERANCE) < 0;
        } catch (DateTimeException unreadable) {
            return false;
        }
    }

    /** The envelope of the export services. */
    static Answer error(String code, String message) {
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><errors><error><code>" + code
                + "</code><message>" + Xml.escape(message) + "</message></error></errors>";
        return new Answer(400, Map.of("Content-Type", "application/xml;charset=UTF-8"), Body.of(xml.getBytes(UTF_8)));
    }
}
