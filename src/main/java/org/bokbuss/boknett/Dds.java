package org.bokbuss.boknett;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.Shared;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Login;
import org.bokbuss.fetch.Request;
import org.bokbuss.login.ClientCredentials;

/**
 * Where Bokbasen's DDS is, and who we are there.
 *
 * @param base without a slash at its end
 * @param tickets whether it is the platform of before 2025, which has tickets and its paths in another order
 */
record Dds(URI base, boolean tickets, Login login) {
    /** One token an audience and client, whoever asks: Bokbasen wants it to be reused. */
    private static final String LOGIN = "bokbuss-boknett-login ";

    private static final String PLATFORM = "https://api.bokbasen.io/dds";
    private static final String OLD_PLATFORM = "https://api.dds.boknett.no";

    /** @throws UserError if the configuration does not say who we are */
    static Dds of(CamelContext context, Settings settings) {
        boolean tickets = settings.oneOf(Key.BOKNETT_AUTH).equals("tgt");
        URI base = URI.create(
                settings.find(Key.BOKNETT_BASE_URL).isPresent()
                        ? settings.address(Key.BOKNETT_BASE_URL)
                        : tickets ? OLD_PLATFORM : PLATFORM);
        return new Dds(base, tickets, tickets ? tickets(context, settings, base) : tokens(context, settings, base));
    }

    private static Login tokens(CamelContext context, Settings settings, URI base) {
        require(settings, Key.BOKNETT_CLIENT_ID, Key.BOKNETT_CLIENT_SECRET);
        var terms = new ClientCredentials.Terms(
                "boknett",
                URI.create(settings.address(Key.BOKNETT_TOKEN_URL)),
                settings.text(Key.BOKNETT_CLIENT_ID),
                settings.text(Key.BOKNETT_CLIENT_SECRET),
                settings.text(Key.BOKNETT_AUDIENCE));
        String name = "%s %s %s at %s".formatted(terms.tokenUrl(), terms.clientId(), terms.audience(), base);
        return Shared.of(context, LOGIN + name, Login.class, () -> new ClientCredentials(context, base, terms));
    }

    private static Login tickets(CamelContext context, Settings settings, URI base) {
        require(settings, Key.BOKNETT_USERNAME, Key.BOKNETT_PASSWORD);
        var account = new TicketLogin.Account(
                URI.create(settings.address(Key.BOKNETT_LOGIN_URL)),
                settings.text(Key.BOKNETT_USERNAME),
                settings.text(Key.BOKNETT_PASSWORD));
        return Shared.of(
                context, LOGIN + account + " at " + base, Login.class, () -> new TicketLogin(context, base, account));
    }

    private static void require(Settings settings, Key name, Key secret) {
        if (settings.find(name).isEmpty() || settings.find(secret).isEmpty()) {
            throw new UserError(name.text() + " and " + secret.text() + " are not both set: Bokbasen gives them to its"
                    + " customers; set them in config/application.properties, or as "
                    + Settings.environmentName(name.text()) + " and " + Settings.environmentName(secret.text()));
        }
    }

    /** The list of version 2. */
    URI inventory() {
        return URI.create(base + (tickets ? "/v2/inventory/" : "/inventory/v2"));
    }

    /** The list of version 1, which has no place on the present platform: behind a gateway it may still. */
    URI inventoryV1() {
        return URI.create(base + "/inventory/");
    }

    /** @param address one of the above */
    Request list(URI address, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                // Cursors hold + / and =, which a server reads as something else unless they are escaped.
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return request(query.isEmpty() ? address : URI.create(address + "?" + query));
    }

    /** One title with all its versions. @param isbn thirteen digits */
    Request one(String isbn) {
        return request(URI.create(inventory().toString().replaceAll("/$", "") + "/" + isbn));
    }

    private Request request(URI address) {
        return Request.get(address, null)
                .withHeader("Accept", "application/atom+xml")
                .accepting(400, 403, 404, 410, 422)
                .by(login);
    }
}
