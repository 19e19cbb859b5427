package org.bokbuss.fetch;

import java.io.IOException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.support.DefaultExchange;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/**
 * What all sources share: a request goes in, an answer proven whole comes out, or a {@link SourceFailure} with a name.
 *
 * <p>{@link #FETCH} retries as often and as politely as the settings say; {@link #ONCE} asks once. The HTTP
 * client decides nothing by itself: no retries, no redirects, no header that is not on a list.
 */
public final class FetchRoutes extends RouteBuilder {
    /** Body in: a {@link Request}. Property {@link #READER}: who proves the answer. Body out: what the reader made of it. */
    public static final String FETCH = "direct:bokbuss-fetch";

    /** The same, asked once: for who has to look before repeating anything. */
    public static final String ONCE = "direct:bokbuss-fetch-once";

    /** Exchange property: a {@link Reader}. */
    public static final String READER = "bokbuss.reader";

    private static final String NAME = "bokbuss-fetch";
    private static final String CLIENT = "bokbussHttpClient";
    private static final String EXCHANGE = "direct:bokbuss-exchange";

    /** Takes the answer to a request. */
    public interface Reader {
        /** Proves the answer whole and reads what it says of the rest; keeps it open. */
        Object read(Response answer) throws SourceFailure;

        /** Whether answers are pages, of any size; any other answer is small. */
        default boolean takesPages() {
            return true;
        }

        /** Is called when the request will be retried after a pause. */
        void pausing(SourceFailure failure, Duration pause);
    }

    private final RetryPolicy retries;
    private final Bounds bounds;
    private final Network network;
    private final HttpExchange http;
    private ProducerTemplate once;

    private FetchRoutes(Settings settings) {
        this.retries = RetryPolicy.ofRequests(settings);
        this.bounds = Bounds.of(settings);
        this.network = Network.of(settings);
        this.http = new HttpExchange(settings, bounds, network);
    }

    /** Adds the routes to a Camel context that has none of them yet. */
    public static void addTo(CamelContext context) {
        synchronized (context) {
            if (context.getRegistry().lookupByName(CLIENT) == null) {
                try {
                    context.addRoutes(new FetchRoutes(Settings.of(context)));
                } catch (Exception e) {
                    // Half added they would count as added.
                    context.getRegistry().unbind(CLIENT);
                    throw e instanceof RuntimeException known
                            ? known
                            : new IllegalStateException("the fetch routes cannot be added", e);
                }
            }
        }
    }

    /** Whether a route of that id is one of these. */
    public static boolean isOurs(String routeId) {
        return routeId != null && (routeId + "-").startsWith(NAME + "-");
    }

    @Override
    public void configure() {
        once = getContext().createProducerTemplate();
        getContext().getRegistry().bind(CLIENT, client());
        getContext().getRegistry().bind("bokbussHttpHeaders", HttpExchange.allowedHeaders());

        from(FETCH)
                .routeId(NAME)
                .streamCache("false")
                .errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(retries.maxAttempts() - 1)
                        .redeliveryDelay(retries.delay().toMillis())
                        .useExponentialBackOff()
                        .backOffMultiplier(2)
                        .maximumRedeliveryDelay(retries.maxDelay().toMillis())
                        .allowRedeliveryWhileStopping(false)
                        .onExceptionOccurred(this::beforePause)
                        .retryAttemptedLogLevel(LoggingLevel.DEBUG)
                        .logExhausted(false)
                        .logExhaustedMessageHistory(false))
                .onException(SourceFailure.class, UserError.class)
                .onWhen(exchange -> !isRetried(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)))
                .maximumRedeliveries(0)
                .logExhausted(false)
                .end()
                .process(this::once);

        from(ONCE)
                .routeId(NAME + "-once")
                .streamCache("false")
                .errorHandler(noErrorHandler())
                .process(this::once);

        TryDefinition exchange = from(EXCHANGE)
                .routeId(NAME + "-exchange")
                .streamCache("false")
                .errorHandler(noErrorHandler())
                .doTry()
                .process(http::address);
        exchange.addOutput(byHttp());
        exchange.process(http::take)
                .doCatch(IOException.class)
                .process(http::name)
                .end();
    }

    /** The message's own address says whether by TLS; a scheme of none but that is a component's name in every runtime. */
    private ToDynamicDefinition byHttp() {
        ToDynamicDefinition http = new ToDynamicDefinition("http://bokbuss"
                + "?throwExceptionOnFailure=false&copyHeaders=false&disableStreamCache=true"
                + "&httpClientConfigurer=#" + CLIENT + "&headerFilterStrategy=#bokbussHttpHeaders"
                + "&responseTimeout=${exchangeProperty.bokbuss.silence}"
                // How long a request may wait for those before it to the same host.
                + "&connectionRequestTimeout=" + bounds.time().toMillis());
        // What Camel optimises away are the options.
        http.setAllowOptimisedComponents("false");
        return http;
    }

    /** On an exchange of its own: nothing of a failed try, not even its count, may leak into the next. */
    private void once(Exchange exchange) throws Exception {
        Login login = exchange.getMessage().getBody(Request.class).login();
        Exchange answered = ask(exchange);
        if (login != null && failure(answered) != null && failure(answered).kind() == SourceFailure.Kind.UNAUTHORIZED) {
            login.renew(HttpExchange.shown(answered));
            answered = ask(exchange);
        }
        if (answered.getException() != null) {
            throw answered.getException();
        }
        exchange.getMessage().setBody(answered.getMessage().getBody());
    }

    private Exchange ask(Exchange exchange) {
        Exchange fresh = new DefaultExchange(exchange.getContext());
        fresh.getMessage().setBody(exchange.getMessage().getBody());
        fresh.setProperty(READER, exchange.getProperty(READER));
        return once.send(EXCHANGE, fresh);
    }

    private HttpClientConfigurer client() {
        return new BoundedClient(
                bounds,
                network,
                network.tls(getContext()),
                getContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, NAME));
    }

    private boolean isRetried(Throwable thrown) {
        return thrown instanceof SourceFailure failure && retries.isWorthRetrying(failure);
    }

    /** Before the pause, not after it as onRedelivery would: the silence asked for must outlast a kill. */
    private void beforePause(Exchange exchange) {
        obeyRetryAfter(exchange);
        int tries = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        if (retries.permits(tries) && isRetried(failure(exchange))) {
            tellOfPause(exchange);
        }
    }

    private static void obeyRetryAfter(Exchange exchange) {
        SourceFailure failure = failure(exchange);
        if (failure != null && failure.retryAfter() != null) {
            exchange.getMessage()
                    .setHeader(
                            Exchange.REDELIVERY_DELAY,
                            Math.max(1, failure.retryAfter().toMillis()));
        } else {
            exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY);
        }
    }

    private static void tellOfPause(Exchange exchange) {
        SourceFailure failure = failure(exchange);
        if (failure != null) {
            exchange.getProperty(READER, Reader.class)
                    .pausing(failure, failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter());
        }
    }

    private static SourceFailure failure(Exchange exchange) {
        Throwable thrown = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return thrown instanceof RuntimeCamelException wrapped && wrapped.getCause() instanceof SourceFailure inner
                ? inner
                : thrown instanceof SourceFailure failure ? failure : null;
    }
}
