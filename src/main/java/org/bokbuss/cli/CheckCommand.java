package org.bokbuss.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.check.PipelineRoute;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Key;
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

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json, or github: annotations beside the lines of a change (default: text)")
    private CheckFormat format;

    @Option(names = "--json", description = "The same as --format json")
    private boolean json;

    @Override
    public Integer call() {
        CheckFormat form = json ? CheckFormat.json : format;
        // One try is enough to know, and nobody wants to wait for six.
        options.set.putIfAbsent("http.retry.max-attempts", "1");
        Set<Finding> findings = new LinkedHashSet<>();
        List<Outcome> outcomes = new ArrayList<>();
        int exit;
        try {
            findings.addAll(CamelRunner.findings(options, CamelRunner.routes(options)));
            exit = check(form, findings, outcomes);
        } catch (UserError mistake) {
            if (form == CheckFormat.text) {
                throw mistake;
            }
            findings.addAll(mistake.findings());
            exit = ExitCode.MISTAKE.number();
        }
        form.print(findings, outcomes);
        return exit;
    }

    private int check(CheckFormat form, Set<Finding> findings, List<Outcome> outcomes) {
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            findings.addAll(camel.checked().findings());
            form.say("configuration and routes: " + camel.pipelines().size() + " pipelines, no mistakes");
            if (!offline) {
                for (String pipeline : camel.pipelines()) {
                    if (!camel.switchedOn().contains(pipeline)) {
                        form.say(pipeline + ": switched off, its source is not asked");
                        continue;
                    }
                    outcomes.add(form.say(source(camel.pipeline(pipeline))));
                }
                sinks(camel).forEach(sink -> outcomes.add(form.say(reach(sink))));
                if (writes()) {
                    outcomes.add(form.say(rights(camel)));
                }
                new Sigels(camel).unknown().forEach(finding -> {
                    findings.add(finding);
                    form.say(finding.toString());
                });
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
    private static List<Reachable> sinks(CamelRunner camel) {
        Set<String> wanted = camel.checked().pipelines().stream()
                .filter(PipelineRoute::isSwitchedOn)
                .flatMap(route -> route.sinks().stream())
                .flatMap(sink -> Stream.of("topic", "url")
                        .map(sink.parameters()::get)
                        .filter(Objects::nonNull)
                        .flatMap(goal -> goal.text().stream())
                        .map(camel.context()::resolvePropertyPlaceholders)
                        .map(goal -> sink.name() + " " + goal))
                .collect(Collectors.toSet());
        return camel.context().getRegistry().findByType(Reachable.class).stream()
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
        return Outcome.of(sink.kamelet(), ending, sentence.replaceFirst("^" + sink.kamelet() + ": ", ""));
    }

    private boolean writes() {
        return options.settings().find(Key.LIBRIS_CLIENT_ID).isPresent();
    }

    private Outcome rights(CamelRunner camel) {
        Outcome.Ending ending = Outcome.Ending.COMPLETE;
        String sentence;
        try {
            LibrisConnection libris = LibrisConnection.of(camel.context());
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
        return Outcome.of("writing into Libris", ending, sentence);
    }
}
