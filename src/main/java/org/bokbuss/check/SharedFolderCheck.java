package org.bokbuss.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bokbuss.config.Finding;

/** Whether two pipelines write into one folder. */
final class SharedFolderCheck {
    private record Use(PipelineRoute route, KameletUse sink, String format) {}

    private final Function<KameletUse, Function<String, Optional<String>>> parameters;
    private final Map<Path, Use> first = new HashMap<>();

    /** @param parameters what a use of a kamelet gives for a parameter, placeholders filled in */
    SharedFolderCheck(Function<KameletUse, Function<String, Optional<String>>> parameters) {
        this.parameters = parameters;
    }

    /** To be asked once of each pipeline. */
    List<Finding> check(PipelineRoute route) {
        List<Finding> findings = new ArrayList<>();
        for (KameletUse sink : route.sinks()) {
            Function<String, Optional<String>> given = parameters.apply(sink);
            if (!sink.name().equals("record-file-sink")
                    || ValueKind.PATH
                            .unmetBy(given.apply("directory").orElse(""))
                            .isPresent()) {
                continue;
            }
            Path folder = Path.of(given.apply("directory").orElseThrow())
                    .toAbsolutePath()
                    .normalize();
            Use use = new Use(route, sink, given.apply("format").orElse("cloudevents"));
            Use other = first.putIfAbsent(folder, use);
            if (other != null && !other.route.pipeline().equals(route.pipeline())) {
                findings.add(Finding.warning(
                        sink.file(), sink.parameters().get("directory").line(), sentence(use, other)));
            }
        }
        return findings;
    }

    private static String sentence(Use use, Use other) {
        boolean single = use.format.equals("single") && other.format.equals("single");
        return "pipelines " + other.route.pipeline() + " ("
                + Finding.place(
                        other.sink.file(),
                        other.sink.parameters().get("directory").line()) + ") and "
                + use.route.pipeline() + " write into one folder"
                + (single ? ", a file per record: a record of both is overwritten" : "")
                + "; give each a directory of its own";
    }
}
