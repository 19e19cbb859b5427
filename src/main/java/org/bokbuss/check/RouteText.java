package org.bokbuss.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A route as it is written in a file.
 *
 * @param line the line it begins on
 * @param id its id, which Camel invents where it is left out
 * @param from the kamelet it begins at, if it begins at one
 * @param steps the kamelets it uses after that, however deep
 * @param stepNames the names of all its steps
 * @param autoStartup as written
 */
record RouteText(
        Path file,
        int line,
        Optional<String> id,
        Optional<KameletUse> from,
        List<KameletUse> steps,
        List<String> stepNames,
        Optional<String> autoStartup) {}
