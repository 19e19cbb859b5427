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
    private static final String JSON = "JSON";

    /** What the formats of files are made of; the others take anything. */
    private static final Map<String, String> TAKES =
            Map.of("marcxml", MARCXML, "marc", ISO_2709, "json", JSON, "bulk", JSON);

    /** The parameter that says in which format a sink writes. */
    private static final Map<String, String> FORMAT = Map.of("record-file-sink", "format", "record-http-sink", "body");

    /** What brings no deletions: searches, and loads of all there is. */
    private static final Set<String> WITHOUT_DELETIONS = Set.of(
            "bibdb-libraries-source",
            "libris-dump-source",
            "libris-find-source",
            "libris-sru-source",
            "libris-xsearch-source",
            "nb-catalog-source");

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
            route.sinks().stream()
                    .flatMap(sink -> silent(sink, route, steps).stream())
                    .forEach(findings::add);
        }
        return findings;
    }

    private Optional<Finding> mistaken(KameletUse sink, PipelineRoute route, String brought) {
        String parameter = FORMAT.get(sink.name());
        if (parameter == null || !sink.parameters().containsKey(parameter)) {
            return Optional.empty();
        }
        return parameters
                .apply(sink)
                .apply(parameter)
                .filter(format -> TAKES.containsKey(format) && !takes(format, brought))
                .map(format -> Finding.error(
                        sink.file(),
                        sink.parameters().get(parameter).line(),
                        "%s=%s of %s takes %s, and %s brings %s: write %s, or put a step before it that converts it"
                                .formatted(
                                        parameter,
                                        format,
                                        sink.name(),
                                        format.equals("marc")
                                                ? "ISO 2709"
                                                : format.equals("marcxml") ? "MARCXML" : JSON,
                                        route.source().name(),
                                        brought,
                                        advice(parameter, format, route.source().name(), brought))));
    }

    private static boolean takes(String format, String brought) {
        return TAKES.get(format).equals(JSON)
                ? !brought.equals(MARCXML) && !brought.equals(ISO_2709)
                : TAKES.get(format).equals(brought);
    }

    /** A deletion that comes to a sink which cannot say it. */
    private Optional<Finding> silent(KameletUse sink, PipelineRoute route, List<String> steps) {
        Function<String, Optional<String>> given = parameters.apply(sink);
        String body = given.apply("body").orElse("record");
        boolean said = body.equals("cloudevents")
                || body.equals("bulk")
                || given.apply("deletions").orElse("send").equals("skip")
                || given.apply("deleteUrl").filter(url -> !url.isEmpty()).isPresent();
        boolean sorted = steps.contains("choice") || steps.contains("filter");
        return !sink.name().equals("record-http-sink")
                        || said
                        || sorted
                        || WITHOUT_DELETIONS.contains(route.source().name())
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        sink.file(),
                        sink.line(),
                        "body=" + body + " of record-http-sink cannot say that a record was deleted, and the first such"
                                + " record stops pipeline " + route.pipeline()
                                + ": set deleteUrl, deletions=skip, or body=cloudevents"));
    }

    private static String advice(String parameter, String format, String source, String brought) {
        if (format.equals("marcxml") && source.equals("libris-oaipmh-source")) {
            return "metadataPrefix=marcxml there, or " + parameter + "=cloudevents here";
        }
        return parameter + (brought.equals(MARCXML) ? "=marcxml" : "=cloudevents");
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
