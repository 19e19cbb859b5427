package org.bokbuss.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The configuration keys that are Bokbuss's own. */
public enum Key {
    LIBRIS_BASE_URL("libris.base-url", Kind.URI, "https://libris.kb.se"),
    LIBRIS_ENVIRONMENT("libris.environment", "production", "qa", "stg", "edu", "sandbox"),
    LIBRIS_TOKEN_URL("libris.token-url", Kind.LOGIN_URI, null),
    LIBRIS_VERIFY_URL("libris.verify-url", Kind.LOGIN_URI, null),
    LIBRIS_CLIENT_ID("libris.client-id", Kind.TEXT, null),
    LIBRIS_CLIENT_SECRET("libris.client-secret", Kind.TEXT, null),
    LIBRIS_SIGEL("libris.sigel", Kind.TEXT, null),
    LIBRIS_WRITE_ENABLED("libris.write.enabled", Kind.BOOLEAN, "false"),
    LIBRIS_WRITE_UNDO_DELAY("libris.write.undo-delay", Kind.DURATION, "0s"),
    LIBRIS_WRITE_MAX_DELETES("libris.write.max-deletes", Kind.INTEGER, "100"),
    LIBRIS_WRITE_IN_FLIGHT("libris.write.in-flight", Kind.INTEGER, "4"),
    LIBRIS_WRITE_PER_SECOND("libris.write.per-second", Kind.INTEGER, "20"),
    HARVEST_SETTLE("harvest.settle", Kind.DURATION, "1m"),
    HARVEST_MAX_RECORD("harvest.max-record", Kind.SIZE, "16MB"),
    HARVEST_ANSWER_TIME("harvest.answer-time", Kind.DURATION, "5m"),
    DELIVER_MAX_ATTEMPTS("deliver.retry.max-attempts", Kind.INTEGER, "3"),
    DELIVER_DELAY("deliver.retry.delay", Kind.DURATION, "1s"),
    STATE_URL("state.url", Kind.TEXT, "jdbc:sqlite:state/bokbuss.db"),
    STATE_USERNAME("state.username", Kind.TEXT, null),
    STATE_PASSWORD("state.password", Kind.TEXT, null),
    STATE_SPOOL("state.spool", Kind.TEXT, "state/spool"),
    STATE_SPOOL_RESERVE("state.spool.reserve", Kind.SIZE, "512MB"),
    HTTP_CONTACT("http.contact", Kind.TEXT, null),
    HTTP_TIMEOUT("http.timeout", Kind.DURATION, "5m"),
    HTTP_RETRY_MAX_ATTEMPTS("http.retry.max-attempts", Kind.INTEGER, "6"),
    HTTP_RETRY_DELAY("http.retry.delay", Kind.DURATION, "1s"),
    HTTP_RETRY_MAX_DELAY("http.retry.max-delay", Kind.DURATION, "10m"),
    HTTP_MAX_TIME("http.max-time", Kind.DURATION, "12h"),
    HTTP_MIN_FLOW("http.min-flow", Kind.SIZE, "4kB"),
    HTTP_MAX_ANSWER("http.max-answer", Kind.SIZE, "1MB"),
    HTTP_MAX_EXPANSION("http.max-expansion", Kind.INTEGER, "200"),
    HTTP_MAX_HEADERS("http.max-headers", Kind.INTEGER, "100"),
    HTTP_MAX_HEADER("http.max-header", Kind.SIZE, "128kB"),
    HTTP_MAX_RETRY_AFTER("http.max-retry-after", Kind.DURATION, "1d"),
    BIBDB_BASE_URL("bibdb.base-url", Kind.URI, "https://bibdb.libris.kb.se"),
    BOKNETT_BASE_URL("boknett.base-url", Kind.LOGIN_URI, null),
    BOKNETT_AUTH("boknett.auth", "oauth2", "tgt"),
    BOKNETT_TOKEN_URL("boknett.token-url", Kind.LOGIN_URI, "https://auth.bokbasen.io/oauth/token"),
    BOKNETT_AUDIENCE("boknett.audience", Kind.TEXT, "https://api.bokbasen.io/dds/"),
    BOKNETT_CLIENT_ID("boknett.client-id", Kind.TEXT, null),
    BOKNETT_CLIENT_SECRET("boknett.client-secret", Kind.TEXT, null),
    BOKNETT_LOGIN_URL("boknett.login-url", Kind.LOGIN_URI, "https://login.boknett.no/v1/tickets"),
    BOKNETT_USERNAME("boknett.username", Kind.TEXT, null),
    BOKNETT_PASSWORD("boknett.password", Kind.TEXT, null),
    KAFKA_BROKERS("kafka.brokers", Kind.TEXT, "localhost:9092"),
    HTTP_PORT("http.port", Kind.INTEGER, "8080"),
    HTTP_HOST("http.host", Kind.TEXT, "127.0.0.1"),
    HTTP_ALLOWED_HOSTS("http.allowed-hosts", Kind.TEXT, null),
    HEALTH_MAX_AGE("health.max-age", Kind.DURATION, "26h"),
    OTEL_ENDPOINT("otel.endpoint", Kind.URI, null),
    LOG_FORMAT("log.format", "text", "json"),
    /** Also of one category: {@code log.level.CATEGORY}. */
    LOG_LEVEL("log.level", "info", "off", "error", "warn", "debug", "trace");

    /** What a value must look like. */
    public enum Kind {
        TEXT,
        URI,
        /** An address that a login, a token or a ticket is sent to: not in clear, but to this machine. */
        LOGIN_URI,
        DURATION,
        INTEGER,
        /** Bytes: see {@link Settings#bytes(Key)}. */
        SIZE,
        BOOLEAN
    }

    private final String text;
    private final Kind kind;
    private final String defaultValue;
    private final List<String> allowed;

    Key(String text, Kind kind, String defaultValue) {
        this.text = text;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.allowed = List.of();
    }

    /** A key that takes one of these values. */
    Key(String text, String defaultValue, String... others) {
        this.text = text;
        this.kind = Kind.TEXT;
        this.defaultValue = defaultValue;
        this.allowed = Stream.concat(Stream.of(defaultValue), Stream.of(others)).toList();
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

    /**
     * The value that stands in a mounted file.
     *
     * @throws UserError if the file cannot be read
     */
    public String readFrom(String file) {
        try {
            return Files.readString(Path.of(file.strip()));
        } catch (IOException | InvalidPathException e) {
            throw new UserError(text + ".file: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    public static Optional<Key> named(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }
}
