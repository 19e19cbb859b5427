package org.bokbuss.boknett;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Secrets;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Login;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/**
 * Boknett's login of before 2025: a ticket (TGT) for a name and a password, shown with the date at every call. One
 * ticket serves any number of calls.
 */
final class TicketLogin implements Login {
    /** A ticket lives two hours at most; Bokbasen's own client keeps it so long. */
    private static final Duration FRESH = Duration.ofMinutes(110);

    private final HttpFetcher lookup;
    private final URI site;
    private final Account account;
    private String ticket;
    private Instant freshUntil = Instant.MIN;

    /** Who logs in, and where. */
    record Account(URI loginUrl, String username, String password) {
        @Override
        public String toString() {
            return username + " at " + loginUrl;
        }
    }

    /** @param site the one address that tickets are shown to */
    TicketLogin(CamelContext context, URI site, Account account) {
        this.lookup = new HttpFetcher(context);
        this.site = site;
        this.account = account;
    }

    @Override
    public URI site() {
        return site;
    }

    @Override
    public synchronized Map<String, String> headers() throws SourceFailure {
        if (ticket == null || Instant.now().isAfter(freshUntil)) {
            fetch();
        }
        String now = RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        return Map.of("Authorization", "Boknett " + ticket, "Date", now);
    }

    @Override
    public synchronized void renew(Map<String, String> shown) {
        if (shown.get("Authorization").equals("Boknett " + ticket)) {
            ticket = null;
        }
    }

    private void fetch() throws SourceFailure {
        Instant asked = Instant.now();
        try (Response answer = lookup.getForLogin(request())) {
            if (answer.status() != 201) {
                // Wrong credentials are a 400 here: no 401 is documented.
                throw new SourceFailure(
                        SourceFailure.Kind.MISCONFIGURED,
                        account.loginUrl() + " refuses the login (" + answer.status()
                                + "): check boknett.username and boknett.password");
            }
            // Not Location, which names the ticket too and was withdrawn.
            ticket = answer.header("boknett-tgt")
                    .filter(text -> text.matches("TGT-[\\x21-\\x7e]{1,500}"))
                    .orElseThrow(() -> new SourceFailure(
                            SourceFailure.Kind.PERMANENT, "the answer of " + account.loginUrl() + " holds no ticket"));
            Secrets.learnToken(ticket);
            freshUntil = asked.plus(FRESH);
        }
    }

    private Request request() {
        String form = "username=" + URLEncoder.encode(account.username(), StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(account.password(), StandardCharsets.UTF_8);
        return Request.post(
                        account.loginUrl(),
                        "application/x-www-form-urlencoded",
                        form.getBytes(StandardCharsets.US_ASCII))
                .wanting("boknett-tgt")
                .accepting(201, 400, 401, 403);
    }
}
