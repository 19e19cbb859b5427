package org.bokbuss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.sandbox.Sandbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo}: everything at once, on this machine alone. */
@Command(
        name = "demo",
        description = "Starts the sandbox, runs the shipped pipelines against it into out/, prints what arrived.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Pattern TITLE = Pattern.compile("tag=\\\\\"245\\\\\".*?code=\\\\\"a\\\\\">([^<]+)<");

    private static final String MARC_PROFILE = "marc-export.properties";

    private static final List<String> SHIPPED = List.of(
            "boknett-inventory.camel.yaml",
            "libris-bib.camel.yaml",
            "libris-changes.camel.yaml",
            "libris-dump.camel.yaml",
            "libris-find.camel.yaml",
            "libris-holdings.camel.yaml",
            "libris-marc.camel.yaml",
            "libris-nb.camel.yaml",
            "libris-sru.camel.yaml",
            "libris-xsearch.camel.yaml",
            "bibdb-libraries.camel.yaml",
            MARC_PROFILE);

    @Mixin
    private Options options;

    @Override
    public Integer call() throws Exception {
        Path state = Files.createTempDirectory("bokbuss-demo");
        try (Sandbox sandbox = Sandbox.with().start()) {
            options.set.putAll(sandbox.settings());
            options.set.remove("libris.write.enabled");
            options.set.put("state.url", "jdbc:sqlite:" + state.resolve("demo.db"));
            options.set.put("state.spool", state.resolve("spool").toString());
            options.set.put("harvest.settle", "0s");
            // No proxy reaches this machine.
            options.set.put("http.no-proxy", "*");
            if (options.routes.equals(Path.of("routes"))) {
                // Not those of the folder: a team's own may lead to systems that are in use.
                options.routes = unpackRoutes(state);
                options.set.put(
                        "libris-marc.profile",
                        options.routes.resolve(MARC_PROFILE).toString());
            }
            System.out.println("sandbox: an imitation of Libris, bibdb and Boknett at " + sandbox.baseUrl());
            return harvest();
        } finally {
            delete(state);
        }
    }

    private int harvest() throws Exception {
        List<Outcome> outcomes;
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            outcomes = Progress.during(camel.harvests(), () -> camel.pipelines().stream()
                    .map(pipeline -> harvest(camel, pipeline))
                    .toList());
        }
        System.out.println();
        int code = Report.print(outcomes);
        System.out.println();
        show(Path.of("out"));
        return code;
    }

    private static Outcome harvest(CamelRunner camel, String pipeline) {
        System.out.println("harvesting: " + pipeline);
        return camel.run(pipeline, RunRequest.live());
    }

    /** A taste of what arrived, by the titles. */
    private static void show(Path out) throws IOException {
        if (!Files.isDirectory(out)) {
            return;
        }
        try (Stream<Path> files = Files.walk(out)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            System.out.println(all.size() + " files in " + out.toAbsolutePath() + ", among them:");
            for (Path file : all) {
                if (file.toString().endsWith(".ndjson")) {
                    titles(file);
                }
            }
        }
    }

    private static void titles(Path file) throws IOException {
        List<String> titles;
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            titles = lines.map(TITLE::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .limit(3)
                    .toList();
        }
        if (!titles.isEmpty()) {
            System.out.println("  " + file + ": " + String.join("; ", titles));
        }
    }

    /** The shipped routes are in the jar too; all but those that need more than files. */
    private static Path unpackRoutes(Path folder) throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        for (String name : SHIPPED) {
            try (InputStream in = DemoCommand.class.getResourceAsStream("/org/bokbuss/routes/" + name)) {
                Files.copy(in, routes.resolve(name));
            }
        }
        return routes;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
