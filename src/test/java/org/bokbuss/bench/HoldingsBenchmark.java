package org.bokbuss.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.libris.write.ApplyFile;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;

/**
 * Holdings written into an imitation of Libris that takes 50 ms for each answer: made, and then changed, with 1, 4 and 16
 * writes in flight. Prints writes a second, requests a write, and how much of what the latency allows is reached.
 *
 * <p>Arguments: how many writes for each in flight (default 40), and the milliseconds of latency (default 50).
 */
public final class HoldingsBenchmark {
    private static final List<Integer> IN_FLIGHT = List.of(1, 4, 16);

    private HoldingsBenchmark() {}

    public static void main(String[] args) throws Exception {
        int each = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        Duration latency = Duration.ofMillis(args.length > 1 ? Integer.parseInt(args[1]) : 50);
        // Until the code is compiled.
        measure(
                16,
                10 * each,
                Duration.ofMillis(5),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        double alone = 0;
        for (int inFlight : IN_FLIGHT) {
            double rate = measure(inFlight, each * inFlight, latency, System.out);
            alone = inFlight == 1 ? rate : alone;
            System.out.printf("%2d in flight: %.1f times as many as alone%n", inFlight, rate / alone);
        }
    }

    /** @return how many are changed a second */
    private static double measure(int inFlight, int writes, Duration latency, PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("bokbuss-bench");
        try (Sandbox libris =
                Sandbox.with().bibs(3 * writes + 100).latency(latency).start()) {
            List<Entry> bibs = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                    .filter(bib -> libris.catalogue().holdings(bib).stream()
                            .noneMatch(holding -> holding.sigel().equals("S")))
                    .limit(writes)
                    .toList();
            try (DefaultCamelContext context = context(libris, folder, inFlight)) {
                double made = apply(context, libris, file(folder, bibs, "Hcf"), "made", inFlight, latency, out);
                double changed = apply(context, libris, file(folder, bibs, "Vc"), "changed", inFlight, latency, out);
                return Math.min(made, changed);
            }
        } finally {
            delete(folder);
        }
    }

    private static DefaultCamelContext context(Sandbox libris, Path folder, int inFlight) {
        Properties settings = new Properties();
        settings.putAll(libris.librisSettings());
        settings.put("libris.write.enabled", "true");
        settings.put("libris.write.per-second", "0");
        settings.put("libris.write.in-flight", String.valueOf(inFlight));
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state.db"));
        settings.put("state.spool", folder.resolve("spool").toString());
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(settings);
        context.start();
        return context;
    }

    private static Path file(Path folder, List<Entry> bibs, String shelfMark) throws IOException {
        return Files.writeString(
                folder.resolve("holdings.json"),
                bibs.stream()
                        .map(bib -> "{\"bib\": \"%s\", \"shelfMark\": \"%s\"}\n".formatted(bib.uri(), shelfMark))
                        .collect(Collectors.joining()));
    }

    private static double apply(
            DefaultCamelContext context,
            Sandbox libris,
            Path file,
            String what,
            int inFlight,
            Duration latency,
            PrintStream out)
            throws Exception {
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int written = libris.writing().received().size();
        int asked = libris.requests().size();
        long begun = System.nanoTime();
        long refused = new ApplyFile(context, quiet, System.err).apply(file, false);
        double seconds = (System.nanoTime() - begun) / 1e9;
        int writes = libris.writing().received().size() - written;
        double requests = (double) (libris.requests().size() - asked) / writes;
        if (refused > 0) {
            throw new IllegalStateException(refused + " were refused");
        }
        double possible = inFlight / (requests * latency.toMillis() / 1000);
        out.printf(
                "%2d in flight: %4d %s in %5.2f s, %5.1f/s; %.1f requests a write, so %.0f %% of what the latency allows%n",
                inFlight, writes, what, seconds, writes / seconds, requests, 100 * writes / seconds / possible);
        return writes / seconds;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
