package org.bokbuss.sandbox.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Carries an answer over the wire, whole or with the faults that strike there. */
public final class Delivery {
    /** Jetty, under Libris, sends chunks when an answer is larger than its buffer of 32 kB. */
    private static final int BUFFER = 32 * 1024;

    /** How much of an answer of unknown length is sent before it breaks. */
    private static final long BEFORE_BREAK = 20_000;

    private static final int GZIP_TRAILER = 8;

    /** What would name a file, an address to call or a method, if it became a Camel header (CVE-2025-27636). */
    private static final String STEERING = """
        CamelFileName: ../../hostile\r
        CAmelHttpUri: http://127.0.0.1:9/\r
        CamelBeanMethodName: getClass\r
        CamelCloudEventSubject: https://hostile.example/1\r
        org.apache.camel.exception: gone\r
        BokbussPipeline: hostile\r
        Bokbuss-agent: hostile\r
        CamelCloudEventAgent: hostile\r
        """;

    private final Socket socket;
    private final OutputStream out;

    Delivery(Socket socket, OutputStream out) {
        this.socket = socket;
        this.out = out;
    }

    /**
     * Sends the answer.
     *
     * @return whether the connection can carry another one
     */
    public boolean send(Request request, Answer content, Faults.OnPage faults) throws IOException {
        var answer = encoded(content, faults.take(Fault.Stage.ENCODING));
        var pace = faults.take(Fault.Stage.PACE).map(f -> Long.parseLong(f.value()));
        var head = head(request, answer, faults.take(Fault.Stage.HEADER).map(Fault::kind));
        if (request.method().equals("HEAD")) {
            write(head, answer.body().length() < 0 ? "" : length(answer.body().length()));
            return keepsAlive(request);
        }
        var end = faults.take(Fault.Stage.END);
        if (end.isPresent()) {
            broken(answer, head, end.get().kind(), pace);
            return false;
        }
        whole(answer, head, pace);
        return keepsAlive(request);
    }

    /**
     * Answers nothing, if it is to be so.
     *
     * @return whether the connection is of no use any more
     */
    public boolean isSilent(Faults.OnPage faults) throws IOException {
        var fault = faults.take(Fault.Stage.REQUEST);
        if (fault.isPresent()) {
            silent(fault.get().kind() == Fault.Kind.DROPPED);
        }
        return fault.isPresent();
    }

    private void silent(boolean reset) throws IOException {
        if (reset) {
            socket.setSoLinger(true, 0);
        } else {
            untilTheClientLeaves();
        }
    }

    private void whole(Answer answer, StringBuilder head, Optional<Long> pace) throws IOException {
        var length = answer.body().length();
        if (answer.status() == 204 || answer.status() == 304) {
            write(head, "");
            return;
        }
        if (length >= 0 && length <= BUFFER) {
            write(head, length(length));
            answer.body().writeTo(paced(out, pace));
            out.flush();
            return;
        }
        write(head, "Transfer-Encoding: chunked\r\n");
        var chunks = new Chunks(paced(out, pace));
        answer.body().writeTo(chunks);
        chunks.end();
    }

    private void broken(Answer answer, StringBuilder head, Fault.Kind kind, Optional<Long> pace) throws IOException {
        if (kind == Fault.Kind.HUNG_UP || kind == Fault.Kind.UNANSWERED) {
            silent(kind == Fault.Kind.HUNG_UP);
            return;
        }
        var length = answer.body().length();
        var sent = length < 0 ? BEFORE_BREAK : length / 2;
        var chunked = kind == Fault.Kind.CHUNK_CUT || kind == Fault.Kind.RESET || kind == Fault.Kind.STALL;
        var promised = kind == Fault.Kind.CUT ? sent : length < 0 ? 100 * sent : length;
        write(head, chunked ? "Transfer-Encoding: chunked\r\n" : length(promised));
        var wire = chunked ? new Chunks(paced(out, pace)) : paced(out, pace);
        try {
            answer.body().writeTo(new FirstBytes(wire, sent));
        } catch (FirstBytes.Enough enough) {
            // as intended
        }
        wire.flush();
        switch (kind) {
            case RESET -> socket.setSoLinger(true, 0);
            case STALL -> untilTheClientLeaves();
            default -> {}
        }
    }

    private void untilTheClientLeaves() throws IOException {
        socket.setSoTimeout(0);
        while (socket.getInputStream().read() >= 0) {
            // a client that waits sends nothing
        }
    }

    private StringBuilder head(Request request, Answer answer, Optional<Fault.Kind> fault) {
        var head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(Reason.of(answer.status()))
                .append("\r\n");
        answer.headers().forEach((name, value) -> value.lines()
                .forEach(line -> head.append(name).append(": ").append(line).append("\r\n")));
        if (fault.equals(Optional.of(Fault.Kind.CAMEL_HEADERS))) {
            head.append(STEERING);
        }
        if (!fault.equals(Optional.of(Fault.Kind.NO_DATE))
                && answer.headers().keySet().stream().noneMatch("Date"::equalsIgnoreCase)) {
            String date = "Date: " + RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n";
            head.append(date.repeat(fault.equals(Optional.of(Fault.Kind.TWO_DATES)) ? 2 : 1));
        }
        return keepsAlive(request) ? head : head.append("Connection: close\r\n");
    }

    private static String length(long bytes) {
        return "Content-Length: " + bytes + "\r\n";
    }

    private void write(StringBuilder head, String framing) throws IOException {
        out.write(head.append(framing).append("\r\n").toString().getBytes(ISO_8859_1));
        out.flush();
    }

    private static boolean keepsAlive(Request request) {
        return !request.headers().getOrDefault("connection", "").equalsIgnoreCase("close");
    }

    private static OutputStream paced(OutputStream out, Optional<Long> pace) {
        return pace.<OutputStream>map(pause -> new Slow(out, pause)).orElse(out);
    }

    private static Answer encoded(Answer answer, Optional<Fault> fault) throws IOException {
        if (fault.isEmpty()) {
            return answer;
        }
        var zipped = answer.with("Content-Encoding", "gzip");
        if (fault.get().kind() == Fault.Kind.GZIP) {
            return zipped.with((Body) out -> {
                var gzip = new GZIPOutputStream(out);
                answer.body().writeTo(gzip);
                gzip.finish();
            });
        }
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            answer.body().writeTo(gzip);
        }
        return zipped.with(Body.of(Arrays.copyOf(bytes.toByteArray(), bytes.size() - GZIP_TRAILER)));
    }
}
