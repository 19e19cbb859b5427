package org.bokbuss.deliver;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.bokbuss.config.UserError;

/**
 * A message as a CloudEvent: what every sink reads of it.
 *
 * @param attributes by their names in CloudEvents; {@code datacontenttype} only where there is data
 * @param data empty where there is none
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 */
record CloudEvent(Map<String, String> attributes, byte[] data) {
    private static final String EXTENSION = "Bokbuss-";
    private static final byte[] NOTHING = {};

    /**
     * @param sink named to the user
     * @throws UserError if the message does not say what happened to which record: a step has taken its headers away
     * @throws InvalidPayloadException if the body is nothing that can be written as bytes
     */
    static CloudEvent of(Message message, String sink) throws InvalidPayloadException {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", required(message, "CamelCloudEventID", sink));
        attributes.put("source", required(message, "CamelCloudEventSource", sink));
        attributes.put("type", required(message, "CamelCloudEventType", sink));
        attributes.put("subject", required(message, "CamelCloudEventSubject", sink));
        put(attributes, "time", message.getHeader("CamelCloudEventTime"));
        message.getHeaders().forEach((name, value) -> {
            if (name.startsWith(EXTENSION)) {
                put(attributes, name.substring(EXTENSION.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        byte[] data = message.getBody() == null ? NOTHING : message.getMandatoryBody(byte[].class);
        if (data.length > 0) {
            String type = message.getHeader("CamelCloudEventDataContentType", String.class);
            attributes.put("datacontenttype", type == null ? "application/octet-stream" : type);
        }
        return new CloudEvent(attributes, data);
    }

    private static String required(Message message, String header, String sink) {
        String value = message.getHeader(header, String.class);
        if (value == null || value.isBlank()) {
            throw new UserError(sink + ": a message without " + header
                    + " is no event; begin the route at a source of Bokbuss and keep its headers, or set that header");
        }
        return value;
    }

    private static void put(Map<String, String> attributes, String name, Object value) {
        if (value != null) {
            attributes.put(name, String.valueOf(value));
        }
    }

    String subject() {
        return attributes.get("subject");
    }

    boolean isDeletion() {
        return attributes.get("type").equals("bokbuss.record.deleted");
    }

    /** What the data are, without parameters; empty where nobody says. */
    String mediaType() {
        String type = attributes.getOrDefault("datacontenttype", "");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
