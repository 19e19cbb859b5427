package org.bokbuss.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What is asked of a source.
 *
 * @param headers beside those of every request (User-Agent, login)
 * @param body null for none
 * @param patience how long an answer may take altogether before it is given up; null for as long as it flows
 */
public record Request(String method, URI uri, Map<String, String> headers, byte[] body, Duration patience) {

    public static Request get(URI uri, Duration patience) {
        return new Request("GET", uri, Map.of(), null, patience);
    }

    public Request withPatience(Duration other) {
        return new Request(method, uri, headers, body, other);
    }

    /** Method and address, for messages: addresses carry no secrets, they travel in headers. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
