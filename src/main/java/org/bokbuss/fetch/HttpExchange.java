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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/**
 * One request and its answer, as steps of a route around Camel's HTTP component: {@link #address}, {@link #take}, and
 * {@link #name} where either failed.
 */
final class HttpExchange {
    private static final String SHOWN = "bokbuss.shown";
    private static final String USER_AGENT = "User-Agent";
    private static final String ASKED = "bokbuss.request";
    private static final String CAME = "bokbuss.bytes";

    /** The headers that every answer keeps. */
    private static final Set<String> KEPT =
            Set.of("content-type", "date", "retry-after", "location", "etag", "link", "next");

    private final Settings settings;
    private final Bounds bounds;
    private final FailedExchange failed;
    private final Path spool;

    HttpExchange(Settings settings, Bounds bounds, Network network) {
        this.settings = settings;
        this.bounds = bounds;
        this.failed = new FailedExchange(new Hops(network), bounds);
        this.spool = Path.of(settings.text(Key.STATE_SPOOL));
    }

    /** What was shown of the login. */
    @SuppressWarnings("unchecked")
    static Map<String, String> shown(Exchange answered) {
        return answered.getProperty(SHOWN, Map.class);
    }

    void address(Exchange exchange) throws SourceFailure {
        new Room(spool, bounds.reserve()).require();
        Request request = exchange.getMessage().getBody(Request.class);
        URI uri = request.uri();
        exchange.setProperty(ASKED, request);
        Duration silence = request.silence() == null ? settings.duration(Key.HTTP_TIMEOUT) : request.silence();
        exchange.setProperty("bokbuss.silence", silence.toMillis());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
        message.setHeader(Exchange.HTTP_RAW_QUERY, uri.getRawQuery());
        message.setHeader(USER_AGENT, userAgent(uri));
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

    void take(Exchange exchange) throws IOException, SourceFailure {
        Request request = asked(exchange);
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
                throw failed.status(request, status, retryAfter, location);
            }
            Response.Head head = new Response.Head(status, mediaType, serverTime, headers(message, request));
            Response answer =
                    Response.spool(request, head, body, spool, bounds.record(), reading(exchange, request, status));
            try {
                message.removeHeaders("*");
                message.setBody(exchange.getProperty(FetchRoutes.READER, FetchRoutes.Reader.class)
                        .read(answer));
            } catch (SourceFailure | RuntimeException e) {
                answer.close();
                throw e;
            }
        }
    }

    private static Map<String, String> headers(Message message, Request request) {
        Map<String, String> headers = new TreeMap<>();
        Stream.concat(KEPT.stream(), request.wanted().stream()).forEach(name -> {
            String value = header(message, name);
            if (value != null) {
                headers.put(name, value);
            }
        });
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
        Room room = new Room(spool, bounds.reserve());
        boolean page = status == 200
                && exchange.getProperty(FetchRoutes.READER, FetchRoutes.Reader.class)
                        .takesPages();
        return bytes -> {
            exchange.setProperty(CAME, bytes);
            if (page) {
                room.require();
            } else if (bytes > bounds.answer()) {
                throw FailedExchange.exceeds(
                        request, new Excess("is no page, and larger", Key.HTTP_MAX_ANSWER, bounds.answer()));
            }
            if (Waiting.isStopping(exchange.getContext())) {
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

    void name(Exchange exchange) throws SourceFailure {
        Request request = asked(exchange);
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        // Camel catches by the cause too: these have their name already.
        if (caught instanceof UserError mistake) {
            throw mistake;
        }
        if (caught instanceof SourceFailure failure) {
            throw failure;
        }
        IOException cause = caught instanceof IOException thrown ? thrown : new IOException(caught);
        throw failed.thrown(request, cause, exchange.getProperty(CAME, 0L, Long.class));
    }

    private static Request asked(Exchange exchange) {
        return exchange.getProperty(ASKED, Request.class);
    }

    private static boolean isSent(Exchange exchange, String name) {
        return name.equals(USER_AGENT)
                || asked(exchange).headers().containsKey(name)
                || exchange.getProperty(SHOWN) != null && shown(exchange).containsKey(name);
    }

    private static boolean isKept(Request request, String name) {
        return KEPT.contains(name) || request.wanted().contains(name);
    }

    /** What may pass between a message and the wire; everything else stays on its side (CVE-2025-27636 is the lesson). */
    static HeaderFilterStrategy allowedHeaders() {
        return new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return !isSent(exchange, name);
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return !isKept(asked(exchange), name.toLowerCase(Locale.ROOT));
            }
        };
    }
}
