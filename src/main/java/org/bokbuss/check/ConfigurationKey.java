package org.bokbuss.check;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bokbuss.config.Key;

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

    /** The keys of the program. */
    public static List<ConfigurationKey> all() {
        return Stream.of(Key.values())
                .map(key -> new ConfigurationKey(
                        key.text(), ValueKind.valueOf(key.kind().name()), key.allowed()))
                .toList();
    }
}
