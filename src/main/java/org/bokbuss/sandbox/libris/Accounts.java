package org.bokbuss.sandbox.libris;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Who may write to Libris: clients, what they may do, and the tokens they were given. Safe for threads. */
public final class Accounts {
    /** A client that may write the holdings of S and of Gbg. */
    public static final String CLIENT_ID = "sandbox-registrant";

    public static final String CLIENT_SECRET = "sandbox-h0ldings&client=+å";

    /** A client that may write the holdings of S, and bibs. */
    public static final String CATALOGUER_ID = "sandbox-cataloguer";

    public static final String CATALOGUER_SECRET = "sandbox-b1bs&client=+ä";

    private final Map<String, String> secrets = Map.of(CLIENT_ID, CLIENT_SECRET, CATALOGUER_ID, CATALOGUER_SECRET);
    private final Map<String, List<Permission>> permissions = new ConcurrentHashMap<>(Map.of(
            CLIENT_ID, List.of(Permission.registrant("S"), Permission.registrant("Gbg")),
            CATALOGUER_ID, List.of(Permission.cataloger("S"))));
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final List<String> issued = new CopyOnWriteArrayList<>();
    private volatile Duration lifetime = Duration.ofHours(10);
    private volatile int callsPerToken = Integer.MAX_VALUE;

    /** What a client was given. */
    record Token(String clientId, Instant until, AtomicInteger calls) {
        boolean isGood() {
            return calls.get() > 0 && Instant.now().isBefore(until);
        }

        void spend() {
            calls.decrementAndGet();
        }

        void expire() {
            calls.set(0);
        }
    }

    // To look at and to change

    /** What a client may do. */
    public List<Permission> permissions(String clientId) {
        return permissions.getOrDefault(clientId, List.of());
    }

    /** From now on a client may do this and nothing else. */
    public void permissions(String clientId, Permission... all) {
        permissions.put(clientId, List.of(all));
    }

    /** How long tokens live that are issued from now on; ten hours, if not said. */
    public void tokenLifetime(Duration time) {
        lifetime = time;
    }

    /** How many writes a token that is issued from now on is good for; as many as you like, if not said. */
    public void callsPerToken(int number) {
        callsPerToken = number;
    }

    /** All tokens have expired. */
    public void expireTokens() {
        tokens.values().forEach(Token::expire);
    }

    /** All tokens are forgotten. */
    public void revokeTokens() {
        tokens.clear();
    }

    /** Every token that was issued, the oldest first. */
    public List<String> issued() {
        return List.copyOf(issued);
    }

    // What the services ask

    /** A new token, if the secret is right. */
    Optional<String> issue(String clientId, String secret) {
        if (!secret.equals(secrets.get(clientId))) {
            return Optional.empty();
        }
        var token = UUID.randomUUID().toString().replace("-", "");
        tokens.put(token, new Token(clientId, Instant.now().plus(lifetime), new AtomicInteger(callsPerToken)));
        issued.add(token);
        return Optional.of(token);
    }

    Duration tokenLifetime() {
        return lifetime;
    }

    /** The token that a header shows; Libris takes it without the word Bearer too, but not with another word. */
    Optional<Token> token(String authorization) {
        return Optional.ofNullable(tokens.get(authorization.replaceFirst("^Bearer ", "")));
    }

    /** The libraries that somebody may write for. */
    Stream<String> sigels() {
        return permissions.values().stream().flatMap(List::stream).map(Permission::sigel);
    }
}
