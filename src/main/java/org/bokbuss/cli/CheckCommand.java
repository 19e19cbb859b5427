package org.bokbuss.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.check.PipelineRoute;
import org.bokbuss.config.Key;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Reachable;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.Pipeline;
import org.bokbuss.libris.write.LibrisConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: finds mistakes before a run does. */
@Command(
        name = "check",
        description = "Validates configuration, routes and parameters; then contacts every upstream.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--offline", description = "Contact nobody")
    private boolean offline;

    @Override
    public Integer call() {
        // One try is enough to know, and nobody wants to wait for six.
        options.set.putIfAbsent("http.retry.max-attempts", "1");
        try (CamelRunner bus = new CamelRunner(options, false).start()) {
            System.out.println("configuration and routes: " + bus.pipelines().size() + " pipelines, no mistakes");
            List<Outcome> outcomes = new ArrayList<>();
            if (!offline) {
                for (String pipeline : bus.pipelines()) {
                    if (!bus.switchedOn().contains(pipeline)) {
                        System.out.println(pipeline + ": switched off, its source is not asked");
                        continue;
                    }
                    Outcome outcome = source(bus.pipeline(pipeline));
                    System.out.println(pipeline + ": " + PrintableText.line(outcome.sentence()));
                    outcomes.add(outcome);
                }
                sinks(bus).forEach(sink -> outcomes.add(reach(sink)));
                if (writes()) {
                    outcomes.add(rights(bus));
                }
            }
            return ExitCode.of(outcomes).number();
        }
    }

    private static Outcome source(Pipeline pipeline) {
        String name = pipeline.getPipeline();
        try {
            return Outcome.of(name, Outcome.Ending.COMPLETE, pipeline.check());
        } catch (Exception failed) {
            return Outcome.failed(name, failed);
        }
    }

    /** Those of the routes that are switched on. */
    private static List<Reachable> sinks(CamelRunner bus) {
        Set<String> wanted = bus.checked().pipelines().stream()
                .filter(PipelineRoute::isSwitchedOn)
                .flatMap(route -> route.sinks().stream())
                .flatMap(sink -> Stream.of("topic", "url")
                        .map(sink.parameters()::get)
                        .filter(Objects::nonNull)
                        .flatMap(goal -> goal.text().stream())
                        .map(bus.context()::resolvePropertyPlaceholders)
                        .map(goal -> sink.name() + " " + goal))
                .collect(Collectors.toSet());
        return bus.context().getRegistry().findByType(Reachable.class).stream()
                .filter(sink -> wanted.contains(sink.kamelet() + " " + sink.goal()))
                .sorted(Comparator.comparing(Reachable::kamelet).thenComparing(Reachable::goal))
                .toList();
    }

    private static Outcome reach(Reachable sink) {
        Outcome.Ending ending = Outcome.Ending.COMPLETE;
        String sentence;
        try {
            sentence = sink.check();
        } catch (SinkUnavailable away) {
            ending = Outcome.Ending.INCOMPLETE;
            sentence = away.getMessage();
        } catch (UserError mistake) {
            ending = Outcome.Ending.MISTAKE;
            sentence = mistake.getMessage();
        }
        String line = sink.kamelet() + ": " + sentence.replaceFirst("^" + sink.kamelet() + ": ", "");
        System.out.println(PrintableText.line(line));
        return Outcome.of(sink.kamelet(), ending, sentence);
    }

    private boolean writes() {
        return options.settings().find(Key.LIBRIS_CLIENT_ID).isPresent();
    }

    private Outcome rights(CamelRunner bus) {
        Outcome.Ending ending = Outcome.Ending.COMPLETE;
        String sentence;
        try {
            LibrisConnection libris = LibrisConnection.of(bus.context());
            Map<String, String> libraries = libris.libraries();
            sentence = "the login may write for "
                    + (libraries.isEmpty()
                            ? "no library"
                            : libraries.entrySet().stream()
                                    .map(each -> each.getKey() + " (" + each.getValue() + ")")
                                    .collect(Collectors.joining(", ")));
            Optional<String> sigel = options.settings().find(Key.LIBRIS_SIGEL);
            if (sigel.isPresent() && !libris.mayWrite(sigel.get())) {
                ending = Outcome.Ending.MISTAKE;
                sentence += "; libris.sigel=" + sigel.get() + " is not among them";
            }
            if (!options.settings().isTrue(Key.LIBRIS_WRITE_ENABLED)) {
                sentence += "; nothing is written, libris.write.enabled is not true";
            }
        } catch (SourceFailure failure) {
            ending = failure.kind() == SourceFailure.Kind.MISCONFIGURED
                    ? Outcome.Ending.MISTAKE
                    : Outcome.Ending.INCOMPLETE;
            sentence = failure.getMessage();
        }
        System.out.println("writing into Libris: " + PrintableText.line(sentence));
        return Outcome.of("libris", ending, sentence);
    }
}
