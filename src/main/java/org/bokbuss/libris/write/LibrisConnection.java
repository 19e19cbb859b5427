package org.bokbuss.libris.write;

import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.Shared;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.libris.record.BibSearch;
import org.bokbuss.login.ClientCredentials;

/** Libris, the login and the pace of one Camel context: shared by all that write there. */
public final class LibrisConnection {
    private static final String NAME = "bokbussLibrisAccess";

    private final Settings settings;
    private final Libris libris;
    private final BibSearch bibs;
    private final Rights rights;
    private final WritePolicy pace;
    private final String client;

    private LibrisConnection(CamelContext context) {
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
        HttpFetcher lookup = new HttpFetcher(context);
        libris = new Libris(base, lookup, login);
        bibs = new BibSearch(base, request -> lookup.once(request, whole -> {}));
        rights = new Rights(lookup, login, client, Rights.verifyAddress(settings, token));
        pace = new WritePolicy(settings, () -> Waiting.isStopping(context));
    }

    /**
     * That of a context, made on first use.
     *
     * @throws org.bokbuss.config.UserError if the environment's name and address do not fit
     */
    public static LibrisConnection of(CamelContext context) {
        return Shared.of(context, NAME, LibrisConnection.class, () -> new LibrisConnection(context));
    }

    /** For whom the login may write, a library's sigel with what may be done for it. Nothing is written. */
    public Map<String, String> libraries() throws SourceFailure {
        requireLogin();
        return rights.libraries();
    }

    /** Whether the login may write the library's holdings. Nothing is written. */
    public boolean mayWrite(String sigel) throws SourceFailure {
        return rights.mayWrite(sigel);
    }

    /** @throws org.bokbuss.config.UserError if no login is configured */
    void requireLogin() {
        settings.text(Key.LIBRIS_CLIENT_ID);
        settings.text(Key.LIBRIS_CLIENT_SECRET);
    }

    Libris libris() {
        return libris;
    }

    BibSearch bibs() {
        return bibs;
    }

    Rights rights() {
        return rights;
    }

    WritePolicy pace() {
        return pace;
    }

    String client() {
        return client;
    }
}
