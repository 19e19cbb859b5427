package org.bokbuss.bench;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.archive.Unpacked;

/**
 * How fast the packaged program is, beside its limits and its peers: {@code mvn -Pbench -DskipTests verify} runs it within
 * twelve minutes and writes {@code docs/performance.md}. Whole processes, each in turn with the others, start included;
 * medians, with the least and the most. While each of them runs, what others do on the machine is measured too: a row with
 * more than a fifth of a processor for others is void, and says so.
 *
 * <p>Needs curl and GNU time; Python with lxml if there is one. Arguments: how often to measure (default 5), the page to
 * write (default: none).
 */
public final class Bench {
    private static final int MANY = 200;
    private static final int FEW = 40;

    /** More than this of a processor for others, and a row is void. */
    private static final double QUIET = 0.2;

    private static final String BY_HAND = "by hand";

    private final Path folder;
    private final BenchServer server;
    private final Unpacked unpacked;
    private final Path program;
    private final Map<String, List<Figures>> rows = new LinkedHashMap<>();
    private final List<Double> toFirstRequest = new ArrayList<>();
    private final StringBuilder parts = new StringBuilder();

    private Bench(Path folder, BenchServer server, Unpacked unpacked) {
        this.folder = folder;
        this.server = server;
        this.unpacked = unpacked;
        this.program = unpacked.home().resolve("bin/bokbuss");
    }

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        Path folder = Files.createTempDirectory("bokbuss-bench");
        try (BenchServer server = new BenchServer(MANY, FEW)) {
            Bench bench = new Bench(folder, server, new Unpacked(Files.createDirectory(folder.resolve("program"))));
            bench.prepare();
            for (int i = 0; i < times; i++) {
                bench.measure(i);
            }
            bench.measureParts();
            String page = bench.report(times);
            System.out.println(page);
            if (args.length > 1) {
                Files.writeString(Path.of(args[1]), page);
            }
        } finally {
            delete(folder);
        }
    }

    // What is measured

    /** The first start has the class archive made; that is waited for, not measured. */
    private void prepare() throws Exception {
        run("prepare", List.of(program + "", "--help"));
        await().atMost(Duration.ofMinutes(5)).until(() -> unpacked.hasClassArchives(1));
        rows.clear();
        try (InputStream script = Bench.class.getResourceAsStream("harvest.py")) {
            Files.copy(script, folder.resolve("harvest.py"));
        }
    }

    private void measure(int i) throws Exception {
        for (int pages : List.of(FEW, MANY)) {
            String address = server.address() + (pages == FEW ? "/few" : "");
            peers(i, address, pages);
            Path work = work(i + "-" + pages, "libris-oaipmh-source", "set: bib");
            if (pages == FEW) {
                server.listen();
                long begun = System.nanoTime();
                once(work, "once, nothing to bring", server.address() + "/empty");
                toFirstRequest.add((server.firstAsked() - begun) / 1e9);
            }
            once(work, name("once", pages), address);
            requireAll(work, pages);
            if (pages == FEW) {
                once(work, "once, the same again: all repeats", address);
                commands(work);
            }
            delete(work);
        }
        forms(i);
    }

    private static String name(String what, int pages) {
        return "%s, %,d records".formatted(what, pages * BenchServer.RECORDS);
    }

    private void peers(int i, String address, int pages) throws Exception {
        String query = address + "/api/oaipmh/?verb=ListRecords&resumptionToken=[0-" + (pages - 1) + "]";
        run(name("curl to disk", pages), List.of("curl", "-s", query, "-o", folder.resolve("curl") + "/#1.xml"));
        run(name(BY_HAND, pages), java(HandWritten.class, address, "hand.ndjson"));
        if (hasLxml()) {
            run(name("Python, lxml", pages), List.of("/usr/bin/python3", "harvest.py", address, "python.xml"));
        }
        if (pages == FEW && has("org.apache.camel.oaipmh.component.OAIPMHComponent")) {
            run(name("camel-oaipmh", pages), java(CamelOaiPmh.class, address, "oaipmh" + i, "" + pages));
        }
        for (String written : List.of("curl", "oaipmh" + i)) {
            delete(folder.resolve(written));
        }
    }

    private static boolean hasLxml() throws Exception {
        return Files.isExecutable(Path.of("/usr/bin/python3"))
                && new ProcessBuilder("/usr/bin/python3", "-c", "import lxml.etree")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }

    private static boolean has(String type) {
        try {
            Class.forName(type, false, Bench.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException none) {
            return false;
        }
    }

    private void commands(Path work) throws Exception {
        bokbuss(work, "--version", "--version");
        bokbuss(work, "--help", "--help");
        bokbuss(work, "status", "status");
        bokbuss(work, "ledger", "ledger", "p");
        bokbuss(work, "position show", "position", "show", "p");
        bokbuss(work, "quarantine list", "quarantine", "list");
    }

    /** Records in other forms than XML. */
    private void forms(int i) throws Exception {
        Path json = work(i + "-json", "libris-find-source", "query: Sweden, modifiedSince: \"false\"");
        once(json, name("once, JSON by search", FEW), server.address());
        requireAll(json, FEW);
        delete(json);
        Path marc = work(i + "-marc", "libris-marc-export-source", "profile: profile.properties");
        Files.writeString(marc.resolve("profile.properties"), "locations=S\nformat=ISO2709\ncharacterencoding=UTF-8\n");
        once(marc, name("once, ISO 2709 by export", FEW), server.address());
        requireAll(marc, FEW);
        delete(marc);
    }

    private Path work(String name, String source, String parameters) throws IOException {
        Path work = Files.createDirectories(folder.resolve("work" + name));
        Files.createDirectories(work.resolve("routes"));
        Files.writeString(work.resolve("routes/p.camel.yaml"), """
                - route:
                    id: p
                    from:
                      uri: kamelet:%s
                      parameters: { pipeline: p, %s }
                      steps:
                        - to:
                            uri: kamelet:record-file-sink
                            parameters: { directory: out }
                """.formatted(source, parameters));
        return work;
    }

    private void once(Path work, String row, String address) throws Exception {
        bokbuss(work, row, "once", "p", "--set", "libris.base-url=" + address, "--set", "libris.write.enabled=false");
    }

    private void bokbuss(Path work, String row, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", work + "", program + ""));
        command.addAll(List.of(arguments));
        run(row, command);
    }

    private static List<String> java(Class<?> program, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java") + "", "-cp", classPath()));
        command.add(program.getName());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Other processes work elsewhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void requireAll(Path work, int pages) throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.list(work.resolve("out"))) {
            for (Path file : files.toList()) {
                try (Stream<String> all = Files.lines(file)) {
                    lines += all.count();
                }
            }
        }
        if (lines != (long) pages * BenchServer.RECORDS) {
            throw new IllegalStateException("only " + lines + " records arrived");
        }
    }

    // Parts, each by a program of its own

    private void measureParts() throws Exception {
        part(
                "Kafka, acks=all, idempotent, 2 kB, one broker",
                "the broker's own producer test is the limit",
                KafkaBenchmark.class,
                "3");
        part(
                "Holdings into a Libris that takes 50 ms for an answer",
                "the latency is the limit",
                HoldingsBenchmark.class,
                "20");
        part("The splitter alone", "the speed of memory is the limit", SplitterBenchmark.class, "3");
        part(
                "State: 100,000 new records where nothing is known, and where ten million are (SQLite)",
                "an empty state is the limit",
                StateBenchmark.class,
                "10000000",
                "100000",
                "1");
        part(
                "State: the same with a million known (PostgreSQL)",
                "an empty state is the limit",
                StateBenchmark.class,
                "1000000",
                "100000",
                "1",
                "postgres");
        part(
                "State: the same where a message to PostgreSQL takes a millisecond there and back",
                "the same without the millisecond is the limit",
                StateBenchmark.class,
                "1000000",
                "40000",
                "1",
                "postgres-1ms");
    }

    private void part(String what, String limit, Class<?> benchmark, String... arguments) throws Exception {
        double before = load();
        Path said = folder.resolve("said");
        long begun = System.nanoTime();
        int exit = new ProcessBuilder(java(benchmark, arguments))
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double others = Math.max(before, load());
        parts.append("\n### ").append(what).append("\n\n`").append(benchmark.getSimpleName());
        parts.append(' ')
                .append(String.join(" ", arguments))
                .append("`, %.0f s; ".formatted(seconds))
                .append(limit);
        parts.append(others > QUIET ? ". **Void: others had %.1f of a processor.**".formatted(others) : ".");
        parts.append("\n\n```text\n")
                .append(exit == 0 ? Files.readString(said).strip() : "it ended with " + exit)
                .append("\n```\n");
    }

    // How it is measured

    /** Of one process: seconds, seconds of processors, megabytes, and how many processors others had meanwhile. */
    private record Figures(double wall, double cpu, double memory, double others) {}

    private void run(String row, List<String> command) throws Exception {
        Path log = folder.resolve("log");
        Path time = folder.resolve("time");
        Files.createDirectories(folder.resolve("curl"));
        List<String> timed = new ArrayList<>(List.of("/usr/bin/time", "-o", time + "", "-f", "%e %U %S %M"));
        timed.addAll(command);
        double busy = busy() - own();
        long begun = System.nanoTime();
        int exit = new ProcessBuilder(timed)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        busy = busy() - own() - busy;
        if (exit != 0) {
            throw new IllegalStateException(row + " ended with " + exit + ": " + Files.readString(log));
        }
        String[] said = Files.readString(time).strip().split(" ");
        double cpu = Double.parseDouble(said[1]) + Double.parseDouble(said[2]);
        rows.computeIfAbsent(row, none -> new ArrayList<>())
                .add(new Figures(
                        Double.parseDouble(said[0]),
                        cpu,
                        Double.parseDouble(said[3]) / 1024,
                        // The kernel counts in hundredths.
                        Math.max(0, busy - cpu - 0.05) / seconds));
    }

    /** How much of a processor is at work while nothing is measured. */
    private static double load() throws Exception {
        double before = busy() - own();
        Thread.sleep(1000);
        return busy() - own() - before;
    }

    /** Seconds that this process has had of processors: the source is in it. */
    private static double own() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /** Seconds that the processors of this machine have worked. */
    private static double busy() throws IOException {
        if (!Files.isReadable(Path.of("/proc/stat"))) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] ticks = lines.findFirst().orElseThrow().trim().split(" +");
            return (Long.parseLong(ticks[1]) + Long.parseLong(ticks[2]) + Long.parseLong(ticks[3])) / 100.0;
        }
    }

    // What is told

    private String report(int times) throws IOException {
        StringBuilder page = new StringBuilder("# Performance\n\n");
        page.append("Written by `mvn -Pbench -DskipTests verify` on ").append(LocalDate.now());
        page.append(": ").append(machine()).append(". ");
        page.append(times).append("""
                 runs each, in turn; medians, with the least and the most. Whole processes, start included. Ratios are \
                of the two processes of the same turn. Pages of 1000 MARCXML records of 3.4 kB over loopback. `curl` \
                writes the pages to disk: the limit of the line. The program by hand (`HandWritten` in the tests: JDK \
                HTTP, Aalto, one thread) writes NDJSON, the one in Python (lxml) a record a line, camel-oaipmh whole \
                pages: all of them without position, repeats, proof or sync.

                """);
        page.append("| | seconds | processor seconds | to by hand, seconds | to by hand, processor | memory, MB | |\n");
        page.append("|---|---|---|---|---|---|---|\n");
        rows.forEach((name, figures) -> page.append("| %s | %s | %s | %s | %s | %.0f | %s |\n"
                .formatted(
                        name,
                        spread(figures.stream().map(Figures::wall).toList()),
                        spread(figures.stream().map(Figures::cpu).toList()),
                        ratio(name, figures, Figures::wall),
                        ratio(name, figures, Figures::cpu),
                        median(figures.stream().map(Figures::memory).toList()),
                        verdict(figures))));
        page.append("\n`once` to its first request: ")
                .append(spread(toFirstRequest))
                .append(" s. ");
        page.append("Beyond the start, processor: ").append(beyondTheStart()).append(".\n\n## Parts\n");
        page.append("\nEach by a program of its own in `src/test/java/org/bokbuss/bench`.\n");
        return page.append(parts).toString();
    }

    private static String verdict(List<Figures> figures) {
        double others = median(figures.stream().map(Figures::others).toList());
        return others > QUIET ? "void: others had %.1f of a processor".formatted(others) : "";
    }

    /** Run by run: a machine that is slower for a while is slower for both. */
    private String ratio(String name, List<Figures> one, ToDoubleFunction<Figures> of) {
        int records = name.lastIndexOf(", ");
        List<Figures> hand = records < 0 ? null : rows.get(BY_HAND + name.substring(records));
        if (hand == null) {
            return "";
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            ratios.add(of.applyAsDouble(one.get(i)) / of.applyAsDouble(hand.get(i)));
        }
        return spread(ratios);
    }

    private String beyondTheStart() {
        double start = cpu("once, nothing to bring");
        Map<String, Long> bytes = new LinkedHashMap<>();
        bytes.put(name("once", FEW), server.bytesOfPages(FEW));
        bytes.put(name("once", MANY), server.bytesOfPages(MANY));
        bytes.put(name("once, JSON by search", FEW), server.bytesOfHits());
        bytes.put(name("once, ISO 2709 by export", FEW), server.bytesOfExport());
        return bytes.entrySet().stream()
                .map(form -> {
                    double seconds = cpu(form.getKey()) - start;
                    int records = (form.getKey().equals(name("once", MANY)) ? MANY : FEW) * BenchServer.RECORDS;
                    return "%s %.0f µs a record, %.1f ns a byte"
                            .formatted(form.getKey(), seconds * 1e6 / records, seconds * 1e9 / form.getValue());
                })
                .collect(Collectors.joining("; "));
    }

    private double cpu(String row) {
        return median(rows.get(row).stream().map(Figures::cpu).toList());
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    private static String spread(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        return "%.2f (%.2f to %.2f)".formatted(median(all), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private static String machine() throws IOException {
        String model = System.getProperty("os.arch");
        if (Files.isReadable(Path.of("/proc/cpuinfo"))) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
                model = lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 2))
                        .findFirst()
                        .orElse(model);
            }
        }
        return "%s, %d processors, %s, Java %s"
                .formatted(
                        model,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        Runtime.version());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
