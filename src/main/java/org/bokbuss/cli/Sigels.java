package org.bokbuss.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bokbuss.bibdb.LibraryLookup;
import org.bokbuss.check.KameletUse;
import org.bokbuss.check.PipelineRoute;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.SourceFailure;

/** The sigels that the pipelines which are switched on name, held against the directory of libraries. */
final class Sigels {
    /** Where kamelets take sigels, and how they are read there. */
    private static final Map<String, Function<String, Stream<String>>> PARAMETERS = Map.of(
            "set",
                    set -> set.matches("(bib|hold):.+")
                            ? Stream.of(set.substring(set.indexOf(":") + 1))
                            : Stream.empty(),
            "heldBy", libraries -> Stream.of(libraries.split(",")),
            "sigel", Stream::of);

    private record Place(Path file, int line) {}

    private final CamelRunner camel;
    private final Map<String, Place> named = new TreeMap<>();

    Sigels(CamelRunner camel) {
        this.camel = camel;
        for (PipelineRoute route : camel.checked().pipelines()) {
            if (route.isSwitchedOn()) {
                Stream.concat(Stream.of(route.source()), route.sinks().stream())
                        .filter(use -> use.name().startsWith("libris-"))
                        .forEach(this::collect);
            }
        }
        Settings.of(camel.context())
                .find(Key.LIBRIS_SIGEL)
                .ifPresent(sigel -> named.putIfAbsent(sigel, new Place(null, 0)));
    }

    private void collect(KameletUse use) {
        PARAMETERS.forEach((name, read) -> Optional.ofNullable(use.parameters().get(name))
                .flatMap(KameletUse.Value::text)
                .map(camel.context()::resolvePropertyPlaceholders)
                .filter(text -> !text.contains("${"))
                .ifPresent(text -> read.apply(text)
                        .map(String::strip)
                        .filter(sigel -> !sigel.isEmpty())
                        .forEach(sigel -> named.putIfAbsent(
                                sigel,
                                new Place(use.file(), use.parameters().get(name).line())))));
    }

    /** Those that the directory does not know; a directory that does not answer is a warning too. */
    List<Finding> unknown() {
        List<Finding> findings = new ArrayList<>();
        LibraryLookup directory = new LibraryLookup();
        directory.setCamelContext(camel.context());
        for (Map.Entry<String, Place> each : named.entrySet()) {
            Place place = each.getValue();
            try {
                if (!directory.knows(each.getKey())) {
                    findings.add(Finding.warning(
                            place.file(),
                            place.line(),
                            "the directory of libraries (bibdb) knows no sigel '" + each.getKey()
                                    + "': check the spelling"));
                }
            } catch (SourceFailure | IOException | IllegalArgumentException silent) {
                findings.add(Finding.warning(
                        place.file(),
                        place.line(),
                        "sigel '" + each.getKey() + "' is not checked: " + silent.getMessage()));
                break;
            }
        }
        return findings;
    }
}
