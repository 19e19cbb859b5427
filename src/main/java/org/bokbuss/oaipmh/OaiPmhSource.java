package org.bokbuss.oaipmh;

import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.login.BasicLogin;

/** Any OAI-PMH 2.0 repository: the parameters of {@code oaipmh-source}. */
public final class OaiPmhSource implements Source {
    private String url = "";
    private String username = "";
    private String password = "";
    private Granularity granularity;
    private final OaiPmhList list = new OaiPmhList();

    /** The repository's base URL. */
    public void setUrl(String url) {
        this.url = url.strip();
    }

    public void setSet(String set) {
        list.setSet(set);
    }

    public void setMetadataPrefix(String metadataPrefix) {
        list.setMetadataPrefix(metadataPrefix);
    }

    public void setVerb(String verb) {
        list.setVerb(verb);
    }

    /** For HTTP Basic; empty where none is asked for. */
    public void setUsername(String username) {
        this.username = username.strip();
    }

    public void setPassword(String password) {
        this.password = password;
    }

    /** {@code day} or {@code second}; empty for what the repository says. */
    public void setGranularity(String granularity) {
        this.granularity = switch (granularity) {
            case "" -> null;
            case "day" -> Granularity.DAY;
            case "second" -> Granularity.SECOND;
            default ->
                throw new UserError("granularity=" + granularity
                        + ": write day or second, or nothing for what the repository says");
        };
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        if (!Settings.isAddress(url)) {
            // Not repeated: it may hold a password.
            throw new UserError(
                    "url of oaipmh-source is no address that can be used: write the repository's base URL, for"
                            + " example https://example.org/oai, a login into username and password");
        }
        URI address = URI.create(url);
        boolean login = !username.isEmpty();
        if (login && !Settings.isPrivate(address)) {
            throw new UserError("url=" + url + " of oaipmh-source would send the password in clear: write https");
        }
        return new OaiPmhSession(
                new Repository(
                        address.getAuthority(),
                        "oaipmh-source",
                        address,
                        login ? new BasicLogin(address, username, password) : null,
                        granularity,
                        Map.of(),
                        false),
                list,
                settings);
    }
}
