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
import org.bokbuss.fetch.FetchRoutes;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/** Brings pages; one may be on its way while another is delivered. */
final class PageFetcher {
    /** Hears of pauses; may be told by another thread. */
    interface Pauses {
        void pausing(SourceFailure failure, Duration pause);

        /** The page is here, or will not come. */
        void over();
    }

    private final Pipelines pipelines;
    private final Session session;
    private final RunListener listener;
    private final Pauses pauses;
    private CompletableFuture<Page> coming;
    private volatile Instant firstServerTime;

    PageFetcher(Pipelines pipelines, Session session, RunListener listener, Pauses pauses) {
        this.pipelines = pipelines;
        this.session = session;
        this.listener = listener;
        this.pauses = pauses;
    }

    /** A question, and where in the harvest it stands. */
    record Question(Request request, Window window, String cursor) {}

    /** Asks for a page ahead of its time. */
    void ahead(Question question) {
        coming = ask(question);
    }

    /** The page that was asked for ahead, else the one asked for now. */
    Page take(Question question) throws Exception {
        CompletableFuture<Page> asked = coming == null ? ask(question) : coming;
        coming = null;
        try {
            return await(question, asked);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        } finally {
            pauses.over();
        }
    }

    private Page await(Question question, CompletableFuture<Page> asked)
            throws ExecutionException, InterruptedException {
        while (true) {
            try {
                return asked.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (pipelines.stopping()) {
                    forget(asked);
                    throw new RunInterrupted("stopped as asked while waiting for " + question.request());
                }
            }
        }
    }

    /** The answer to a question beside the harvest. */
    Response answer(Request request, Window window) throws Exception {
        return take(new Question(request, window, null)).answer();
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

    private CompletableFuture<Page> ask(Question question) {
        listener.asked(question.request());
        Exchange exchange = new DefaultExchange(pipelines.context());
        exchange.getMessage().setBody(question.request());
        exchange.setProperty(FetchRoutes.READER, new Reader(question));
        return pipelines
                .producer()
                .asyncSend(FetchRoutes.FETCH, exchange)
                .thenApply(PageFetcher::page)
                .whenComplete(this::tell);
    }

    private void tell(Page page, Throwable failed) {
        if (page == null) {
            listener.unanswered(failed instanceof CompletionException wrapped ? wrapped.getCause() : failed);
        } else {
            listener.answered(page.answer());
        }
    }

    private static Page page(Exchange answered) {
        if (answered.getException() != null) {
            throw new CompletionException(answered.getException());
        }
        return answered.getMessage().getBody(Page.class);
    }

    private final class Reader implements FetchRoutes.Reader {
        private final Question question;

        Reader(Question question) {
            this.question = question;
        }

        @Override
        public Page read(Response answer) throws SourceFailure {
            if (firstServerTime == null) {
                firstServerTime = answer.serverTime();
            }
            return Page.read(session, question.window(), question.cursor(), answer);
        }

        @Override
        public void pausing(SourceFailure failure, Duration pause) {
            pauses.pausing(failure, pause);
        }
    }
}
