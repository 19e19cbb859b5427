package org.bokbuss.check;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bokbuss.config.Finding;

/** Whether records can arrive at a pipeline's sinks: in a format that the sink takes, on a way that is waited for. */
final class SinkCheck {
    private static final String MARCXML = "application/marcxml+xml";
    private static final String ISO_2709 = "application/marc";
    private static final String JSON_LD = "application/ld+json";
    private static final String JSON = "JSON";

    private static final Pattern DISCARDS = Pattern.compile("[?&](discardWhenFull|discardIfNoConsumers)=true");

    /** What the formats of files are made of; the others take anything. */
    private static final Map<String, String> TAKES =
            Map.of("marcxml", MARCXML, "marc", ISO_2709, "json", JSON, "bulk", JSON);

    /** The parameter that says in which format a sink writes. */
    private static final Map<String, String> FORMAT = Map.of("record-file-sink", "format", "record-http-sink", "body");

    /** What brings no deletions: searches, and loads of all there is. */
    static final Set<String> WITHOUT_DELETIONS = Set.of(
            "bibdb-libraries-source",
            "libris-dump-source",
            "libris-find-source",
            "libris-sru-source",
            "libris-xsearch-source",
            "nb-catalog-source");

    /** What actions make of MARC; the others may make anything of anything. */
    private static final Map<String, String> MAKES =
            Map.of("marc-to-marcxml-action", MARCXML, "marc-to-json-action", "no MARC");

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

    private final Set<String> begun;

    /**
     * @param parameters what a use of a kamelet gives for a parameter, placeholders filled in
     * @param routes all there are: a queue may be emptied by any of them
     */
    SinkCheck(Function<KameletUse, Function<String, Optional<String>>> parameters, List<RouteText> routes) {
        this.parameters = parameters;
        this.begun = routes.stream()
                .flatMap(route -> route.begin().stream())
                .map(SinkCheck::queue)
                .collect(Collectors.toSet());
    }

    List<Finding> check(PipelineRoute route, RouteText text) {
        List<Finding> findings = new ArrayList<>();
        onlyTapped(route, text.path()).ifPresent(findings::add);
        text.path().stream().flatMap(step -> lost(step).stream()).forEach(findings::add);
        brings(route.source()).ifPresent(brought -> formats(route, text, brought, findings));
        if (text.path().stream().map(RouteStep::name).allMatch(HARMLESS::contains)) {
            route.sinks().stream()
                    .flatMap(sink -> silent(sink, route, text.path()).stream())
                    .forEach(findings::add);
        }
        return findings;
    }

    /** Nobody waits for a copy: a record counts as delivered before its sink has it. */
    private static Optional<Finding> onlyTapped(PipelineRoute route, List<RouteStep> path) {
        boolean other = path.stream()
                .filter(step -> !step.name().equals("wireTap"))
                .anyMatch(step -> step.uri().isPresent()
                        ? !step.scheme().equals("log") && !step.uri().get().matches("(?s)kamelet:[^?]*-action(\\?.*)?")
                        : !HARMLESS.contains(step.name()));
        return path.stream()
                .filter(step -> step.name().equals("wireTap") && !other)
                .findFirst()
                .map(step -> Finding.warning(
                        step.file(),
                        step.line(),
                        "pipeline " + route.pipeline()
                                + " reaches its sink by wireTap alone, which nobody waits for: what"
                                + " fails there is lost; write 'to', or 'multicast'"));
    }

    /** A queue that throws records away, or keeps them, unseen. */
    private Optional<Finding> lost(RouteStep step) {
        String uri = step.uri().filter(text -> step.scheme().equals("seda")).orElse("");
        Matcher discards = DISCARDS.matcher(uri);
        if (discards.find()) {
            return Optional.of(Finding.warning(
                    step.file(),
                    step.line(),
                    discards.group(1) + " of " + queue(uri)
                            + " drops records, and they count as delivered: take it away"));
        }
        return uri.isEmpty() || uri.matches("(?s).*[{$].*") || begun.contains(queue(uri))
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        step.file(),
                        step.line(),
                        "no route begins at " + queue(uri) + ": a record waits there forever; write that route"));
    }

    private static String queue(String uri) {
        return uri.replaceFirst("(?s)\\?.*", "").replace("://", ":");
    }

    /** Follows what the source brings down the path, as far as the steps are known. */
    private void formats(PipelineRoute route, RouteText text, String brought, List<Finding> findings) {
        Deque<KameletUse> uses = new ArrayDeque<>(text.steps());
        String body = brought;
        String maker = route.source().name();
        for (RouteStep step : text.path()) {
            boolean named = step.uri().filter(uri -> uri.startsWith("kamelet:")).isPresent();
            KameletUse use = named ? uses.poll() : null;
            if (use != null && MAKES.containsKey(use.name()) && step.within().isEmpty()) {
                if (!isMarc(body)) {
                    findings.add(Finding.error(
                            use.file(),
                            use.line(),
                            "%s takes MARC, and %s brings %s: take the step away, or let the source bring MARC"
                                    .formatted(use.name(), maker, body)));
                    return;
                }
                body = MAKES.get(use.name());
                maker = use.name();
            } else if (use != null && route.sinks().contains(use)) {
                mistaken(use, maker, body).ifPresent(findings::add);
            } else if (step.uri().isPresent() || !HARMLESS.contains(step.name())) {
                return;
            }
        }
    }

    private static boolean isMarc(String body) {
        return body.equals(MARCXML) || body.equals(ISO_2709);
    }

    private Optional<Finding> mistaken(KameletUse sink, String maker, String brought) {
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
                                        maker,
                                        brought,
                                        advice(parameter, format, maker, brought))));
    }

    private static boolean takes(String format, String brought) {
        return TAKES.get(format).equals(JSON)
                ? !brought.equals(MARCXML) && !brought.equals(ISO_2709)
                : TAKES.get(format).equals(brought);
    }

    /** A deletion that comes to a sink which cannot say it. */
    private Optional<Finding> silent(KameletUse sink, PipelineRoute route, List<RouteStep> path) {
        Function<String, Optional<String>> given = parameters.apply(sink);
        String body = given.apply("body").orElse("record");
        boolean said = body.equals("cloudevents")
                || body.equals("bulk")
                || given.apply("deletions").orElse("send").equals("skip")
                || given.apply("deleteUrl").filter(url -> !url.isEmpty()).isPresent();
        boolean sorted = path.stream().map(RouteStep::name).anyMatch(DeletionCheck.CHOOSING::contains);
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
