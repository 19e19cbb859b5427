package org.bokbuss.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A harvest of 40 pages of 1000 MARCXML records (about 137 MB over loopback) by the packaged program, against curl
 * fetching the same pages to disk. Prints the times and their ratio, start of the program taken off: measured by a
 * harvest of one empty page.
 *
 * <p>Needs {@code mvn package} first. Arguments: how often to measure (default 5).
 */
public final class HarvestBenchmark {
    private static final int PAGES = 40;
    private static final int RECORDS = 1000;

    private HarvestBenchmark() {}

    public static void main(String[] args) throws Exception {
        int times = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        List<byte[]> pages = new ArrayList<>();
        for (int page = 0; page < PAGES; page++) {
            pages.add(page(page));
        }
        HttpServer server = serve(pages);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        Path folder = Files.createTempDirectory("bokbuss-bench");
        try {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                double curl = curl(address, folder);
                double start = harvest(address + "/empty", folder.resolve("start" + i));
                double harvest = harvest(address, folder.resolve("harvest" + i));
                ratios.add((harvest - start) / curl);
                System.out.printf(
                        "curl %.2f s, harvest %.2f s, of which start %.2f s: ratio %.1f%n",
                        curl, harvest, start, ratios.get(i));
            }
            ratios.sort(Comparator.naturalOrder());
            System.out.printf("median ratio to curl, beyond the start: %.1f%n", ratios.get(times / 2));
        } finally {
            server.stop(0);
            delete(folder);
        }
    }

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
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        return server;
    }

    private static double curl(String address, Path folder) throws Exception {
        Path to = Files.createDirectories(folder.resolve("curl"));
        return seconds(
                folder,
                "curl",
                "-s",
                address + "/api/oaipmh/?verb=ListRecords&resumptionToken=[0-" + (PAGES - 1) + "]",
                "-o",
                to + "/#1.xml");
    }

    private static double harvest(String address, Path folder) throws Exception {
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/p.camel.yaml"), """
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
        double seconds = seconds(
                folder,
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                Path.of("target/bokbuss.jar").toAbsolutePath().toString(),
                "once",
                "p",
                "--set",
                "libris.base-url=" + address);
        if (!address.endsWith("/empty")) {
            try (Stream<Path> files = Files.list(folder.resolve("out"))) {
                long lines = 0;
                for (Path file : files.toList()) {
                    try (Stream<String> all = Files.lines(file)) {
                        lines += all.count();
                    }
                }
                if (lines != PAGES * RECORDS) {
                    throw new IllegalStateException("only " + lines + " records arrived");
                }
            }
        }
        return seconds;
    }

    private static double seconds(Path folder, String... command) throws Exception {
        Instant begun = Instant.now();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(
                    command[0] + " ended with " + exit + ": " + Files.readString(folder.resolve("log")));
        }
        return Duration.between(begun, Instant.now()).toMillis() / 1000.0;
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
