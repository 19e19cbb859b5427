package org.bokbuss;

import java.util.Arrays;
import java.util.Optional;

/** The configuration keys that are Bokbuss's own. */
public enum Key {
    LIBRIS_BASE_URL("libris.base-url", Kind.URI, "https://libris.kb.se"),
    HARVEST_SETTLE("harvest.settle", Kind.DURATION, "1m"),
    HARVEST_ANSWER_TIME("harvest.answer-time", Kind.DURATION, "5m"),
    DELIVER_MAX_ATTEMPTS("deliver.retry.max-attempts", Kind.INTEGER, "3"),
    DELIVER_DELAY("deliver.retry.delay", Kind.DURATION, "1s"),
    STATE_URL("state.url", Kind.TEXT, "jdbc:sqlite:state/bokbuss.db"),
    STATE_SPOOL("state.spool", Kind.TEXT, "state/spool"),
    HTTP_CONTACT("http.contact", Kind.TEXT, null),
    HTTP_TIMEOUT("http.timeout", Kind.DURATION, "5m"),
    HTTP_RETRY_MAX_ATTEMPTS("http.retry.max-attempts", Kind.INTEGER, "6"),
    HTTP_RETRY_DELAY("http.retry.delay", Kind.DURATION, "1s"),
    HTTP_RETRY_MAX_DELAY("http.retry.max-delay", Kind.DURATION, "10m");

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
