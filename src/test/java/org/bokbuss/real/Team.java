package org.bokbuss.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bokbuss.archive.Unpacked;

/** A folder as a team has it, beside the unpacked archive whose program it runs. */
final class Team {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MINUTES = 25;

    private final Unpacked archive;
    private final Path folder;
    private final RealLibris libris;
    private final List<String> pipelines = new ArrayList<>();

    Team(Path empty, RealLibris libris) throws Exception {
        archive = new Unpacked(Files.createDirectory(empty.resolve("program")));
        folder = Files.createDirectory(empty.resolve("team"));
        Files.createDirectory(folder.resolve("routes"));
        this.libris = libris;
    }

    Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** A route of its own, from a source into files. */
    Team pipeline(String name, String source, String parameters) throws IOException {
        pipelines.add(name);
        file("routes/" + name + ".camel.yaml", """
            - route:
                id: %1$s
                from:
                  uri: kamelet:%2$s
                  parameters: { pipeline: %1$s, %3$s }
                  steps:
                    - to:
                        uri: kamelet:record-file-sink
                        parameters: { directory: out/%1$s, format: cloudevents }
            """.formatted(name, source, parameters));
        return this;
    }

    /** Harvests every pipeline until its source has nothing more. */
    void harvest() throws Exception {
        List<String> command = new ArrayList<>(List.of("once"));
        command.addAll(pipelines);
        libris.awaitSettled();
        run(0, command.toArray(String[]::new));
    }

    /** Runs a command to its end. @return what it said */
    String run(int exit, String... command) throws Exception {
        assertThat(exit(command)).as(said()).isEqualTo(exit);
        return said();
    }

    /** Runs a command to its end. @return its exit code */
    int exit(String... command) throws Exception {
        Process program = start(command);
        boolean ended = program.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        program.destroyForcibly().waitFor();
        assertThat(ended).as("it ends: " + said()).isTrue();
        return program.exitValue();
    }

    /** Starts a command; what it says goes to {@link #said}. */
    Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--config", libris.configuration().toString()));
        return archive.start(folder, folder.resolve("said.txt"), line.toArray(String[]::new));
    }

    String said() throws IOException {
        return Files.readString(folder.resolve("said.txt"));
    }

    /** What a pipeline has delivered since the last time it was asked, in this order. */
    List<Event> taken(String pipeline) throws IOException {
        Path out = folder.resolve("out").resolve(pipeline);
        if (!Files.exists(out)) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".ndjson"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    events.add(new Event(JSON.readTree(line)));
                }
                Files.delete(file);
            }
        }
        return events;
    }
}
