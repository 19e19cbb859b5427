package org.bokbuss.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, in a folder, with its own environment. */
public final class Program implements AutoCloseable {
    private final Path out;
    private final Path err;
    private final Process process;

    public Program(Path folder, Map<String, String> environment, String... args) {
        try {
            Path notes = Files.createTempDirectory("bokbuss-program");
            out = notes.resolve("out");
            err = notes.resolve("err");
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.bokbuss.cli.Bokbuss"));
            line.addAll(List.of(args));
            ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
            builder.environment().putAll(environment);
            process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many files and connections it has open; 0 where the system does not tell. */
    public int descriptors() {
        String[] open =
                Path.of("/proc", String.valueOf(process.pid()), "fd").toFile().list();
        return open == null ? 0 : open.length;
    }

    /** Asks it to stop, as a service manager does (SIGTERM). */
    public Program stop() {
        process.destroy();
        return this;
    }

    /** Waits for its end. @return the exit code */
    public int exit() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still running: " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
