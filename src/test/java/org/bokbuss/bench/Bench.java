package org.bokbuss.bench;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.archive.Unpacked;

/**
 * How fast the packaged program is, beside its limits: {@code mvn -Pbench -DskipTests verify} runs it and writes
 * {@code docs/performance.md}. Whole processes, each in turn with the others, start included; medians, with the least and
 * the most. Processor time is what counts where the machine has other work.
 *
 * <p>Needs curl and GNU time. Arguments: how often to measure (default 5), the page to write (default: none).
 */
public final class Bench {
    private static final int PAGES = 40;
    private static final int RECORDS = 1000;

    /** More than this of a processor's time for others, and a row says so. */
    private static final double QUIET = 0.2;

    private final Path folder;
    private final String address;
    private final Unpacked unpacked;
    private final Path program;
    private final Map<String, List<Figures>> rows = new LinkedHashMap<>();

    private Bench(Path folder, String address, Unpacked unpacked) {
        this.folder = folder;
        this.address = address;
        this.unpacked = unpacked;
        this.program = unpacked.home().resolve("bin/bokbuss");
    }

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        List<byte[]> pages = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            pages.add(page(page));
        }
        HttpServer server = serve(pages);
        Path folder = Files.createTempDirectory("bokbuss-bench");
        try {
            double others = othersWork();
            Bench bench = new Bench(
                    folder,
                    "http://127.0.0.1:" + server.getAddress().getPort(),
                    new Unpacked(Files.createDirectory(folder.resolve("program"))));
            bench.prepare();
            for (int i = 0; i < times; i++) {
                bench.measure(i);
            }
            String said = bench.report(times, Math.max(others, othersWork()));
            System.out.println(said);
            if (args.length > 1) {
                Files.writeString(Path.of(args[1]), said);
            }
        } finally {
            server.stop(0);
            delete(folder);
        }
    }

    // What is measured

    /** The first start has the class archive made; that is waited for, not measured. */
    private void prepare() throws Exception {
        run("prepare", List.of(program + "", "--help"));
        await().atMost(Duration.ofMinutes(2)).until(() -> unpacked.hasClassArchives(1));
        rows.clear();
    }

    private void measure(int i) throws Exception {
        String query = address + "/api/oaipmh/?verb=ListRecords&resumptionToken=[0-" + (PAGES - 1) + "]";
        run("curl to disk, 40,000 records", List.of("curl", "-s", query, "-o", folder.resolve("curl") + "/#1.xml"));
        List<String> java = List.of(Path.of(System.getProperty("java.home"), "bin/java") + "", "-cp");
        run("by hand, 40,000 records", concat(java, classPath(), HandWritten.class.getName(), address, "hand.ndjson"));
        Path work = Files.createDirectories(folder.resolve("work" + i));
        Files.createDirectories(work.resolve("routes"));
        Files.writeString(work.resolve("routes/p.camel.yaml"), """
                - route:
                    id: p
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: p, set: bib }
                      steps:
                        - to:
                            uri: kamelet:record-file-sink
                            parameters: { directory: out }
                """);
        bokbuss(work, "once, nothing to bring", "once", "p", "--set", "libris.base-url=" + address + "/empty");
        bokbuss(work, "once, 40,000 records", "once", "p", "--set", "libris.base-url=" + address);
        requireAll(work.resolve("out"));
        bokbuss(work, "once, the same again: all repeats", "once", "p", "--set", "libris.base-url=" + address);
        bokbuss(work, "--version", "--version");
        bokbuss(work, "--help", "--help");
        bokbuss(work, "status", "status");
        bokbuss(work, "ledger", "ledger", "p");
        bokbuss(work, "position show", "position", "show", "p");
        bokbuss(work, "quarantine list", "quarantine", "list");
        delete(work);
    }

    private void bokbuss(Path work, String row, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", work + "", program + ""));
        command.addAll(List.of(arguments));
        run(row, command);
    }

    /** Other processes work elsewhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> concat(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(rest));
        return all;
    }

    private static void requireAll(Path out) throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.toList()) {
                try (Stream<String> all = Files.lines(file)) {
                    lines += all.count();
                }
            }
        }
        if (lines != PAGES * RECORDS) {
            throw new IllegalStateException("only " + lines + " records arrived");
        }
    }

    // How it is measured

    /** Of one process: seconds, seconds of processors, megabytes. */
    private record Figures(double wall, double cpu, double memory) {}

    private void run(String row, List<String> command) throws Exception {
        Path log = folder.resolve("log");
        Path time = folder.resolve("time");
        Files.createDirectories(folder.resolve("curl"));
        List<String> timed = new ArrayList<>(List.of("/usr/bin/time", "-o", time + "", "-f", "%e %U %S %M"));
        timed.addAll(command);
        int exit = new ProcessBuilder(timed)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException(row + " ended with " + exit + ": " + Files.readString(log));
        }
        String[] said = Files.readString(time).strip().split(" ");
        rows.computeIfAbsent(row, none -> new ArrayList<>())
                .add(new Figures(
                        Double.parseDouble(said[0]),
                        Double.parseDouble(said[1]) + Double.parseDouble(said[2]),
                        Double.parseDouble(said[3]) / 1024));
    }

    /** How much of a processor others have while nothing is measured. */
    private static double othersWork() throws Exception {
        double before = busy();
        Thread.sleep(2000);
        return (busy() - before) / 2;
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

    private String report(int times, double others) throws IOException {
        StringBuilder page = new StringBuilder("# Performance\n\n");
        page.append("Written by `mvn -Pbench -DskipTests verify` on ")
                .append(LocalDate.now())
                .append(": ")
                .append(machine());
        page.append(". ").append(times).append(" runs each, in turn; medians, with the least and the most. ");
        page.append("Whole processes, start included. 40 pages of 1000 MARCXML records of 3.4 kB over loopback; ");
        page.append(
                "`curl` writes the pages to disk, the program by hand (`HandWritten` in the tests: JDK HTTP, Aalto, one ");
        page.append("thread) writes NDJSON without position, repeats, proof or sync.\n\n");
        if (others > QUIET) {
            page.append(
                    "**The machine had other work, %.1f processors of it: times are void, processor time is what can be compared.**\n\n"
                            .formatted(others));
        }
        page.append("| | seconds | processor seconds | to by hand, processor | memory, MB |\n|---|---|---|---|---|\n");
        List<Figures> hand = rows.get("by hand, 40,000 records");
        rows.forEach((name, figures) -> page.append("| %s | %s | %s | %s | %.0f |\n"
                .formatted(
                        name,
                        spread(figures.stream().map(Figures::wall).toList()),
                        spread(figures.stream().map(Figures::cpu).toList()),
                        name.contains("40,000") ? ratio(figures, hand) : "",
                        median(figures.stream().map(Figures::memory).toList()))));
        return page.toString();
    }

    /** Run by run: a machine that is slower for a while is slower for both. */
    private static String ratio(List<Figures> one, List<Figures> other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            ratios.add(one.get(i).cpu / other.get(i).cpu);
        }
        return spread(ratios);
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

    // What it is measured with

    private static HttpServer serve(List<byte[]> pages) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        byte[] empty =
                ("<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><error code=\"noRecordsMatch\"/></OAI-PMH>")
                        .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            int at = query.indexOf("resumptionToken=");
            byte[] body = exchange.getRequestURI().getPath().startsWith("/empty")
                    ? empty
                    : pages.get(at < 0 ? 0 : Integer.parseInt(query.substring(at + 16)));
            exchange.getResponseHeaders().set("Content-Type", "text/xml;charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "server");
            // What goes wrong ends the bench.
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return server;
    }

    private static byte[] page(int number) {
        ByteArrayOutputStream page = new ByteArrayOutputStream(4 << 20);
        page.writeBytes(
                "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><ListRecords>"
                        .getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < RECORDS; i++) {
            page.writeBytes(record(number * RECORDS + i).getBytes(StandardCharsets.UTF_8));
        }
        String token = number + 1 < PAGES ? String.valueOf(number + 1) : "";
        page.writeBytes(("<resumptionToken>" + token + "</resumptionToken></ListRecords></OAI-PMH>")
                .getBytes(StandardCharsets.UTF_8));
        return page.toByteArray();
    }

    private static String record(int number) {
        String id = "bench%010d".formatted(number);
        StringBuilder fields = new StringBuilder();
        for (int i = 0; fields.length() < 2900; i++) {
            fields.append("<datafield ind1=\" \" ind2=\"7\" tag=\"650\"><subfield code=\"a\">Ämnesord å ä ö nummer ")
                    .append(number * 31L + i)
                    .append("</subfield><subfield code=\"2\">sao</subfield></datafield>");
        }
        return "<record><header><identifier>https://libris.kb.se/" + id
                + "</identifier><datestamp>2026-05-01T10:00:00+02:00</datestamp><setSpec>bib</setSpec></header><metadata>"
                + "<record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Bibliographic\"><leader>     cam a       7  4500</leader>"
                + "<controlfield tag=\"001\">" + id + "</controlfield>" + fields
                + "</record></metadata><about><agent name=\"https://libris.kb.se/library/S\"/></about></record>";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
