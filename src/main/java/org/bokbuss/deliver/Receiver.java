package org.bokbuss.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Login;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;

/** A web API that takes records: how it is asked, and how patiently. Safe for threads. */
final class Receiver {
    /** So many records refused one after the other are no longer bad records. */
    private static final int REFUSALS_IN_A_ROW = 20;

    /** Answers whose words count. The others are failures by themselves: an outage, a redirect, a login that is not accepted. */
    private static final int[] ANSWERS = {
        201, 202, 203, 204, 205, 206, 207, 208, 400, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416,
        417, 418, 422, 423, 424, 428, 431, 451, 500
    };

    private final HttpFetcher fetcher;
    private final RetryPolicy retries;
    private final Waiting waiting;
    private final Terms terms;
    private boolean hasTaken;
    private int refusalsInARow;

    /**
     * How it is asked.
     *
     * @param several whether a request may have several records
     * @param ofTheRecord whether each record has an address of its own
     * @param login null for none
     * @param answers null where an answer holds for all records of its request
     */
    record Terms(
            String method,
            RequestBody body,
            boolean several,
            boolean ofTheRecord,
            Map<String, String> headers,
            Login login,
            ItemAnswers answers) {}

    /** @param said its words */
    record Answer(Request request, int status, String said) {
        String sentence() {
            return sentence(status, said);
        }

        /** The same of a part of it. */
        String sentence(int status, String said) {
            String words = Secrets.mask(Query.shown(said));
            return request + " was answered with status " + status + (words.isEmpty() ? "" : ": " + words);
        }
    }

    Receiver(CamelContext context, Terms terms) {
        this.fetcher = new HttpFetcher(context);
        this.retries = RetryPolicy.ofRequests(Settings.of(context));
        this.waiting = new Waiting(
                () -> Waiting.isStopping(context) ? "stopped as asked, the position is kept" : null,
                SinkUnavailable::new);
        this.terms = terms;
    }

    Terms terms() {
        return terms;
    }

    RetryPolicy retries() {
        return retries;
    }

    Waiting waiting() {
        return waiting;
    }

    /**
     * Sends records by one request.
     *
     * @throws SinkUnavailable if nothing gets through, however often it was tried
     * @throws UserError if a setting is wrong
     */
    Answer send(List<RequestItem> items) {
        RequestItem first = items.get(0);
        Request request = first.isRemoval()
                ? Request.of("DELETE", first.address(), null)
                : Request.of(
                                terms.method(),
                                first.address(),
                                terms.body()
                                        .whole(
                                                items.stream()
                                                        .map(RequestItem::part)
                                                        .toList(),
                                                terms.several()))
                        .withHeader("Content-Type", terms.body().contentType(first.event(), terms.several()));
        return ask(request);
    }

    /** Asks for nothing: whether the way there is free. */
    Answer look(URI address) {
        return ask(Request.of("OPTIONS", address, null));
    }

    private Answer ask(Request bare) {
        Request request = bare.accepting(ANSWERS).withHeader("Accept", "application/json, */*;q=0.5");
        for (Map.Entry<String, String> header : terms.headers().entrySet()) {
            request = request.withHeader(header.getKey(), header.getValue());
        }
        if (terms.login() != null) {
            request = request.by(terms.login());
        }
        try (Response answer = fetcher.get(request, Receiver::requireNoWebPage);
                InputStream said = answer.open()) {
            // A web page says no more than its status.
            String words = answer.looksLikeHtml() ? "" : new String(said.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(request, answer.status(), words);
        } catch (SourceFailure failure) {
            throw failure.kind() == SourceFailure.Kind.MISCONFIGURED
                    ? new UserError("record-http-sink: " + failure.getMessage(), failure)
                    : new SinkUnavailable("record-http-sink: " + failure.getMessage(), failure);
        } catch (IOException broken) {
            throw new SinkUnavailable("record-http-sink: the answer to " + request + " cannot be read", broken);
        }
    }

    /** The login of a network, or a notice, comes with status 200, and has taken nothing. */
    private static void requireNoWebPage(Response answer) throws SourceFailure {
        if (answer.status() < 300 && answer.looksLikeHtml()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "a web page instead of an answer to " + answer.request());
        }
    }

    synchronized void hasTaken() {
        hasTaken = true;
        refusalsInARow = 0;
    }

    /**
     * Counts a refusal.
     *
     * @param trouble whether the receiver may be to blame, and not the record
     * @throws SinkUnavailable if it looks as if nothing gets through
     */
    synchronized void hasRefused(String sentence, boolean trouble) {
        refusalsInARow++;
        if (refusalsInARow >= REFUSALS_IN_A_ROW && (trouble || !hasTaken)) {
            refusalsInARow = 0;
            throw new SinkUnavailable("record-http-sink: " + REFUSALS_IN_A_ROW
                    + " records were refused one after the other, and none taken; the last: " + sentence);
        }
    }
}
