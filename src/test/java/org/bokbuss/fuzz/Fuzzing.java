package org.bokbuss.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Gives a reader hostile bytes, seed by seed. It has to come to an end, with memory in proportion to what it read, and to
 * throw nothing but what it says it throws.
 */
final class Fuzzing {
    /** A reader that is at one input for so long hangs: half a megabyte is read in milliseconds. */
    private static final long HANGS_MILLIS = 60_000;

    /** For what a reader needs however little it reads, and for each byte; going over all again and again needs more. */
    private static final long BYTES_ANYWAY = 96L << 20;

    private static final long BYTES_A_BYTE = 8_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Reads foreign bytes. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] bytes) throws Exception;
    }

    /**
     * What is tried.
     *
     * @param named what it may throw
     */
    record Target(String name, List<byte[]> examples, Set<Class<? extends Exception>> named, Reader reader) {}

    private final Target target;
    private volatile long seed;
    private volatile long begun = System.nanoTime();

    private Fuzzing(Target target) {
        this.target = target;
    }

    /** From that seed on, as long as it goes on. */
    static long run(Target target, long first, BooleanSupplier goesOn) throws Exception {
        return new Fuzzing(target).run(first, goesOn);
    }

    private long run(long first, BooleanSupplier goesOn) throws Exception {
        seed = first;
        AtomicReference<AssertionError> failed = new AtomicReference<>();
        Thread reading = new Thread(
                () -> {
                    try {
                        for (; goesOn.getAsBoolean(); seed++) {
                            begun = System.nanoTime();
                            read(HostileBytes.of(target.examples(), seed));
                        }
                    } catch (AssertionError failure) {
                        failed.set(failure);
                    } catch (Throwable thrown) {
                        failed.set(failure("threw what it does not name", thrown));
                    }
                },
                "fuzz " + target.name());
        reading.setDaemon(true);
        reading.start();
        while (reading.isAlive()) {
            reading.join(1_000);
            if (reading.isAlive() && System.nanoTime() - begun > HANGS_MILLIS * 1_000_000) {
                Throwable where = new Throwable("is here");
                where.setStackTrace(reading.getStackTrace());
                throw failure("hangs", where);
            }
        }
        if (failed.get() != null) {
            throw failed.get();
        }
        return seed - first;
    }

    private void read(byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            target.reader().read(bytes);
        } catch (Exception | StackOverflowError thrown) {
            if (target.named().stream().noneMatch(name -> name.isInstance(thrown))) {
                throw failure("threw what it does not name", thrown);
            }
        }
        long needed = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (needed > BYTES_ANYWAY + BYTES_A_BYTE * bytes.length) {
            throw failure("needed " + needed + " bytes for " + bytes.length, null);
        }
    }

    private AssertionError failure(String what, Throwable cause) {
        byte[] bytes = HostileBytes.of(target.examples(), seed);
        String kept = "";
        try {
            Path file = Files.createDirectories(Path.of("target", "fuzz"))
                    .resolve(target.name().replace(' ', '-') + "-" + seed);
            kept = ", kept in " + Files.write(file, bytes);
        } catch (IOException notKept) {
            kept = ", not kept: " + notKept;
        }
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, 300));
        return new AssertionError(
                target.name() + " " + what + ", seed " + seed + kept + ": "
                        + new String(head, StandardCharsets.ISO_8859_1),
                cause);
    }
}
