package org.bokbuss.sandbox.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an upstream answers; how it travels is decided by {@link Delivery}.
 *
 * @param status the HTTP status
 * @param headers headers of the content, without framing and date; a value of several lines is sent as one header a line
 * @param body the content
 */
public record Answer(int status, Map<String, String> headers, Body body) {

    /** A whole page of text. */
    public static Answer text(int status, String contentType, String text) {
        return new Answer(status, Map.of("Content-Type", contentType), Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** No content at all. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), Body.of());
    }

    /** The page a proxy in front of Libris writes when it must speak for itself. */
    public static Answer proxyPage(int status) {
        var title = status + " " + Reason.of(status);
        return text(
                status,
                "text/html",
                "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                        + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
    }

    /** The same with one header more. */
    public Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** The same with another body. */
    public Answer with(Body other) {
        return new Answer(status, headers, other);
    }
}
