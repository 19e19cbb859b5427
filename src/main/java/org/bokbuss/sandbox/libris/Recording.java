package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.RequestReader;

/**
 * A request and what a real server answered, from three files: {@code NN-name.request.txt}, {@code
 * NN-name.response.headers} and {@code NN-name.response.body}.
 *
 * @param number the NN of the files: later ones saw the effects of earlier ones
 * @param request what was asked
 * @param answer what came back
 */
record Recording(int number, Request request, Answer answer) {
    static final String REQUEST = ".request.txt";

    /** Headers of the connection, not of the answer; the sandbox frames anew. */
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer", "upgrade");

    static Recording read(Path requestFile) {
        var name = requestFile.getFileName().toString().replace(REQUEST, "");
        try {
            var request = RequestReader.read(new ByteArrayInputStream(Files.readAllBytes(requestFile)))
                    .orElseThrow(() -> new IOException(requestFile + " is empty"));
            var head = Files.readString(requestFile.resolveSibling(name + ".response.headers"), ISO_8859_1);
            var body = Files.readAllBytes(requestFile.resolveSibling(name + ".response.body"));
            return new Recording(Integer.parseInt(name.split("-")[0]), request, answer(request, head, body));
        } catch (IOException e) {
            throw new UncheckedIOException("Recording " + requestFile, e);
        }
    }

    private static Answer answer(Request request, String head, byte[] body) {
        var lines = head.lines().toList();
        Map<String, String> headers = new LinkedHashMap<>();
        var length = -1L;
        for (var line : lines.subList(1, lines.size())) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                var name = line.substring(0, colon);
                var value = line.substring(colon + 1).strip();
                if (name.equalsIgnoreCase("Content-Length")) {
                    length = Long.parseLong(value);
                }
                if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                    headers.merge(name, value, (one, other) -> one + "\n" + other);
                }
            }
        }
        var content = request.method().equals("HEAD") ? Body.ofLength(length) : Body.of(body);
        return new Answer(Integer.parseInt(lines.get(0).split(" ")[1]), headers, content);
    }
}
