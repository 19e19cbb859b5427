package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.PageException;

/**
 * A source of the simplest kind, over HTTP: a page is a line {@code next CURSOR} ({@code next} alone at the end, {@code
 * older CURSOR} if the source goes back in time), then a line for each record. Status 410 says that a cursor is lost.
 */
final class ScriptedSource implements Session, AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param answers path and query to a page, or to a status of three digits */
    ScriptedSource(Function<String, String> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<String, String> answers) throws IOException {
        try (exchange) {
            String question = exchange.getRequestURI().toString();
            asked.add(question);
            String answer = answers.apply(question);
            boolean status = answer.matches("\\d{3}");
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(status ? Integer.parseInt(answer) : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** All that was asked, in its order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private Request get(String question) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return Request.get(base.resolve(question), null).accepting(410);
    }

    @Override
    public String source() {
        return "scripted";
    }

    @Override
    public Request identify() {
        return get("/identify");
    }

    @Override
    public Request first(Window window) {
        return get("/first?until=" + window.until());
    }

    @Override
    public Request next(Window window, String cursor) {
        return get("/next?cursor=" + cursor);
    }

    @Override
    public Optional<Request> one(String subject) {
        return subject.startsWith("kept") ? Optional.empty() : Optional.of(get("/one?id=" + subject));
    }

    @Override
    public Reading read(Window window, String cursor, Response answer) throws SourceFailure {
        if (answer.status() == 410) {
            throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, "the cursor is lost");
        }
        String[] head = lines(answer)[0].split(" ");
        if (head[0].equals("garbage")) {
            throw new SourceFailure(
                    SourceFailure.Kind.PERMANENT, "no page of ours", new PageException("garbage at the beginning"));
        }
        String next = head.length > 1 ? head[1] : null;
        Page page = head[0].equals("older") ? Page.before(next) : new Page(next);
        return new Lines(answer, head.length > 3 ? page.of(Long.parseLong(head[3])) : page);
    }

    private static String[] lines(Response answer) {
        try (InputStream body = answer.open()) {
            return new String(body.readAllBytes(), UTF_8).split("\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Records records(Window window, Response answer) {
        return new Lines(answer, null);
    }

    private static final class Lines implements Reading {
        private final Iterator<String> lines;
        private final Page page;

        Lines(Response answer, Page page) {
            this.lines = Arrays.stream(lines(answer)).skip(1).iterator();
            this.page = page;
        }

        @Override
        public LibraryRecord next() {
            return lines.hasNext() ? record(lines.next()) : null;
        }

        @Override
        public Page page() {
            return page;
        }

        @Override
        public void close() {
            // All is read.
        }
    }

    private static LibraryRecord record(String line) {
        byte[] bytes = ("record\n" + line).getBytes(UTF_8);
        return line.startsWith("bad")
                ? LibraryRecord.faulty(line, "text/plain", bytes, 0, "bad bytes")
                : new LibraryRecord(line, false, null, "text/plain", bytes, Map.of(), bytes, 0, null);
    }
}
