package org.bokbuss.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive, unpacked in a folder that was empty. */
public final class Unpacked {
    private static final long PATIENCE_SECONDS = 180;

    private final Path folder;
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    public Unpacked(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Path archive = Path.of("target", "bokbuss.tar.gz").toAbsolutePath();
        int exit = new ProcessBuilder("tar", "xzf", archive.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(archive + " cannot be unpacked");
        }
        try (Stream<Path> unpacked = Files.list(folder)) {
            home = unpacked.findFirst().orElseThrow();
        }
    }

    /** How a command ended. */
    record Ended(int exit, String said) {}

    /** Sets a variable of the environment for the commands to come. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** The one folder that came out of it. */
    public Path home() {
        return home;
    }

    /** Whether the archives of loaded classes that the first start has made are ready: so many, and none under way. */
    public boolean hasClassArchives(int many) throws IOException {
        Path cache = home.resolve("cache");
        return count(cache, ".jsa") == many && count(cache, ".making") == 0;
    }

    private static long count(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    /** Runs a command to its end. */
    Ended run(Path where, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said-", ".txt");
        Process program = start(where, said, command);
        if (!program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            program.destroyForcibly().waitFor();
            throw new AssertionError("no end after " + PATIENCE_SECONDS + " s: " + Files.readString(said));
        }
        return new Ended(program.exitValue(), Files.readString(said));
    }

    /** Starts a command, which says all it says into a file. */
    public Process start(Path where, Path said, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(home.resolve("bin/bokbuss").toString()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        // Under cron no locale is set.
        builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("BOKBUSS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        // The class archive would be made beside every test.
        builder.environment().put("BOKBUSS_CLASSES", "none");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
