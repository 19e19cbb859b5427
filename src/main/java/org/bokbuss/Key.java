package org.bokbuss;

import java.util.Arrays;
import java.util.Optional;

/** The configuration keys that are Bokbuss's own. */
public enum Key {
    LIBRIS_BASE_URL("libris.base-url", Kind.URI, "https://libris.kb.se"),
    LIBRIS_ENVIRONMENT("libris.environment", Kind.TEXT, "production"),
    LIBRIS_TOKEN_URL("libris.token-url", Kind.URI, null),
    LIBRIS_VERIFY_URL("libris.verify-url", Kind.URI, null),
    LIBRIS_CLIENT_ID("libris.client-id", Kind.TEXT, null),
    LIBRIS_CLIENT_SECRET("libris.client-secret", Kind.TEXT, null),
    LIBRIS_SIGEL("libris.sigel", Kind.TEXT, null),
    LIBRIS_WRITE_ENABLED("libris.write.enabled", Kind.BOOLEAN, "false"),
    LIBRIS_WRITE_UNDO_DELAY("libris.write.undo-delay", Kind.DURATION, "0s"),
    LIBRIS_WRITE_MAX_DELETES("libris.write.max-deletes", Kind.INTEGER, "100"),
    LIBRIS_WRITE_IN_FLIGHT("libris.write.in-flight", Kind.INTEGER, "4"),
    LIBRIS_WRITE_PER_SECOND("libris.write.per-second", Kind.INTEGER, "20"),
    HARVEST_SETTLE("harvest.settle", Kind.DURATION, "1m"),
    HARVEST_ANSWER_TIME("harvest.answer-time", Kind.DURATION, "5m"),
    DELIVER_MAX_ATTEMPTS("deliver.retry.max-attempts", Kind.INTEGER, "3"),
    DELIVER_DELAY("deliver.retry.delay", Kind.DURATION, "1s"),
    STATE_URL("state.url", Kind.TEXT, "jdbc:sqlite:state/bokbuss.db"),
    STATE_USERNAME("state.username", Kind.TEXT, null),
    STATE_PASSWORD("state.password", Kind.TEXT, null),
    STATE_SPOOL("state.spool", Kind.TEXT, "state/spool"),
    HTTP_CONTACT("http.contact", Kind.TEXT, null),
    HTTP_TIMEOUT("http.timeout", Kind.DURATION, "5m"),
    HTTP_RETRY_MAX_ATTEMPTS("http.retry.max-attempts", Kind.INTEGER, "6"),
    HTTP_RETRY_DELAY("http.retry.delay", Kind.DURATION, "1s"),
    HTTP_RETRY_MAX_DELAY("http.retry.max-delay", Kind.DURATION, "10m"),

    // Settled names of parts that are being built; nothing reads them yet, and a file may hold them already.
    BIBDB_BASE_URL("bibdb.base-url", Kind.URI, "https://bibdb.libris.kb.se"),
    BOKNETT_BASE_URL("boknett.base-url", Kind.URI, null),
    BOKNETT_AUTH("boknett.auth", Kind.TEXT, null),
    BOKNETT_TOKEN_URL("boknett.token-url", Kind.URI, "https://auth.bokbasen.io/oauth/token"),
    BOKNETT_AUDIENCE("boknett.audience", Kind.TEXT, "https://api.bokbasen.io/dds/"),
    BOKNETT_CLIENT_ID("boknett.client-id", Kind.TEXT, null),
    BOKNETT_CLIENT_SECRET("boknett.client-secret", Kind.TEXT, null),
    BOKNETT_LOGIN_URL("boknett.login-url", Kind.URI, "https://login.boknett.no/v1/tickets"),
    BOKNETT_USERNAME("boknett.username", Kind.TEXT, null),
    BOKNETT_PASSWORD("boknett.password", Kind.TEXT, null),
    KAFKA_BROKERS("kafka.brokers", Kind.TEXT, "localhost:9092"),
    HTTP_PORT("http.port", Kind.INTEGER, "8080"),
    HTTP_HOST("http.host", Kind.TEXT, "127.0.0.1"),
    HTTP_ALLOWED_HOSTS("http.allowed-hosts", Kind.TEXT, null),
    HEALTH_MAX_AGE("health.max-age", Kind.DURATION, "26h"),
    OTEL_ENDPOINT("otel.endpoint", Kind.URI, null),
    LOG_FORMAT("log.format", Kind.TEXT, "text");

    /** What a value must look like. */
    public enum Kind {
        TEXT,
        URI,
        DURATION,
        INTEGER,
        BOOLEAN
    }

    private final String text;
    private final Kind kind;
    private final String defaultValue;

    Key(String text, Kind kind, String defaultValue) {
        this.text = text;
        this.kind = kind;
        this.defaultValue = defaultValue;
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

    public static Optional<Key> named(String text) {
        return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
    }
}
