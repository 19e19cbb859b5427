package org.bokbuss.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The configuration keys that are Bokbuss's own. */
public enum Key {
    LIBRIS_BASE_URL(
            "libris.base-url",
            Kind.URI,
            "https://libris.kb.se",
            "where Libris is; the addresses of its APIs derive from it"),
    LIBRIS_ENVIRONMENT(
            "libris.environment",
            List.of("production", "qa", "stg", "edu", "sandbox"),
            "which Libris is written to; it must fit the host of libris.base-url, otherwise nothing is written"),
    LIBRIS_TOKEN_URL(
            "libris.token-url",
            Kind.LOGIN_URI,
            null,
            "where the login that writes gets its token; derived from libris.environment if not set"),
    LIBRIS_VERIFY_URL(
            "libris.verify-url",
            Kind.LOGIN_URI,
            null,
            "where the rights of that login are listed; the token URL with verify in place of token if not set"),
    LIBRIS_CLIENT_ID("libris.client-id", Kind.TEXT, null, "the login that writes into Libris"),
    LIBRIS_CLIENT_SECRET("libris.client-secret", Kind.TEXT, null, "its secret"),
    LIBRIS_SIGEL(
            "libris.sigel",
            Kind.TEXT,
            null,
            "the library that is written for, where neither holding nor sink names one"),
    LIBRIS_WRITE_ENABLED(
            "libris.write.enabled",
            Kind.BOOLEAN,
            "false",
            "false: nothing is written, the log lists what would change"),
    LIBRIS_WRITE_UNDO_DELAY(
            "libris.write.undo-delay",
            Kind.DURATION,
            "0s",
            "how long a deletion waits, and is checked again, before it is made"),
    LIBRIS_WRITE_MAX_DELETES(
            "libris.write.max-deletes",
            Kind.INTEGER,
            "100",
            "maximum number of deletions per run; of files, and in a route without a Bokbuss source, per day (UTC); counted over all processes. Beyond it, this and later runs stop until you raise it"),
    LIBRIS_WRITE_IN_FLIGHT(
            "libris.write.in-flight",
            Kind.INTEGER,
            "4",
            "how many writes are under way at once; one at a time per bib, and no more requests than http.max-per-host where that is set"),
    LIBRIS_WRITE_PER_SECOND(
            "libris.write.per-second", Kind.INTEGER, "20", "maximum number of writes per second; 0 for no limit"),
    HARVEST_SETTLE(
            "harvest.settle",
            Kind.DURATION,
            "1m",
            "safety margin: how far before the server's clock a window ends, because changes become visible late"),
    HARVEST_MAX_RECORD(
            "harvest.max-record",
            Kind.SIZE,
            "16MB",
            "maximum size of a record; a larger one is quarantined with its first bytes and its offset, the rest of the page is delivered. Keep it well below the heap size"),
    HARVEST_ANSWER_TIME(
            "harvest.answer-time",
            Kind.DURATION,
            "5m",
            "maximum time for one response of unknown length; after that the window is halved"),
    DELIVER_MAX_ATTEMPTS(
            "deliver.retry.max-attempts",
            Kind.INTEGER,
            "3",
            "how often a record is delivered before it is quarantined"),
    DELIVER_DELAY("deliver.retry.delay", Kind.DURATION, "1s", "pause between two attempts to deliver"),
    STATE_URL(
            "state.url",
            Kind.TEXT,
            "jdbc:sqlite:state/bokbuss.db",
            "the state database; jdbc:postgresql://HOST/NAME if several processes share the work"),
    STATE_USERNAME("state.username", Kind.TEXT, null, "user of the state database (PostgreSQL)"),
    STATE_PASSWORD("state.password", Kind.TEXT, null, "its password"),
    STATE_SPOOL(
            "state.spool",
            Kind.TEXT,
            "state/spool",
            "folder for responses while they are read; it needs room for the largest one"),
    STATE_SPOOL_RESERVE(
            "state.spool.reserve", Kind.SIZE, "512MB", "free disk space to keep; below it no source is asked (exit 4)"),
    HTTP_CONTACT(
            "http.contact",
            Kind.TEXT,
            null,
            "an e-mail address or URL for the User-Agent, so that staff can reach you; required before a KB host is contacted"),
    HTTP_TIMEOUT("http.timeout", Kind.DURATION, "5m", "read timeout"),
    HTTP_RETRY_MAX_ATTEMPTS(
            "http.retry.max-attempts", Kind.INTEGER, "6", "how often a request is sent before the run stops (exit 4)"),
    HTTP_RETRY_DELAY(
            "http.retry.delay", Kind.DURATION, "1s", "pause before the first retry; it doubles with each retry"),
    HTTP_RETRY_MAX_DELAY(
            "http.retry.max-delay",
            Kind.DURATION,
            "10m",
            "longest pause between retries. Retry-After takes precedence; if it is longer than this, the run stops (exit 4) and later runs wait for it"),
    HTTP_MAX_TIME("http.max-time", Kind.DURATION, "12h", "maximum time for one request and its response"),
    HTTP_MIN_FLOW("http.min-flow", Kind.SIZE, "4kB", "minimum number of bytes that must arrive in each http.timeout"),
    HTTP_MAX_ANSWER(
            "http.max-answer",
            Kind.SIZE,
            "1MB",
            "maximum size of a response that is not a page (login, lookup, error)"),
    HTTP_MAX_EXPANSION(
            "http.max-expansion", Kind.INTEGER, "200", "maximum ratio of unpacked to packed size of a response"),
    HTTP_MAX_HEADERS(
            "http.max-headers",
            Kind.INTEGER,
            "100",
            "maximum number of headers of a response, and of interim responses before it"),
    HTTP_MAX_HEADER("http.max-header", Kind.SIZE, "128kB", "maximum length of a header, or of the head of a chunk"),
    HTTP_MAX_RETRY_AFTER(
            "http.max-retry-after",
            Kind.DURATION,
            "1d",
            "longest Retry-After that is believed; position reset lifts a longer wait"),
    HTTP_PROXY(
            "http.proxy",
            Kind.TEXT,
            null,
            "proxy for all requests, http://host:port or http://user:password@host:port; if not set, HTTPS_PROXY of the environment counts"),
    HTTP_NO_PROXY(
            "http.no-proxy",
            Kind.TEXT,
            null,
            "hosts that are asked directly, separated by commas: host, .domain, 10.0.0.0/8, host:port, *; if not set, NO_PROXY of the environment counts"),
    HTTP_MAX_PER_HOST(
            "http.max-per-host",
            Kind.INTEGER,
            "2",
            "maximum number of requests to one host at a time, over all pipelines, lookups and writes; where it is not set and writing is enabled, libris.write.in-flight if that is more"),
    HTTP_REQUESTS_PER_SECOND(
            "http.requests-per-second",
            Kind.NUMBER,
            null,
            "maximum number of requests per second to one host, over all pipelines, lookups and writes, such as 5 or 0.5; no limit if not set"),
    TLS_TRUST_STORE(
            "tls.trust-store",
            Kind.PATH,
            null,
            "file (PEM or PKCS #12) with certificates of authorities to trust in addition to the JDK's list"),
    TLS_TRUST_STORE_PASSWORD("tls.trust-store-password", Kind.TEXT, null, "its password, if it is PKCS #12"),
    TLS_KEY_STORE(
            "tls.key-store",
            Kind.PATH,
            null,
            "file (PEM or PKCS #12) with our private key and certificate, for servers that ask for one"),
    TLS_KEY_STORE_PASSWORD("tls.key-store-password", Kind.TEXT, null, "its password"),
    BIBDB_BASE_URL("bibdb.base-url", Kind.URI, "https://bibdb.libris.kb.se", "where Biblioteksdatabasen is"),
    NB_BASE_URL("nb.base-url", Kind.URI, "https://api.nb.no", "where the API of Norway's National Library is"),
    BOKNETT_BASE_URL(
            "boknett.base-url",
            Kind.LOGIN_URI,
            null,
            "where Boknett (DDS) is; by default https://api.bokbasen.io/dds, with boknett.auth=tgt https://api.dds.boknett.no"),
    BOKNETT_AUTH(
            "boknett.auth",
            List.of("oauth2", "tgt"),
            "the kind of login: oauth2 takes client-id and client-secret, tgt (the old one) username and password"),
    BOKNETT_TOKEN_URL(
            "boknett.token-url",
            Kind.LOGIN_URI,
            "https://auth.bokbasen.io/oauth/token",
            "where an OAuth token is fetched"),
    BOKNETT_AUDIENCE("boknett.audience", Kind.TEXT, "https://api.bokbasen.io/dds/", "what the OAuth token is for"),
    BOKNETT_CLIENT_ID("boknett.client-id", Kind.TEXT, null, "the OAuth login"),
    BOKNETT_CLIENT_SECRET("boknett.client-secret", Kind.TEXT, null, "its secret"),
    BOKNETT_LOGIN_URL(
            "boknett.login-url",
            Kind.LOGIN_URI,
            "https://login.boknett.no/v1/tickets",
            "where a ticket (tgt) is fetched"),
    BOKNETT_USERNAME("boknett.username", Kind.TEXT, null, "the login for tickets"),
    BOKNETT_PASSWORD("boknett.password", Kind.TEXT, null, "its password"),
    KAFKA_BROKERS("kafka.brokers", Kind.TEXT, "localhost:9092", "addresses of the Kafka brokers, separated by commas"),
    HTTP_PORT(
            "http.port",
            Kind.INTEGER,
            "8080",
            "port of the status page, health and metrics while run is running; 0 for none"),
    HTTP_HOST(
            "http.host",
            Kind.TEXT,
            "127.0.0.1",
            "address that this port listens on; there is no authentication, so bind it to an internal network only"),
    HTTP_ALLOWED_HOSTS(
            "http.allowed-hosts",
            Kind.TEXT,
            null,
            "more host names, separated by commas, under which the port answers, beside IP addresses and localhost"),
    HEALTH_MAX_AGE(
            "health.max-age",
            Kind.DURATION,
            "26h",
            "how old the last complete run of a pipeline may be before health reports it; PIPELINE.max-age for one pipeline"),
    OTEL_ENDPOINT("otel.endpoint", Kind.URI, null, "OpenTelemetry collector for traces, http://HOST:4318"),
    LOG_FORMAT(
            "log.format",
            List.of("text", "json"),
            "log lines as text, or as one JSON object per line (Elastic Common Schema)"),
    /** Also of one category: {@code log.level.CATEGORY}. */
    LOG_LEVEL(
            "log.level",
            List.of("info", "off", "error", "warn", "debug", "trace"),
            "level of the program's log and of your log steps; log.level.CATEGORY for one category (a logName or a Java package). Libraries stay at warn until their category is named");

