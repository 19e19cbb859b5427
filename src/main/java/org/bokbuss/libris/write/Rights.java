package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.login.ClientCredentials;
import org.bokbuss.login.SingleFlight;

/** For which libraries the login may write: what Libris's login service says of the token. */
final class Rights {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpFetcher lookup;
    private final ClientCredentials login;
    private final String client;
    private final URI verify;
    private Map<String, String> libraries;
    private final SingleFlight failures = new SingleFlight();

    Rights(HttpFetcher lookup, ClientCredentials login, String client, URI verify) {
        this.lookup = lookup;
        this.login = login;
        this.client = client;
        this.verify = verify;
    }

    /** Where tokens are verified: beside where they are had, if the configuration does not say. */
    static URI verifyAddress(Settings settings, URI token) {
        return settings.find(Key.LIBRIS_VERIFY_URL)
                .map(set -> URI.create(settings.address(Key.LIBRIS_VERIFY_URL)))
                .orElseGet(() -> URI.create(token.toString().replaceFirst("token(?=/?$)", "verify")));
    }

    /** Each library's sigel with what may be done for it, asked for once: {@code registrant}, {@code cataloger} … */
    Map<String, String> libraries() throws SourceFailure {
        return libraries(Instant.now());
    }

    private synchronized Map<String, String> libraries(Instant wanted) throws SourceFailure {
        return failures.shared(wanted, () -> {
            if (libraries == null) {
                libraries = ask();
            }
            return libraries;
        });
    }

    private Map<String, String> ask() throws SourceFailure {
        Request request = Request.get(verify, null)
                .withHeader("Accept", "application/json")
                .by(login.at(verify));
        try (Response answer = lookup.once(request, whole -> {});
                InputStream body = answer.open()) {
            JsonNode permissions = JSON.readTree(body).path("user").path("permissions");
            if (!permissions.isArray()) {
                throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "no permissions in answer to " + request);
            }
            Map<String, String> found = new TreeMap<>();
            for (JsonNode one : permissions) {
                TreeSet<String> roles = new TreeSet<>();
                for (String role : new String[] {"registrant", "global_registrant", "cataloger"}) {
                    if (one.path(role).asBoolean()) {
                        roles.add(role);
                    }
                }
                found.put(Query.shown(one.path("code").asText()), String.join(", ", roles));
            }
            return found;
        } catch (IOException broken) {
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "no permissions in answer to " + request, broken);
        }
    }

    /** Whether the login may write a library's holdings: for that library, or for all. */
    boolean mayWrite(String sigel) throws SourceFailure {
        return actingFor(sigel).isPresent();
    }

    /**
     * The library that a write is made as ({@code XL-Active-Sigel}): the holding's own, or one whose right covers all
     * libraries. Libris XL looks for {@code global_registrant} at the active sigel alone, and else answers 403. Empty if
     * the login may not write the library's holdings.
     */
    Optional<String> actingFor(String sigel) throws SourceFailure {
        Map<String, String> has = libraries();
        if (!has.getOrDefault(sigel, "").isEmpty()) {
            return Optional.of(sigel);
        }
        return has.entrySet().stream()
                .filter(library -> library.getValue().contains("global_registrant"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Looks whether the login may write a library's holdings.
     *
     * @throws RecordRejected if it may not
     */
    void require(String sigel) throws SourceFailure, RecordRejected {
        Map<String, String> has = libraries();
        if (!mayWrite(sigel)) {
            throw new RecordRejected("the login " + client + " may not write for the library " + sigel + ": it may for "
                    + (has.isEmpty() ? "none" : String.join(", ", has.keySet()))
                    + "; set libris.sigel to one of them (sigels are case-sensitive), or ask KB for the right");
        }
    }
}
