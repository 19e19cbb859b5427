package org.bokbuss.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.bokbuss.state.State;

/** A folder as a team has it, in which the packaged program runs as a process of its own. */
final class PackagedProgram {
    private static final Path PROGRAM = Path.of("target", "bokbuss.jar").toAbsolutePath();

    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String heap = "128m";

    PackagedProgram(Path folder, URI libris, String parameters, String format) throws IOException {
        this(folder, libris, "libris-oaipmh-source", parameters, format);
    }

    PackagedProgram(Path folder, URI libris, String source, String parameters, String format) throws IOException {
        this.folder = folder;
        settings.put("libris.base-url", libris.toString());
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state/bokbuss.db"));
        settings.put("state.spool", folder.resolve("state/spool").toString());
        settings.put("http.retry.delay", "20ms");
        settings.put("harvest.settle", "0s");
        settings.put("http.port", "0");
        route(source, parameters, "record-file-sink", "directory: %s, format: %s".formatted(out(), format));
    }

    /** The pipeline {@code p} as a team would write it. */
    PackagedProgram route(String source, String parameters, String sink, String sinkParameters) throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/p.camel.yaml"), """
                - route:
                    id: p
                    from:
                      uri: kamelet:%s
                      parameters: { pipeline: p, %s }
                      steps:
                        - to:
                            uri: kamelet:%s
                            parameters: { %s }
                """.formatted(source, parameters, sink, sinkParameters));
        return this;
    }

    PackagedProgram with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    PackagedProgram heap(String most) {
        heap = most;
        return this;
    }

    /** Where the records go. */
    Path out() {
        return folder.resolve("out");
    }

    /** Starts a command of the program; what it says goes to {@link #said}. */
    Process start(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                // Starts sooner; what is tested is not the speed.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                PROGRAM.toString()));
        line.addAll(List.of(command));
        line.addAll(List.of("--routes", folder.resolve("routes").toString()));
        settings.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
        return new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
    }

    /** Runs the pipeline to its end. @return the exit code */
    int once(long seconds) throws Exception {
        Process program = start("once", "p");
        if (!program.waitFor(seconds, TimeUnit.SECONDS)) {
            program.destroyForcibly().waitFor();
            throw new TimeoutException("no end after " + seconds + " s: " + said());
        }
        return program.exitValue();
    }

    /** What the last process wrote. */
    String said() {
        try {
            return Files.readString(folder.resolve("said.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    State state() {
        return State.open(settings.get("state.url"));
    }

    /** The state as a kill left it: looked at in a copy, so that correcting it stays with the program. */
    State copyOfState() throws IOException {
        Path copy = Files.createTempDirectory(folder, "look-");
        for (Path file :
                list(folder.resolve("state")).filter(Files::isRegularFile).toList()) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return State.open("jdbc:sqlite:" + copy.resolve("bokbuss.db"));
    }

    /** The files under their final names, in the order of their names, which is that of delivery. */
    List<Path> files() {
        return list(out()).filter(file -> !isPart(file)).sorted().toList();
    }

    /** Files begun and not finished. */
    List<Path> parts() {
        return list(out()).filter(PackagedProgram::isPart).toList();
    }

    /** How much the state's files hold, as a measure of how far a run has come. */
    long bytesOfState() {
        return list(folder.resolve("state")).mapToLong(PackagedProgram::size).sum();
    }

    static boolean isPart(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            // The process may be at work in it.
            return files.toList().stream();
        } catch (IOException | UncheckedIOException notThereYet) {
            return Stream.empty();
        }
    }
}
