package org.bokbuss.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Secrets;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Login;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/**
 * OAuth 2.0 with the grant {@code client_credentials}: a token, kept until shortly before it expires.
 *
 * <p>Camel's own OAuth 2.0 for HTTP cannot name an audience, which Bokbasen requires.
 */
public final class ClientCredentials implements Login {
    /** Less than the five minutes under which Bokbasen hands out the same token again. */
    private static final Duration EARLY = Duration.ofSeconds(60);

    /** A token's life where the answer does not tell it. */
    private static final Duration UNTOLD = Duration.ofSeconds(60);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LARGEST_ANSWER = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpFetcher lookup;
    private final URI site;
    private final Terms terms;
    private String token;
    private final SingleFlight failures = new SingleFlight();
    private Instant freshUntil = Instant.MIN;

    /**
     * What is shown to get a token.
     *
     * @param keys the configuration keys' common beginning, for messages: {@code boknett}
     * @param audience the API the token is for; null where there is but one
     */
    public record Terms(String keys, URI tokenUrl, String clientId, String clientSecret, String audience) {
        @Override
        public String toString() {
            return keys + " at " + tokenUrl;
        }
    }

    /** @param site the one address that tokens are shown to */
    public ClientCredentials(CamelContext context, URI site, Terms terms) {
        this.lookup = new HttpFetcher(context);
        this.site = site;
        this.terms = terms;
    }

    @Override
    public URI site() {
        return site;
    }

    @Override
    public Map<String, String> headers() throws SourceFailure {
        return Map.of("Authorization", "Bearer " + token(Instant.now()));
    }

    private synchronized String token(Instant wanted) throws SourceFailure {
        return failures.shared(wanted, () -> {
            if (token == null || Instant.now().isAfter(freshUntil)) {
                fetch();
            }
            return token;
        });
    }

    /** The same login, to be shown to one more site: where its rights are told. */
    public Login at(URI other) {
        return new Login() {
            @Override
            public Map<String, String> headers() throws SourceFailure {
                return ClientCredentials.this.headers();
            }

            @Override
            public URI site() {
                return other;
            }

            @Override
            public void renew(Map<String, String> shown) {
                ClientCredentials.this.renew(shown);
            }
        };
    }

    @Override
    public synchronized void renew(Map<String, String> shown) {
        if (shown.get("Authorization").equals("Bearer " + token)) {
            token = null;
        }
    }

    private void fetch() throws SourceFailure {
        Instant asked = Instant.now();
        try (Response answer = lookup.getForLogin(request());
                InputStream body = answer.open()) {
            JsonNode said = json(body);
            if (answer.status() != 200) {
                throw refusal(answer.status(), said);
            }
            token = tokenOf(said, terms.tokenUrl());
            Secrets.learnToken(token);
            freshUntil = asked.plus(freshFor(said));
        } catch (IOException e) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "the answer of " + terms.tokenUrl() + " could not be read", e);
        }
    }

    static String tokenOf(JsonNode said, URI tokenUrl) throws SourceFailure {
        return Optional.ofNullable(said.get("access_token"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(text -> text.matches("[\\x21-\\x7e]+"))
                .orElseThrow(() -> new SourceFailure(
                        SourceFailure.Kind.PERMANENT, "the answer of " + tokenUrl + " holds no access_token"));
    }

    /** How long a token is shown: less than it lives, and never so briefly that each page needs a login. */
    static Duration freshFor(JsonNode said) {
        long seconds = said.path("expires_in").asLong(0);
        Duration life = seconds <= 0 ? UNTOLD : Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
        Duration half = life.dividedBy(2);
        return half.compareTo(EARLY) < 0 ? half : life.minus(EARLY);
    }

    private Request request() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", terms.clientId());
        form.put("client_secret", terms.clientSecret());
        if (terms.audience() != null) {
            form.put("audience", terms.audience());
        }
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Request.post(
                        terms.tokenUrl(), "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.US_ASCII))
                .withHeader("Accept", "application/json")
                .accepting(400, 401, 403);
    }

    private static JsonNode json(InputStream body) throws IOException {
        try {
            JsonNode said = JSON.readTree(body.readNBytes(LARGEST_ANSWER));
            return said == null ? JSON.createObjectNode() : said;
        } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private SourceFailure refusal(int status, JsonNode said) {
        String reason = (said.path("error").asText("") + " "
                        + said.path("error_description").asText(""))
                .replaceAll("[^\\x20-\\x7e]", "?")
                .strip();
        return new SourceFailure(
                SourceFailure.Kind.MISCONFIGURED,
                terms.tokenUrl() + " refuses the login (" + status + (reason.isEmpty() ? "" : ", " + reason) + "): "
                        + (status == 403
                                ? "the client has no right to " + terms.audience() + "; see " + terms.keys()
                                        + ".audience"
                                : "check " + terms.keys() + ".client-id and " + terms.keys() + ".client-secret"));
    }
}
