package org.bokbuss.routetest;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Message;
import org.apache.camel.util.URISupport;
import org.bokbuss.deliver.CloudEvent;

/**
 * A message as it would have reached a sink, or another system.
 *
 * @param to the address without its parameters, {@code kamelet:record-file-sink}
 * @param parameters those of the address
 * @param headers as text
 */
public record SentMessage(String to, Map<String, String> parameters, Map<String, String> headers, byte[] body) {

    /** @param uri the address as the route has it, its placeholders filled in */
    public static SentMessage of(String uri, Message message) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        message.getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        byte[] body = message.getBody(byte[].class);
        return new SentMessage(address(uri), parameters(uri), headers, body == null ? new byte[0] : body.clone());
    }

    /** Without parameters, and without the slashes that Camel does not need (it needs those of http); a bare word is the name of a kamelet. */
    public static String address(String uri) {
        String address = uri.replaceFirst("(?s)\\?.*", "")
                .replaceFirst("^([a-z][\\w+.-]*):(//)?", "$1:")
                .replaceFirst("^(https?):", "$1://");
        return address.contains(":") ? address : "kamelet:" + address;
    }

    private static Map<String, String> parameters(String uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            URISupport.parseQuery(URISupport.extractQuery(uri), false, true).forEach((name, value) -> {
                String text = String.valueOf(value);
                parameters.put(name, text.replaceFirst("(?s)^RAW[({](.*)[)}]$", "$1"));
            });
        } catch (URISyntaxException unreadable) {
            // Camel has started the route with it; what cannot be read cannot be compared.
        }
        return parameters;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The record's lasting id; empty where the message does not say. */
    public String subject() {
        return headers.getOrDefault(CloudEvent.SUBJECT, "");
    }

    @Override
    public String toString() {
        return "a message to " + to + (subject().isEmpty() ? "" : ", subject " + subject());
    }
}
