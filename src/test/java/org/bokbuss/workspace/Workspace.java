package org.bokbuss.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bokbuss.cli.Bokbuss;
import org.bokbuss.state.State;

/** A folder as a team has it: routes, configuration, state and what was delivered; commands run in it. */
public final class Workspace {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String source = "libris-oaipmh-source";

    /** What a command came to. */
    public record Result(int exit, String out, String err) {
        private static final Pattern LOG = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d (INFO|WARN) .*");

        /** The lines of {@code err} without the log's. */
        public List<String> complaints() {
            return err.lines()
                    .filter(line -> !LOG.matcher(line).matches())
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    public Workspace(Path folder, URI libris) {
        this.folder = folder;
        settings.put("libris.base-url", libris.toString());
        settings.put("bibdb.base-url", libris.toString());
        settings.put("nb.base-url", libris.toString());
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state/bokbuss.db"));
        settings.put("state.spool", folder.resolve("state/spool").toString());
        settings.put("http.retry.delay", "20ms");
        settings.put("deliver.retry.delay", "20ms");
        settings.put("harvest.settle", "0s");
        settings.put("http.port", "0");
    }

    public Workspace with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** From here on, routes begin at this kamelet. */
    public Workspace source(String kamelet) {
        source = kamelet;
        return this;
    }

    /** Where the pipeline stands before the trip begins. */
    public Workspace position(String pipeline, Instant position) {
        try (State state = state()) {
            var lease = state.leases().acquire(pipeline).orElseThrow();
            state.positions().move(lease, pipeline, position);
            state.leases().release(lease);
        }
        return this;
    }

    public Path out() {
        return folder.resolve("out");
    }

    /** The route of a pipeline {@code p}: these parameters at the source, these steps, files at the end. */
    public Workspace route(String parameters, String... steps) {
        return route("p", out(), parameters, steps);
    }

    /** The route of a pipeline. */
    public Workspace route(String pipeline, Path out, String parameters, String... steps) {
        StringBuilder yaml = new StringBuilder("""
                - route:
                    id: %s
                    from:
                      uri: kamelet:%s
                      parameters: { pipeline: %s, %s }
                      steps:
                """.formatted(pipeline, source, pipeline, parameters));
        for (String step : steps) {
            yaml.append(step.indent(8));
        }
        yaml.append("""
                        - to:
                            uri: kamelet:record-file-sink
                            parameters: { directory: %s, format: cloudevents }
                """.formatted(out));
        return file("routes/" + pipeline + ".camel.yaml", yaml.toString());
    }

    public Workspace file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command as a user would, with this folder's routes and settings. */
    public Result run(String... command) {
        return bokbuss(arguments(command));
    }

    /** Runs a command with one setting other than this folder's. */
    public Result with(String command, String key, String value) {
        Workspace other = new Workspace(folder, URI.create(settings.get("libris.base-url")));
        other.settings.putAll(settings);
        other.settings.put(key, value);
        return other.run(command.split(" "));
    }

    /** The command's arguments, and after them this folder's routes and settings that the command does not give. */
    public String[] arguments(String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.add("--routes");
        args.add(folder.resolve("routes").toString());
        settings.forEach((key, value) -> {
            if (args.stream().noneMatch(arg -> arg.startsWith(key + "="))) {
                args.add("--set");
                args.add(key + "=" + value);
            }
        });
        return args.toArray(String[]::new);
    }

    /** Runs a command as it stands. */
    public static Result bokbuss(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var caughtOut = new ByteArrayOutputStream();
        var caughtErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
        try {
            int exit = Bokbuss.run(args);
            return new Result(
                    exit, caughtOut.toString(StandardCharsets.UTF_8), caughtErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    public Result once() {
        return run("once", "p");
    }

    /** All events delivered, in the order of the files. */
    public List<JsonNode> events() {
        return events(out());
    }

    /** All events in a folder. */
    public static List<JsonNode> events(Path out) {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(out)) {
            List<JsonNode> events = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".ndjson")).sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    events.add(JSON.readTree(line));
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> subjects() {
        return events().stream().map(event -> event.get("subject").asText()).toList();
    }

    /** Does something to the state behind the program's back. */
    public void sql(String statement) {
        try (var connection = DriverManager.getConnection(settings.get("state.url"));
                var doing = connection.createStatement()) {
            doing.executeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public State state() {
        return State.open(settings.get("state.url"));
    }
}
