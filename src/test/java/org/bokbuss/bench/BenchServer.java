package org.bokbuss.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.marc4j.MarcStreamWriter;
import org.marc4j.marc.MarcFactory;
import org.marc4j.marc.Record;

/** Answers as Libris does, out of memory: as fast as a source can be. The same records by OAI-PMH, by search, by export. */
final class BenchServer implements AutoCloseable {
    static final int RECORDS = 1000;

    /** As many as Libris gives at once. */
    private static final int HITS = 200;

    private static final Pattern NUMBER = Pattern.compile("(?:resumptionToken|_offset)=(\\d+)");

    private final HttpServer server;
    private final List<byte[]> pages = new ArrayList<>();
    private final List<byte[]> hits = new ArrayList<>();
    private final byte[] export;
    private volatile long firstAsked;

    /** @param many pages by OAI-PMH; at the address {@code /few}, and by search and export, only {@code few} */
    BenchServer(int many, int few) throws IOException {
        byte[] lastOfFew = page(few - 1, "");
        for (int page = 0; page < many; page++) {
            pages.add(page(page, page + 1 < many ? String.valueOf(page + 1) : ""));
        }
        int found = few * RECORDS;
        for (int offset = 0; offset < found; offset += HITS) {
            hits.add(hits(offset, found));
        }
        export = export(found);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (firstAsked == 0) {
                firstAsked = System.nanoTime();
            }
            if (path.startsWith("/empty")) {
                answer(exchange, "text/xml", EMPTY);
            } else if (path.startsWith("/find")) {
                answer(exchange, "application/ld+json", hits.get(number(exchange, 0) / HITS));
            } else if (path.startsWith("/api/marc_export")) {
                answer(exchange, "application/marc", export);
            } else {
                int page = number(exchange, 0);
                boolean last = path.startsWith("/few") && page == few - 1;
                answer(exchange, "text/xml;charset=utf-8", last ? lastOfFew : pages.get(page));
            }
        });
        server.setExecutor(Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "server");
            // What goes wrong ends the bench.
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on the first request is waited for. */
    void listen() {
        firstAsked = 0;
    }

    /** When it came; 0 if none has. */
    long firstAsked() {
        return firstAsked;
    }

    long bytesOfPages(int many) {
        return pages.subList(0, many).stream().mapToLong(page -> page.length).sum();
    }

    long bytesOfHits() {
        return hits.stream().mapToLong(page -> page.length).sum();
    }

    long bytesOfExport() {
        return export.length;
    }

    private static int number(HttpExchange exchange, int otherwise) {
        Matcher number = NUMBER.matcher(String.valueOf(exchange.getRequestURI().getQuery()));
        return number.find() ? Integer.parseInt(number.group(1)) : otherwise;
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static final byte[] EMPTY =
            bytes("<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><error code=\"noRecordsMatch\"/></OAI-PMH>");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] page(int number, String token) {
        ByteArrayOutputStream page = new ByteArrayOutputStream(4 << 20);
        page.writeBytes(
                bytes(
                        "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><ListRecords>"));
        for (int i = 0; i < RECORDS; i++) {
            page.writeBytes(bytes(record(number * RECORDS + i)));
        }
        page.writeBytes(bytes("<resumptionToken>" + token + "</resumptionToken></ListRecords></OAI-PMH>"));
        return page.toByteArray();
    }

    private static String id(int number) {
        return "bench%010d".formatted(number);
    }

    private static String subject(int number, int i) {
        return "Ämnesord å ä ö nummer " + (number * 31L + i);
    }

    private static String record(int number) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; fields.length() < 2900; i++) {
            fields.append("<datafield ind1=\" \" ind2=\"7\" tag=\"650\"><subfield code=\"a\">")
                    .append(subject(number, i))
                    .append("</subfield><subfield code=\"2\">sao</subfield></datafield>");
        }
        return "<record><header><identifier>https://libris.kb.se/" + id(number)
                + "</identifier><datestamp>2026-05-01T10:00:00+02:00</datestamp><setSpec>bib</setSpec></header><metadata>"
                + "<record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Bibliographic\"><leader>     cam a       7  4500</leader>"
                + "<controlfield tag=\"001\">" + id(number) + "</controlfield>" + fields
                + "</record></metadata><about><agent name=\"https://libris.kb.se/library/S\"/></about></record>";
    }

    private static byte[] hits(int offset, int found) {
        StringBuilder page = new StringBuilder(HITS * 3600)
                .append("{\"@type\":\"PartialCollectionView\",\"itemOffset\":")
                .append(offset)
                .append(",\"itemsPerPage\":")
                .append(HITS)
                .append(",\"totalItems\":")
                .append(found)
                .append(",\"maxItems\":1000000,");
        if (offset + HITS < found) {
            page.append("\"next\":{\"@id\":\"/find?_offset=")
                    .append(offset + HITS)
                    .append("\"},");
        }
        page.append("\"items\":[");
        for (int i = 0; i < HITS; i++) {
            page.append(i == 0 ? "" : ",").append(hit(offset + i));
        }
        return bytes(page.append("]}").toString());
    }

    private static String hit(int number) {
        StringBuilder subjects = new StringBuilder();
        for (int i = 0; subjects.length() < 3000; i++) {
            subjects.append(i == 0 ? "" : ",")
                    .append("{\"@type\":\"Topic\",\"prefLabel\":\"")
                    .append(subject(number, i))
                    .append("\",\"inScheme\":{\"@id\":\"https://id.kb.se/term/sao\"}}");
        }
        return "{\"@id\":\"https://libris.kb.se/" + id(number)
                + "#it\",\"@type\":\"Instance\",\"meta\":{\"@id\":\"https://libris.kb.se/" + id(number)
                + "\",\"@type\":\"Record\",\"modified\":\"2026-05-01T10:00:00.000+02:00\"},\"subject\":[" + subjects
                + "]}";
    }

    private static byte[] export(int records) {
        ByteArrayOutputStream export = new ByteArrayOutputStream();
        MarcStreamWriter writer = new MarcStreamWriter(export, "UTF-8");
        MarcFactory marc = MarcFactory.newInstance();
        for (int number = 0; number < records; number++) {
            Record record = marc.newRecord("00000cam a2200000 7 4500");
            record.addVariableField(marc.newControlField("001", id(number)));
            for (int i = 0; i < 29; i++) {
                record.addVariableField(marc.newDataField("650", ' ', '7', "a", subject(number, i), "2", "sao"));
            }
            writer.write(record);
        }
        writer.close();
        return export.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
