package org.bokbuss.holdings;

import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.Key;
import org.bokbuss.Settings;
import org.bokbuss.fetch.ClientCredentials;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Lookup;
import org.bokbuss.libris.record.Bibs;

/** Libris, the login and the pace of one Camel context: shared by all that write there. */
public final class Access {
    private static final String NAME = "bokbussLibrisAccess";

    private final Settings settings;
    private final Libris libris;
    private final Bibs bibs;
    private final Rights rights;
    private final Pace pace;
    private final String client;

    private Access(CamelContext context) {
        settings = Settings.of(context);
        Environment environment = Environment.of(settings);
        URI base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/");
        URI token = environment.tokenAddress(settings);
        client = settings.find(Key.LIBRIS_CLIENT_ID).orElse("");
        ClientCredentials login = new ClientCredentials(
                context,
                base,
                new ClientCredentials.Terms(
                        "libris",
                        token,
                        client,
                        settings.find(Key.LIBRIS_CLIENT_SECRET).orElse(""),
                        null));
        Lookup lookup = new Lookup(context);
        libris = new Libris(base, lookup, login);
        bibs = new Bibs(base, request -> lookup.once(request, whole -> {}));
        rights = new Rights(lookup, login, client, Rights.verifyAddress(settings, token));
        pace = new Pace(
                settings,
                () -> context.getStatus().isStopping() || context.getStatus().isStopped());
    }

    /**
     * That of a context, made on first use.
     *
     * @throws org.bokbuss.Mistake if the environment's name and address do not fit
     */
    public static Access of(CamelContext context) {
        synchronized (context) {
            Access access = context.getRegistry().lookupByNameAndType(NAME, Access.class);
            if (access == null) {
                access = new Access(context);
                context.getRegistry().bind(NAME, access);
            }
            return access;
        }
    }

    /** For whom the login may write, a library's sigel with what may be done for it. Nothing is written. */
    public Map<String, String> libraries() throws Failure {
        requireLogin();
        return rights.libraries();
    }

    /** Whether the login may write the library's holdings. Nothing is written. */
    public boolean mayWrite(String sigel) throws Failure {
        return rights.mayWrite(sigel);
    }

    /** @throws org.bokbuss.Mistake if no login is configured */
    void requireLogin() {
        settings.text(Key.LIBRIS_CLIENT_ID);
        settings.text(Key.LIBRIS_CLIENT_SECRET);
    }

    Libris libris() {
        return libris;
    }

    Bibs bibs() {
        return bibs;
    }

    Rights rights() {
        return rights;
    }

    Pace pace() {
        return pace;
    }

    String client() {
        return client;
    }
}
