package org.bokbuss.check;

import java.util.List;
import java.util.Objects;

/**
 * A key of {@code config/application.properties} that Bokbuss reads.
 *
 * @param name in full, {@code libris.base-url}
 * @param kind what its value looks like
 * @param allowed the only values it takes; empty means any of its kind
 */
public record ConfigurationKey(String name, ValueKind kind, List<String> allowed) {

    public ConfigurationKey {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        allowed = List.copyOf(allowed);
    }

    /** A key that takes any value of a kind. */
    public static ConfigurationKey of(String name, ValueKind kind) {
        return new ConfigurationKey(name, kind, List.of());
    }

    /** A key that takes one of these values. */
    public static ConfigurationKey oneOf(String name, String... allowed) {
        return new ConfigurationKey(name, ValueKind.TEXT, List.of(allowed));
    }
}
