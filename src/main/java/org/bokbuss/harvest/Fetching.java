package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.FetchRoutes;
import org.bokbuss.fetch.Request;

/** Brings pages; one may be on its way while another is delivered. */
final class Fetching implements FetchRoutes.Reader {
    /** Hears of pauses. */
    interface Pauses {
        void pausing(Failure failure, Duration pause);
    }

    private final Harvests harvests;
    private final Protocol protocol;
    private final Pauses pauses;
    private CompletableFuture<Page> coming;
    private volatile Instant firstServerTime;

    Fetching(Harvests harvests, Protocol protocol, Pauses pauses) {
        this.harvests = harvests;
        this.protocol = protocol;
        this.pauses = pauses;
    }

    /** Asks for a page ahead of its time. */
    void ahead(Request request) {
        coming = ask(request);
    }

    /** The page that was asked for ahead, else the one asked for now. */
    Page take(Request request) throws Exception {
        CompletableFuture<Page> asked = coming == null ? ask(request) : coming;
        coming = null;
        while (true) {
            try {
                return asked.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (harvests.stopping()) {
                    forget(asked);
                    throw new Stopped("stopped as asked while waiting for " + request);
                }
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof Exception cause ? cause : failed;
            }
        }
    }

    /** The source's clock when it answered first; null if it did not tell. */
    Instant firstServerTime() {
        return firstServerTime;
    }

    /** Lets go of what may still come. */
    void close() {
        if (coming != null) {
            forget(coming);
            coming = null;
        }
    }

    /** A page that nobody will read must not keep its spool. */
    private static void forget(CompletableFuture<Page> asked) {
        asked.thenAccept(page -> page.answer().close());
    }

    private CompletableFuture<Page> ask(Request request) {
        Exchange exchange = new DefaultExchange(harvests.context());
        exchange.getMessage().setBody(request);
        exchange.setProperty(FetchRoutes.READER, this);
        return harvests.producer().asyncSend(FetchRoutes.FETCH, exchange).thenApply(Fetching::page);
    }

    private static Page page(Exchange answered) {
        if (answered.getException() != null) {
            throw new CompletionException(answered.getException());
        }
        return answered.getMessage().getBody(Page.class);
    }

    @Override
    public Page read(Answer answer) throws Failure {
        if (firstServerTime == null) {
            firstServerTime = answer.serverTime();
        }
        return protocol.read(answer);
    }

    @Override
    public void pausing(Failure failure, Duration pause) {
        pauses.pausing(failure, pause);
    }
}
