package org.bokbuss.check;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a route where a kamelet is named.
 *
 * @param line the line of its name
 * @param name as written, without {@code kamelet:} and without parameters
 * @param place what it is used as
 * @param routeId the id given to this very use ({@code kamelet:NAME/ROUTEID}), if any
 * @param parameters as written, placeholders and all, in the order of the file
 * @param open placeholders that get their value from the route template around it
 */
public record KameletUse(
        Path file,
        int line,
        String name,
        Place place,
        Optional<String> routeId,
        Map<String, Value> parameters,
        Set<String> open) {

    /** Where in a route it stands. */
    public enum Place {
        /** The route begins here. */
        FROM,
        /** A step that sends the message on. */
        TO,
        /** A step that sends a copy of it on, which nobody waits for. */
        TAP,
        /** Anything else, {@code poll} for instance. */
        OTHER
    }

    /**
     * A parameter's value as it is written.
     *
     * @param text empty where nothing, a list or a map was written
     * @param line the line it is on
     */
    public record Value(Optional<String> text, int line) {}

    public KameletUse {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        open = Set.copyOf(open);
    }
}
