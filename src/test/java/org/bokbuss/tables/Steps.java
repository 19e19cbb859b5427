package org.bokbuss.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.Assertions;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The steps of {@code steps.yaml}, a pipeline each: twelve records, of which one is refused, one is stopped, and ten arrive.
 * What is found is a column of the table in {@code docs/steps.md}.
 */
public final class Steps implements AutoCloseable {
    /** What is found of a step that Camel refuses. */
    public static final String DOES_NOT_START = "does not start";

    private static final int RECORDS = 12;

    private static final Pattern SUBJECT = Pattern.compile("\"subject\":\"([^\"]+)\"");

    private final Path folder;
    private final Sandbox libris =
            Sandbox.with().bibs(RECORDS).pageSize(RECORDS / 2).start();
    private final List<String> subjects = libris.catalogue()
            .entries()
            .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
            .map(entry -> entry.uri())
            .toList();

    /** A step, as it stands in a route. */
    public record Step(String name, String before, String route, String steps, String routes, boolean startsAlone) {
        /** Its pipeline, and the file of its route. */
        public String pipeline() {
            return name.replaceAll("[^A-Za-z0-9]+", "-");
        }
    }

    public Steps(Path folder) {
        this.folder = folder;
    }

    /** Where the records come from. */
    public URI libris() {
        return libris.baseUrl();
    }

