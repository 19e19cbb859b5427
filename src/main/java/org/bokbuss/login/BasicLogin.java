package org.bokbuss.login;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.bokbuss.config.Secrets;
import org.bokbuss.fetch.Login;

/** A name and a password, shown with every request (RFC 7617). */
public final class BasicLogin implements Login {
    private final URI site;
    private final String shown;

    /** @param site the only address that is shown them */
    public BasicLogin(URI site, String username, String password) {
        this.site = site;
        String encoded =
                Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        Secrets.learn("password", password);
        Secrets.learn("password", encoded);
        this.shown = "Basic " + encoded;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Authorization", shown);
    }

    @Override
    public URI site() {
        return site;
    }

    @Override
    public void renew(Map<String, String> before) {
        // There is no other.
    }
}
