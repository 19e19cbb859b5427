package org.bokbuss.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked of a source.
 *
 * @param headers beside those of every request (User-Agent, login)
 * @param body null for none
 * @param patience how long an answer may take altogether before it is given up; null for as long as it flows
 * @param silence how long the source may say nothing, before its answer or in its midst; null for {@code http.timeout}
 * @param statuses what is an answer beside 200, and no failure
 * @param wanted names of headers, in small letters, that the answer keeps beside those that every answer keeps
 * @param login who is asking; null where anybody may
 */
public record Request(
        String method,
        URI uri,
        Map<String, String> headers,
        byte[] body,
        Duration patience,
        Duration silence,
        Set<Integer> statuses,
        Set<String> wanted,
        Login login) {

    public static Request get(URI uri, Duration patience) {
        return new Request("GET", uri, Map.of(), null, patience, null, Set.of(), Set.of(), null);
    }

    public static Request post(URI uri, String contentType, byte[] body) {
        return new Request(
                "POST", uri, Map.of("Content-Type", contentType), body, null, null, Set.of(), Set.of(), null);
    }

    /** Any other request, with a body (null for none). */
    public static Request of(String method, URI uri, byte[] body) {
        return new Request(method, uri, Map.of(), body, null, null, Set.of(), Set.of(), null);
    }

    public Request withPatience(Duration other) {
        return new Request(method, uri, headers, body, other, silence, statuses, wanted, login);
    }

    public Request withSilence(Duration other) {
        return new Request(method, uri, headers, body, patience, other, statuses, wanted, login);
    }

    public Request withUri(URI other) {
        return new Request(method, other, headers, body, patience, silence, statuses, wanted, login);
    }

    /** The same with one header more. */
    public Request withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, uri, Map.copyOf(more), body, patience, silence, statuses, wanted, login);
    }

    /** The same, where these statuses too are answers. */
    public Request accepting(int... more) {
        Set<Integer> all = new TreeSet<>(statuses);
        for (int status : more) {
            all.add(status);
        }
        return new Request(method, uri, headers, body, patience, silence, Set.copyOf(all), wanted, login);
    }

    /** The same, where that header of the answer is wanted too. */
    public Request wanting(String header) {
        Set<String> all = new TreeSet<>(wanted);
        all.add(header);
        return new Request(method, uri, headers, body, patience, silence, statuses, Set.copyOf(all), login);
    }

    public Request by(Login who) {
        return new Request(method, uri, headers, body, patience, silence, statuses, wanted, who);
    }

    /** Method and address, for messages: addresses carry no secrets, they travel in headers. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
