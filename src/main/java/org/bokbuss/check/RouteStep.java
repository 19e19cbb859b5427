package org.bokbuss.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A step of a route.
 *
 * @param line the line it is on, 0 where none is known
 * @param name {@code to}, {@code choice} and so on
 * @param uri where it sends the message, if it sends it anywhere
 * @param languages those of its own expressions that read the body
 * @param within the names of the steps that it stands in, the outermost first
 */
record RouteStep(Path file, int line, String name, Optional<String> uri, Set<String> languages, List<String> within) {

    /** The scheme of its address, {@code seda}. */
    String scheme() {
        return uri.map(text -> text.replaceFirst("(?s):.*", "")).orElse("");
    }
}