    /** What a value must look like. */
    public enum Kind {
        TEXT,
        URI,
        /** An address that a login, a token or a ticket is sent to: not in clear, but to this machine. */
        LOGIN_URI,
        DURATION,
        INTEGER,
        /** With a fraction or without: see {@link Settings#number(Key)}. */
        NUMBER,
        /** The name of a file. */
        PATH,
        /** Bytes: see {@link Settings#bytes(Key)}. */
        SIZE,
        BOOLEAN
    }

    private final String text;
    private final Kind kind;
    private final String defaultValue;
    private final List<String> allowed;
    private final String meaning;

    Key(String text, Kind kind, String defaultValue, String meaning) {
        this(text, kind, defaultValue, List.of(), meaning);
    }

    /** A key that takes one of these values, the first by default. */
    Key(String text, List<String> allowed, String meaning) {
        this(text, Kind.TEXT, allowed.get(0), allowed, meaning);
    }

    Key(String text, Kind kind, String defaultValue, List<String> allowed, String meaning) {
        this.text = text;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.allowed = allowed;
        this.meaning = meaning;
    }

    public String text() {
        return text;
    }

    public Kind kind() {
        return kind;
    }

    /** Null where there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** The only values it takes, the default first; empty where it takes any of its kind. */
    public List<String> allowed() {
        return allowed;
    }

    /** What it sets, as {@code docs/configuration.md} says it. */
    public String meaning() {
        return meaning;
    }

    /**
     * The value that stands in a mounted file.
     *
     * @throws UserError if the file cannot be read
     */
    public String readFrom(String file) {
        return readFrom(text, file);
    }

    static String readFrom(String key, String file) {
        try {
            return Files.readString(Path.of(file.strip()));
        } catch (IOException | InvalidPathException e) {
            throw new UserError(key + ".file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    public static Optional<Key> named(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }
}
