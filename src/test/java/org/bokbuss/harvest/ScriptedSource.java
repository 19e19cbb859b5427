package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

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
    public Splitter<Piece> split(Response answer) throws SourceFailure {
        return answer.status() == 410 ? Splitter.nothing() : new Lines(answer);
    }

    /** The first line says what page it is, each of the others is a record. */
    private static final class Lines extends Splitter<Piece> {
        private final BufferedReader lines;
        private String name = "head";
        private boolean over;

        Lines(Response answer) {
            lines = new BufferedReader(new InputStreamReader(answer.open(), UTF_8));
        }

        @Override
        protected Piece find() throws IOException {
            String line = lines.readLine();
            over = line == null;
            if (over) {
                return null;
            }
            String fault = line.startsWith("bad") ? "bad bytes" : null;
            Piece piece = new Piece(name, ("record\n" + line).getBytes(UTF_8), 0, fault, null);
            name = "record";
            return piece;
        }

        @Override
        protected boolean isOver() {
            return over;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static String line(Piece piece) {
        return new String(piece.bytes(), UTF_8).replaceFirst("(?s).*\n", "");
    }

    @Override
    public Page read(Window window, String cursor, Pieces pieces) throws SourceFailure {
        if (pieces.answer().status() == 410) {
            throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, "the cursor is lost");
        }
        String[] head = line(pieces.named("head").iterator().next()).split(" ");
        if (head[0].equals("garbage")) {
            throw new SourceFailure(
                    SourceFailure.Kind.PERMANENT, "no page of ours", new PageException("garbage at the beginning"));
        }
        String next = head.length > 1 ? head[1] : null;
        Page page = head[0].equals("older") ? Page.before(pieces, next) : new Page(pieces, next);
        return head.length > 3 ? page.of(Long.parseLong(head[3])) : page;
    }

    @Override
    public Records records(Window window, Pieces pieces) {
        return Records.of(pieces.named("record"), this);
    }

    @Override
    public LibraryRecord record(Piece piece) throws UnreadableRecord {
        if (line(piece).startsWith("bad")) {
            throw new UnreadableRecord("bad bytes");
        }
        return LibraryRecord.of(piece, line(piece), false, null, mediaType(), piece.bytes(), Map.of());
    }

    @Override
    public String subject(Piece unreadable) {
        return line(unreadable);
    }

    @Override
    public String mediaType() {
        return "text/plain";
    }
}
