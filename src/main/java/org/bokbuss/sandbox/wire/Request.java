package org.bokbuss.sandbox.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked.
 *
 * @param method the method as written, {@code GET}
 * @param target path and query as written
 * @param headers header values by name in lower case; the last one wins
 * @param body the bytes sent along, empty for most
 * @param parameters decoded parameters of the query, then of a form in the body, in their order
 */
public record Request(
        String method, String target, Map<String, String> headers, byte[] body, List<Parameter> parameters) {

    /** One decoded name and value. */
    public record Parameter(String name, String value) {}

    static Request of(String method, String target, Map<String, String> headers, byte[] body) {
        var form = headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
        var query = target.indexOf('?') < 0 ? "" : target.substring(target.indexOf('?') + 1);
        var parameters = new ArrayList<>(Form.decode(query));
        if (form) {
            parameters.addAll(Form.decode(new String(body, StandardCharsets.UTF_8)));
        }
        return new Request(method, target, Map.copyOf(headers), body, List.copyOf(parameters));
    }

    /** The path without the query. */
    public String path() {
        var end = target.indexOf('?');
        return end < 0 ? target : target.substring(0, end);
    }

    /** The first value given for a parameter. */
    public Optional<String> parameter(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .map(Parameter::value)
                .findFirst();
    }

    /** The address asked, as the client would write it, without the query. */
    public String address() {
        return "http://" + headers.getOrDefault("host", "127.0.0.1") + path();
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
