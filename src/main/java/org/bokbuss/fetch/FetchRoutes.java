package org.bokbuss.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.hc.core5.http.MessageConstraintException;
import org.bokbuss.config.Key;
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

    private static final String SHOWN = "bokbuss.shown";
    private static final String NAME = "bokbuss-fetch";
    private static final String CLIENT = "bokbussHttpClient";
    private static final String EXCHANGE = "direct:bokbuss-exchange";

    private static final Set<String> OUT = Set.of(
            "user-agent",
            "accept",
            "content-type",
            "authorization",
            "if-match",
            "if-none-match",
            "date",
            "xl-active-sigel");
    private static final Set<String> IN =
            Set.of("content-type", "date", "retry-after", "location", "etag", "link", "next", "boknett-tgt");

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

    private final Settings settings;
    private final RetryPolicy retries;
    private final Bounds bounds;
    private final Network network;
    private final Hops hops;
    private final Path spool;
    private ProducerTemplate once;

    private FetchRoutes(Settings settings) {
        this.settings = settings;
        this.retries = RetryPolicy.ofRequests(settings);
        this.bounds = Bounds.of(settings);
        this.network = Network.of(settings);
        this.hops = new Hops(network);
        this.spool = Path.of(settings.text(Key.STATE_SPOOL));
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
        getContext().getRegistry().bind("bokbussHttpHeaders", allowedHeaders());

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
                .process(this::address);
        exchange.addOutput(byHttp());
        exchange.process(this::take)
                .doCatch(IOException.class)
                .process(this::name)
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
            login.renew(shown(answered));
            answered = ask(exchange);
        }
        if (answered.getException() != null) {
            throw answered.getException();
        }
        exchange.getMessage().setBody(answered.getMessage().getBody());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> shown(Exchange answered) {
        return answered.getProperty(SHOWN, Map.class);
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

    private void address(Exchange exchange) throws SourceFailure {
        Response.requireRoom(spool, bounds.reserve());
        Request request = exchange.getMessage().getBody(Request.class);
        URI uri = request.uri();
        exchange.setProperty("bokbuss.request", request);
        Duration silence = request.silence() == null ? settings.duration(Key.HTTP_TIMEOUT) : request.silence();
        exchange.setProperty("bokbuss.silence", silence.toMillis());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
        message.setHeader(Exchange.HTTP_RAW_QUERY, uri.getRawQuery());
        message.setHeader("User-Agent", userAgent(uri));
        request.headers().forEach(message::setHeader);
        if (request.login() != null) {
            requireSite(request.login().site(), uri);
            Map<String, String> shown = request.login().headers();
            exchange.setProperty(SHOWN, shown);
            shown.forEach(message::setHeader);
        }
        message.setBody(request.body());
    }

    private static void requireSite(URI site, URI asked) throws SourceFailure {
        if (!site.getScheme().equals(asked.getScheme())
                || !site.getRawAuthority().equals(asked.getRawAuthority())) {
            throw new SourceFailure(
                    SourceFailure.Kind.PERMANENT,
                    "the login is for " + site.getRawAuthority() + ", not for " + asked.getRawAuthority());
        }
    }

    /** A library's technical staff at KB want to know whom to call before they block somebody. */
    private String userAgent(URI uri) {
        String contact = settings.find(Key.HTTP_CONTACT).orElse("");
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (contact.isEmpty() && (host.equals("kb.se") || host.endsWith(".kb.se"))) {
            throw new UserError("http.contact is not set: give an address or URL before " + host
                    + " is contacted, in config/application.properties or as HTTP_CONTACT");
        }
        return contact.isEmpty() ? "Bokbuss" : "Bokbuss (" + contact.replaceAll("[^\\x20-\\x7e]|[()\\\\]", "?") + ")";
    }

    private void take(Exchange exchange) throws IOException, SourceFailure {
        Request request = exchange.getProperty("bokbuss.request", Request.class);
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Instant serverTime = RetryAfter.date(header(message, "Date"));
        Duration retryAfter = RetryAfter.parse(
                header(message, "Retry-After"), serverTime == null ? Instant.now() : serverTime, bounds.retryAfter());
        String location = header(message, "Location");
        String contentType = header(message, Exchange.CONTENT_TYPE);
        String mediaType = (contentType == null ? "" : contentType)
                .replaceAll(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        try (InputStream body = stream(message.getBody())) {
            if (status != 200 && !request.statuses().contains(status)) {
                throw refusal(request, status, retryAfter, location);
            }
            Response.Head head = new Response.Head(status, mediaType, serverTime, headers(message));
            Response answer =
                    Response.spool(request, head, body, spool, bounds.record(), reading(exchange, request, status));
            try {
                message.removeHeaders("*");
                message.setBody(exchange.getProperty(READER, Reader.class).read(answer));
            } catch (SourceFailure | RuntimeException e) {
                answer.close();
                throw e;
            }
        }
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : IN) {
            String value = header(message, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    /**
     * A header's value; of one that came several times, the first. Only {@code Link} is a list (RFC 8288), joined by commas.
     * Libris sends two {@code Link} with every record, and a proxy may add a second {@code Date}: Camel then has a list.
     */
    private static String header(Message message, String name) {
        Object value = message.getHeader(name);
        if (!(value instanceof Collection<?> values)) {
            return value == null ? null : value.toString();
        }
        Stream<String> texts = values.stream().map(String::valueOf);
        return name.equalsIgnoreCase("link")
                ? texts.collect(Collectors.joining(", "))
                : texts.findFirst().orElse(null);
    }

    private static InputStream stream(Object body) {
        return body instanceof InputStream stream ? stream : InputStream.nullInputStream();
    }

    private Response.Reading reading(Exchange exchange, Request request, int status) {
        long begun = System.nanoTime();
        boolean page =
                status == 200 && exchange.getProperty(READER, Reader.class).takesPages();
        return bytes -> {
            exchange.setProperty("bokbuss.bytes", bytes);
            if (page) {
                Response.requireRoom(spool, bounds.reserve());
            } else if (bytes > bounds.answer()) {
                throw exceeds(request, new Excess("is no page, and larger", Key.HTTP_MAX_ANSWER, bounds.answer()));
            }
            if (Waiting.isStopping(getContext())) {
                throw new SourceFailure(
                        SourceFailure.Kind.SHUTDOWN, "stopped while " + request + " was being answered");
            }
            if (request.patience() != null
                    && System.nanoTime() - begun > request.patience().toNanos()) {
                throw new SourceFailure(
                        SourceFailure.Kind.TOO_LARGE,
                        "no end after " + request.patience().toSeconds() + " s and " + bytes + " bytes: " + request);
            }
        };
    }

    private static SourceFailure exceeds(Request request, IOException excess) {
        return new SourceFailure(
                SourceFailure.Kind.TRANSIENT,
                "the answer to " + request + " is given up: " + excess.getMessage(),
                excess);
    }

    private SourceFailure refusal(Request request, int status, Duration retryAfter, String location) {
        if (status == 407) {
            return hops.byProxy(request, status, new IOException("proxy authentication required"));
        }
        if (status >= 300 && status < 400) {
            return new SourceFailure(
                    SourceFailure.Kind.PERMANENT,
                    request + " was answered with " + status + ", a redirect to "
                            + (location == null ? "nowhere" : location.replaceAll("[^\\x21-\\x7e]|[?#].*", ""))
                            + ": it is not followed; put the right address into the configuration");
        }
        if (status == 413) {
            return new SourceFailure(
                    SourceFailure.Kind.TOO_LARGE, request + " was answered with status 413: too much at once");
        }
        if (status == 401 && request.login() != null) {
            return new SourceFailure(
                    SourceFailure.Kind.UNAUTHORIZED,
                    request + " was answered with status 401: the login is not accepted");
        }
        boolean passing = status >= 500 || status == 429 || status == 408 || status == 425;
        return new SourceFailure(
                passing ? SourceFailure.Kind.TRANSIENT : SourceFailure.Kind.PERMANENT,
                request + " was answered with status " + status + hops.answeredBy(request),
                retryAfter,
                null);
    }

    private void name(Exchange exchange) throws SourceFailure {
        Request request = exchange.getProperty("bokbuss.request", Request.class);
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        // Camel catches by the cause too: these have their name already.
        if (caught instanceof UserError mistake) {
            throw mistake;
        }
        if (caught instanceof SourceFailure failure) {
            throw failure;
        }
        IOException cause = caught instanceof IOException thrown ? thrown : new IOException(caught);
        Optional<SourceFailure> onTheWay = hops.failure(request, cause);
        if (onTheWay.isPresent()) {
            throw onTheWay.get();
        }
        if (cause instanceof Excess) {
            throw exceeds(request, cause);
        }
        if (cause instanceof MessageConstraintException) {
            throw exceeds(
                    request,
                    new IOException("%s (%s=%d, %s=%d)"
                            .formatted(
                                    cause.getMessage(),
                                    Key.HTTP_MAX_HEADERS.text(),
                                    bounds.headers(),
                                    Key.HTTP_MAX_HEADER.text(),
                                    bounds.header())));
        }
        long bytes = exchange.getProperty("bokbuss.bytes", 0L, Long.class);
        throw SourceFailure.broken(
                bytes, "the answer to " + request + " was cut off after " + bytes + " bytes: " + reason(cause), cause);
    }

    /** In words: the name of the class, where its message does not say enough without it. */
    private static String reason(IOException cause) {
        String kind = cause.getClass()
                .getSimpleName()
                .replaceAll("Exception$", "")
                .replaceAll("(\\p{Lower})(\\p{Upper})", "$1 $2")
                .toLowerCase(Locale.ROOT);
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return kind + (message.isEmpty() ? "" : ": " + message);
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

    /** What may pass between a message and the wire; everything else stays on its side (CVE-2025-27636 is the lesson). */
    private static HeaderFilterStrategy allowedHeaders() {
        return new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return !OUT.contains(name.toLowerCase(Locale.ROOT));
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return !IN.contains(name.toLowerCase(Locale.ROOT));
            }
        };
    }
}
