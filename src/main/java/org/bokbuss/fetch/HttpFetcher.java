package org.bokbuss.fetch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** Single questions beside a harvest: a record by its id, a library by its sigel. Asked as politely as pages are. */
public final class HttpFetcher {
    private final CamelContext context;
    private final ProducerTemplate producer;

    public HttpFetcher(CamelContext context) {
        FetchRoutes.addTo(context);
        this.context = context;
        this.producer = context.createProducerTemplate();
        // Camel's own threads are ten, however many wait.
        this.producer.setExecutorService(
                context.getExecutorServiceManager().newCachedThreadPool(this, "bokbuss-lookup"));
    }

    /**
     * Asks, and waits for the answer, which the caller closes.
     *
     * @throws SourceFailure when no answer could be had, however often it was asked for
     */
    public Response get(Request request) throws SourceFailure {
        return wait(ahead(request));
    }

    /** The same, where an answer that is not whole is asked for again. */
    public Response get(Request request, Proof proof) throws SourceFailure {
        return wait(ahead(request, proof));
    }

    /** The same for a login. What was retried here must not be retried all over again by the request that is to show it. */
    public Response getForLogin(Request request) throws SourceFailure {
        try {
            return get(request);
        } catch (SourceFailure tried) {
            throw new SourceFailure(SourceFailure.Kind.PERMANENT, tried.getMessage(), tried.retryAfter(), tried);
        }
    }

    /** Asks once: whether to repeat it is for the caller to judge. */
    public Response once(Request request, Proof proof) throws SourceFailure {
        return wait(ask(FetchRoutes.ONCE, request, proof));
    }

    /** Asks now for what is wanted later; {@link #wait} takes it. */
    public CompletableFuture<Response> ahead(Request request) {
        return ahead(request, answer -> {});
    }

    /** The same, where an answer that is not whole is asked for again. */
    public CompletableFuture<Response> ahead(Request request, Proof proof) {
        return ask(FetchRoutes.FETCH, request, proof);
    }

    private CompletableFuture<Response> ask(String route, Request request, Proof proof) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(request);
        exchange.setProperty(FetchRoutes.READER, new Proving(proof));
        return producer.asyncSend(route, exchange).thenApply(answered -> {
            if (answered.getException() != null) {
                throw new CompletionException(answered.getException());
            }
            return answered.getMessage().getBody(Response.class);
        });
    }

    /** The answer that was asked for ahead. */
    public static Response wait(CompletableFuture<Response> asked) throws SourceFailure {
        try {
            return asked.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            asked.thenAccept(Response::close);
            throw new SourceFailure(SourceFailure.Kind.SHUTDOWN, "stopped while waiting for an answer");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SourceFailure failure) {
                throw failure;
            }
            throw failed.getCause() instanceof RuntimeException defect
                    ? defect
                    : new IllegalStateException(failed.getCause());
        }
    }

    /** Looks whether an answer is whole. */
    @FunctionalInterface
    public interface Proof {
        void check(Response answer) throws SourceFailure;
    }

    private record Proving(Proof proof) implements FetchRoutes.Reader {
        @Override
        public boolean takesPages() {
            return false;
        }

        @Override
        public Object read(Response answer) throws SourceFailure {
            proof.check(answer);
            return answer;
        }

        @Override
        public void pausing(SourceFailure failure, Duration pause) {
            // Nobody watches a single question.
        }
    }
}
