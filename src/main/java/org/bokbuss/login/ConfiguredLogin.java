package org.bokbuss.login;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Login;

/**
 * A login that a team has given a name: the keys of the configuration that begin with it say of which kind it is, {@code
 * NAME.token-url} with {@code NAME.client-id} and {@code NAME.client-secret}, {@code NAME.username} with {@code
 * NAME.password}, or {@code NAME.authorization}, the value of that header.
 */
public final class ConfiguredLogin {
    private final CamelContext context;
    private final Settings settings;
    private final String name;

    private ConfiguredLogin(CamelContext context, String name) {
        this.context = context;
        this.settings = Settings.of(context);
        this.name = name;
    }

    /**
     * @param site the only address that it is shown to
     * @throws UserError if the configuration has no such login
     */
    public static Login of(CamelContext context, String name, URI site) {
        return new ConfiguredLogin(context, name).at(site);
    }

    private Login at(URI site) {
        Optional<String> tokenUrl = settings.find(name + ".token-url");
        Optional<String> username = settings.find(name + ".username");
        Optional<String> authorization = settings.find(name + ".authorization");
        if (tokenUrl.isPresent()) {
            return clientCredentials(site, tokenUrl.get());
        }
        if (username.isPresent()) {
            return new BasicLogin(site, username.get(), required("password"));
        }
        if (authorization.isPresent()) {
            return new Shown(site, authorization.get());
        }
        throw new UserError(
                "login=%s: set %s.token-url with %s.client-id and %s.client-secret, %s.username with %s.password, or %s.authorization"
                        .replace("%s", name));
    }

    private Login clientCredentials(URI site, String tokenUrl) {
        if (!Settings.isAddress(tokenUrl) || !Settings.isPrivate(URI.create(tokenUrl))) {
            throw new UserError(name + ".token-url is not " + Settings.WANTED_LOGIN_ADDRESS);
        }
        return new ClientCredentials(
                context,
                site,
                new ClientCredentials.Terms(
                        name,
                        URI.create(tokenUrl),
                        required("client-id"),
                        required("client-secret"),
                        settings.find(name + ".audience").orElse(null)));
    }

    private String required(String key) {
        return settings.find(name + "." + key)
                .orElseThrow(() -> new UserError(name + "." + key + " is not set: add it to"
                        + " config/application.properties or set " + Settings.environmentName(name + "." + key)));
    }

    /** A header that is always the same. */
    private record Shown(URI site, String authorization) implements Login {
        Shown {
            Secrets.learn("authorization", authorization);
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Authorization", authorization);
        }

        @Override
        public void renew(Map<String, String> before) {
            // There is no other.
        }
    }
}
