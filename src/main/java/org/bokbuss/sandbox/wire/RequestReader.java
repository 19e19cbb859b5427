package org.bokbuss.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads requests off a connection. */
public final class RequestReader {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private RequestReader() {}

    /** The next request, or nothing when the client has hung up. */
    public static Optional<Request> read(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) {
            return Optional.empty();
        }
        var words = first.split(" ");
        if (words.length != 3) {
            throw new IOException("Not a request line: " + first);
        }
        var headers = headers(in);
        return Optional.of(Request.of(words[0], words[1], headers, body(in, headers)));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks(in);
        }
        return exactly(in, headers.getOrDefault("content-length", "0"), 10);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        while (true) {
            var chunk = exactly(in, String.valueOf(line(in)).split(";")[0], 16);
            if (chunk.length == 0) {
                headers(in);
                return all.toByteArray();
            }
            all.write(chunk);
            line(in);
            if (all.size() > LARGEST_BODY) {
                throw new IOException("Too much");
            }
        }
    }

    private static byte[] exactly(InputStream in, String count, int radix) throws IOException {
        try {
            var wanted = Integer.parseUnsignedInt(count.strip(), radix);
            if (wanted < 0 || wanted > LARGEST_BODY) {
                throw new IOException("Too much: " + count);
            }
            var bytes = in.readNBytes(wanted);
            if (bytes.length < wanted) {
                throw new IOException("The client stopped in mid-body");
            }
            return bytes;
        } catch (NumberFormatException e) {
            throw new IOException("Not a length: " + count, e);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(128);
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("A line without end");
            }
            line.write(b);
        }
        return line.toString(UTF_8).stripTrailing();
    }
}
