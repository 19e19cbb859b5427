package org.bokbuss.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A route as it is written in a file.
 *
 * @param line the line it begins on
 * @param id its id, which Camel invents where it is left out
 * @param begin the address it begins at, as written
 * @param from the kamelet it begins at, if it begins at one
 * @param steps the kamelets it uses after that, however deep
 * @param path all its steps in the order of the file, however deep
 * @param autoStartup as written
 */
record RouteText(
        Path file,
        int line,
        Optional<String> id,
        Optional<String> begin,
        Optional<KameletUse> from,
        List<KameletUse> steps,
        List<RouteStep> path,
        Optional<String> autoStartup) {}
