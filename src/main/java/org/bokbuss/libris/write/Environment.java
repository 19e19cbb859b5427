package org.bokbuss.libris.write;

import java.net.URI;
import java.util.Locale;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/** Which Libris is written to. It is said twice, by name and by address, so that a test never ends up in production. */
enum Environment {
    PRODUCTION("libris.kb.se", "login.libris.kb.se"),
    STG("libris-stg.kb.se", "login-stg.libris.kb.se"),
    QA("libris-qa.kb.se", "login-stg.libris.kb.se"),
    EDU("libris-edu.kb.se", "login-stg.libris.kb.se"),
    SANDBOX(null, null);

    private final String host;
    private final String loginHost;

    Environment(String host, String loginHost) {
        this.host = host;
        this.loginHost = loginHost;
    }

    /**
     * The one that is configured.
     *
     * @throws UserError if name and address do not fit
     */
    static Environment of(Settings settings) {
        String name = settings.oneOf(Key.LIBRIS_ENVIRONMENT);
        Environment environment = valueOf(name.toUpperCase(Locale.ROOT));
        URI base = URI.create(settings.address(Key.LIBRIS_BASE_URL));
        if (!environment.has(base)) {
            throw new UserError("libris.environment=" + name + " does not fit libris.base-url=" + base
                    + ": nothing is written; " + name + " is "
                    + (environment == SANDBOX ? "an address of this machine" : "https://" + environment.host));
        }
        return environment;
    }

    private boolean has(URI base) {
        return this == SANDBOX
                ? Settings.isThisMachine(base)
                : base.getHost().equalsIgnoreCase(host)
                        && base.getScheme().equals("https")
                        && (base.getPort() == -1 || base.getPort() == 443);
    }

    /** Where a token is had, if the configuration does not say. */
    URI tokenAddress(Settings settings) {
        return settings.find(Key.LIBRIS_TOKEN_URL).isPresent()
                ? URI.create(settings.address(Key.LIBRIS_TOKEN_URL))
                : URI.create((this == SANDBOX ? settings.address(Key.LIBRIS_BASE_URL) : "https://" + loginHost)
                        + "/oauth/token");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