    /** All that the file holds. */
    public static List<Step> all() {
        try (InputStream text = Steps.class.getResourceAsStream("steps.yaml")) {
            List<Step> steps = new ArrayList<>();
            for (Object each : (List<?>) new Load(LoadSettings.builder().build()).loadFromInputStream(text)) {
                Map<?, ?> entry = (Map<?, ?>) each;
                steps.add(new Step(
                        (String) entry.get("name"),
                        text(entry, "before"),
                        text(entry, "route"),
                        text(entry, "steps"),
                        text(entry, "routes"),
                        Boolean.TRUE.equals(entry.get("alone"))));
            }
            return steps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<?, ?> entry, String key) {
        return entry.containsKey(key) ? (String) entry.get(key) : "";
    }

    /** What a context, or the program, needs to be told. */
    public Map<String, String> settings() {
        return Map.of(
                "libris.base-url",
                libris.baseUrl().toString(),
                "state.url",
                stateUrl(),
                "state.spool",
                folder.resolve("state/spool").toString(),
                "deliver.retry.delay",
                "20ms",
                "deliver.retry.max-attempts",
                "2",
                "harvest.settle",
                "0s",
                "http.port",
                "0");
    }

    private String stateUrl() {
        return "jdbc:sqlite:" + folder.resolve("state/bokbuss.db");
    }

    private Path out(Step step) {
        return folder.resolve("out").resolve(step.pipeline());
    }

    /** The route of a step, and those that it leads to. */
    public String routes(Step step) {
        String sub = Stream.of("direct", "seda")
                .filter(way -> Pattern.compile(way + ":NAME\\b(?!-)")
                        .matcher(step.steps())
                        .find())
                .map("""
            - route:
                from:
                  uri: "%s:NAME"
                  steps:
                    - JUDGE
                    - SINK
            """::formatted)
                .reduce("", String::concat);
        return (step.before() + """
            - route:
                id: NAME
            """ + step.route().indent(4) + """
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: NAME, set: bib, metadataPrefix: jsonld, schedule: "0/4 * * * * ?" }
                  steps:
            """
                        + step.steps().indent(8) + step.routes() + sub)
                .replace(
                        "JUDGE",
                        "choice: { when: [ "
                                + "{ simple: \"${header.CamelCloudEventSubject} == 'ENDED'\", steps: [ stop: {} ] }, "
                                + "{ simple: \"${header.CamelCloudEventSubject} == 'REFUSED'\", steps: [ throwException:"
                                + " { exceptionType: java.lang.IllegalStateException, message: \"not this one\" } ] } ] }")
                .replace("SINK", "to: { uri: \"kamelet:record-file-sink\", parameters: { directory: \"OUT/NAME\" } }")
                .replace("REFUSED", subjects.get(3))
                .replace("ENDED", subjects.get(8))
                .replace("OUT", folder.resolve("out").toString())
                .replace("NAME", step.pipeline())
                .replace("org.bokbuss.tables.", "org.bokbuss.tables.Beans$");
    }

    /** Takes each into a running context, and waits until all have run twice. @return what was found, by name */
    public Map<String, String> in(CamelContext context) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Step step : all()) {
            try {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.fromString(step.pipeline() + ".camel.yaml", routes(step)));
                found.put(step.name(), "");
            } catch (Exception refused) {
                found.put(step.name(), DOES_NOT_START);
            }
        }
        List<Step> started =
                all().stream().filter(step -> found.get(step.name()).isEmpty()).toList();
        for (int run = 0; run < 2; run++) {
            Instant now = Instant.now();
            Awaitility.await()
                    .atMost(3, TimeUnit.MINUTES)
                    .pollInterval(500, TimeUnit.MILLISECONDS)
                    .until(() -> haveEndedSince(now, started));
        }
        started.forEach(step -> found.put(step.name(), found(step)));
        return found;
    }

    private boolean haveEndedSince(Instant time, List<Step> steps) {
        try (State state = State.open(stateUrl())) {
            Map<String, PipelineRow> rows =
                    state.positions().all().stream().collect(Collectors.toMap(PipelineRow::name, Function.identity()));
            return steps.stream()
                    .map(step -> rows.get(step.pipeline()))
                    .allMatch(row -> row != null
                            && (row.lastError() != null
                                    || row.lastComplete() != null
                                            && row.lastComplete().isAfter(time)));
        }
    }

    /** Holds what was found against the page's column, or writes it there. */
    public static void compare(String runtime, Map<String, String> found) throws IOException {
        Path page = Path.of("docs/steps.md");
        Matrix matrix =
                new Matrix(Files.exists(page) ? page : Path.of("../../..").resolve(page));
        if (Boolean.getBoolean("docs.write")) {
            matrix.write(runtime, found);
        }
        Assertions.assertEquals(
                new TreeMap<>(found), new TreeMap<>(matrix.column(runtime)), "the column " + runtime + " of " + page);
    }

    /** What became of its records. */
    public String found(Step step) {
        try (State state = State.open(stateUrl())) {
            var row = state.positions().of(step.pipeline()).orElse(null);
            if (row == null) {
                return "not run";
            }
            if (row.lastComplete() == null) {
                String why = String.valueOf(row.lastError());
                return why.startsWith("resequence ") || why.startsWith("aggregate ")
                        ? "refused by name"
                        : "stopped: " + why;
            }
            // A copy may come late, or not at all.
            return step.name().equals("wireTap alone") ? "not waited for" : verdict(delivered(step), row.quarantined());
        }
    }

    private String verdict(Map<String, Integer> delivered, long quarantined) {
        if (quarantined == RECORDS) {
            return "all quarantined";
        }
        List<String> others = new ArrayList<>(subjects);
        boolean refusedArrived = delivered.containsKey(others.remove(3));
        boolean endedArrived = delivered.containsKey(others.remove(7));
        List<String> words = new ArrayList<>();
        long missing =
                others.stream().filter(each -> !delivered.containsKey(each)).count();
        words.add(missing == 0 ? "all" : missing + " missing");
        long again = delivered.values().stream().filter(times -> times > 1).count();
        if (again > 0) {
            words.add(again + " again");
        }
        words.add(
                quarantined > 0
                        ? quarantined + " quarantined"
                        : refusedArrived ? "the refused one too" : "the refused one dealt with");
        if (endedArrived) {
            words.add("the stopped one too");
        }
        return String.join(", ", words);
    }

    private Map<String, Integer> delivered(Step step) {
        Map<String, Integer> times = new TreeMap<>();
        if (!Files.isDirectory(out(step))) {
            return times;
        }
        try (Stream<Path> files = Files.list(out(step))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".ndjson")).toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    Matcher subject = SUBJECT.matcher(line);
                    times.merge(subject.find() ? subject.group(1) : line, 1, Integer::sum);
                }
            }
            return times;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        libris.close();
    }
}
