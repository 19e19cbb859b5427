package org.bokbuss.check;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import org.bokbuss.config.Finding;

/** Whether records can arrive at a pipeline's sinks: in a format that the sink takes, on a way that is waited for. */
final class SinkCheck {
    private static final String MARCXML = "application/marcxml+xml";
    private static final String ISO_2709 = "application/marc";
    private static final String JSON_LD = "application/ld+json";

    /** What the formats of files are made of; the others take anything. */
    private static final Map<String, String> TAKES = Map.of("marcxml", MARCXML, "marc", ISO_2709);

    /** Steps that leave the body as it is. */
    private static final Set<String> HARMLESS = Set.of(
            "choice",
            "delay",
            "doTry",
            "filter",
            "kamelet",
            "log",
            "multicast",
            "removeHeader",
            "removeHeaders",
            "setHeader",
            "setHeaders",
            "setProperty",
            "setVariable",
            "stop",
            "threads",
            "throttle",
            "to",
            "validate",
            "wireTap");

    private final Function<KameletUse, Function<String, Optional<String>>> parameters;

    /** @param parameters what a use of a kamelet gives for a parameter, placeholders filled in */
    SinkCheck(Function<KameletUse, Function<String, Optional<String>>> parameters) {
        this.parameters = parameters;
    }

    List<Finding> check(PipelineRoute route, List<String> steps) {
        List<Finding> findings = new ArrayList<>();
        if (!route.sinks().isEmpty() && route.sinks().stream().allMatch(sink -> sink.place() == KameletUse.Place.TAP)) {
            KameletUse sink = route.sinks().get(0);
            findings.add(Finding.warning(
                    sink.file(),
                    sink.line(),
                    "pipeline " + route.pipeline() + " reaches its sink by wireTap alone, which nobody waits for: what"
                            + " fails there is lost; write 'to', or 'multicast'"));
        }
        long addressed = steps.stream()
                .filter(step -> Set.of("to", "kamelet", "wireTap").contains(step))
                .count();
        if (HARMLESS.containsAll(steps) && addressed == route.sinks().size()) {
            brings(route.source()).ifPresent(brought -> route.sinks().stream()
                    .flatMap(sink -> mistaken(sink, route, brought).stream())
                    .forEach(findings::add));
        }
        return findings;
    }

    private Optional<Finding> mistaken(KameletUse sink, PipelineRoute route, String brought) {
        if (!sink.name().equals("record-file-sink")) {
            return Optional.empty();
        }
        return parameters
                .apply(sink)
                .apply("format")
                .filter(format ->
                        TAKES.containsKey(format) && !TAKES.get(format).equals(brought))
                .map(format -> Finding.error(
                        sink.file(),
                        sink.parameters().get("format").line(),
                        "format=%s of record-file-sink takes %s, and %s brings %s: write %s, or put a step before it that converts it"
                                .formatted(
                                        format,
                                        format.equals("marc") ? "ISO 2709" : "MARCXML",
                                        route.source().name(),
                                        brought,
                                        advice(format, route.source().name(), brought))));
    }

    private static String advice(String format, String source, String brought) {
        if (format.equals("marcxml") && source.equals("libris-oaipmh-source")) {
            return "metadataPrefix=marcxml there, or format=cloudevents here";
        }
        return brought.equals(MARCXML) ? "format=marcxml" : "format=cloudevents";
    }

    /** What a source's records are; empty where only the source itself knows. */
    private Optional<String> brings(KameletUse source) {
        Function<String, Optional<String>> given = parameters.apply(source);
        return switch (source.name()) {
            case "libris-oaipmh-source" ->
                Optional.of(oaiPmh(given.apply("metadataPrefix").orElse("marcxml")));
            case "libris-xsearch-source" ->
                Optional.of(given.apply("format").orElse("marcxml").equals("marcxml") ? MARCXML : "no MARC");
            case "libris-sru-source" -> Optional.of(MARCXML);
            case "libris-marc-export-source" -> given.apply("profile").flatMap(SinkCheck::profiled);
            case "libris-changes-source", "libris-dump-source", "libris-find-source" -> Optional.of(JSON_LD);
            case "bibdb-libraries-source", "boknett-inventory-source", "nb-catalog-source" -> Optional.of("no MARC");
            default -> Optional.empty();
        };
    }

    private static String oaiPmh(String prefix) {
        return prefix.startsWith("marcxml") ? MARCXML : prefix.startsWith("jsonld") ? JSON_LD : "no MARC";
    }

    private static Optional<String> profiled(String file) {
        Properties profile = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of(file))) {
            profile.load(text);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        String format = profile.getProperty("format", "ISO2709").strip().toUpperCase(Locale.ROOT);
        return Optional.of(format.equals("MARCXML") ? MARCXML : ISO_2709);
    }
}
