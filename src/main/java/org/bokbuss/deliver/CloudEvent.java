package org.bokbuss.deliver;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.bokbuss.config.UserError;

/**
 * A message as a CloudEvent: the names of its headers, and what every sink reads of it.
 *
 * <p>An extension attribute has Camel's name for it, {@code CamelCloudEventItemof}, and until 1.0 the one it had before,
 * {@code Bokbuss-itemof}. Where both stand Camel's counts.
 *
 * @param attributes by their names in CloudEvents; {@code datacontenttype} only where there is data
 * @param data empty where there is none
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 */
public record CloudEvent(Map<String, String> attributes, byte[] data) {
    public static final String ID = "CamelCloudEventID";
    public static final String SOURCE = "CamelCloudEventSource";
    public static final String TYPE = "CamelCloudEventType";
    public static final String SUBJECT = "CamelCloudEventSubject";
    public static final String TIME = "CamelCloudEventTime";
    public static final String MEDIA_TYPE = "CamelCloudEventDataContentType";
    public static final String VERSION = "CamelCloudEventVersion";

    /** The types of a record's events. */
    public static final String CHANGED = "bokbuss.record.changed";

    public static final String DELETED = "bokbuss.record.deleted";

    private static final String CAMEL = "CamelCloudEvent";
    private static final String FORMER = "Bokbuss-";

    /** Attributes of CloudEvents itself: no extension has such a header. */
    private static final Set<String> CORE =
            Set.of("id", "source", "type", "subject", "time", "datacontenttype", "version", "schemaurl", "specversion");

    private static final byte[] NOTHING = {};

    /**
     * @param sink named to the user
     * @throws UserError if the message does not say what happened to which record: a step has taken its headers away
     * @throws InvalidPayloadException if the body is nothing that can be written as bytes
     */
    static CloudEvent of(Message message, String sink) throws InvalidPayloadException {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", required(message, ID, sink));
        attributes.put("source", required(message, SOURCE, sink));
        attributes.put("type", required(message, TYPE, sink));
        attributes.put("subject", required(message, SUBJECT, sink));
        put(attributes, "time", message.getHeader(TIME));
        putExtensions(attributes, message.getHeaders());
        byte[] data = message.getBody() == null ? NOTHING : message.getMandatoryBody(byte[].class);
        if (data.length > 0) {
            String type = message.getHeader(MEDIA_TYPE, String.class);
            attributes.put("datacontenttype", type == null ? "application/octet-stream" : type);
        }
        return new CloudEvent(attributes, data);
    }

    private static void putExtensions(Map<String, String> attributes, Map<String, Object> headers) {
        headers.forEach((name, value) -> {
            String attribute = attribute(name, CAMEL);
            if (!CORE.contains(attribute)) {
                put(attributes, attribute, value);
            }
        });
        headers.forEach((name, value) -> {
            String attribute = attribute(name, FORMER);
            if (!attributes.containsKey(attribute)) {
                put(attributes, attribute, value);
            }
        });
    }

    /** What follows the prefix, as an attribute is written; empty for another header. */
    private static String attribute(String header, String prefix) {
        return header.regionMatches(true, 0, prefix, 0, prefix.length())
                ? header.substring(prefix.length()).toLowerCase(Locale.ROOT)
                : "";
    }

    /**
     * Sets the headers of an event of a record.
     *
     * @param time RFC 3339; null if the source does not say
     */
    public static void describe(
            Message message, String id, String source, boolean deleted, String subject, String time, String mediaType) {
        message.setHeader(VERSION, "1.0");
        message.setHeader(ID, id);
        message.setHeader(SOURCE, source);
        message.setHeader(TYPE, deleted ? DELETED : CHANGED);
        message.setHeader(SUBJECT, subject);
        if (time != null) {
            message.setHeader(TIME, time);
        }
        message.setHeader(MEDIA_TYPE, mediaType);
    }

    /** Sets an extension attribute, or takes it away where the value is null. */
    public static void setExtension(Message message, String attribute, String value) {
        set(message, FORMER + attribute, value);
        if (!CORE.contains(attribute)) {
            set(message, header(attribute), value);
        }
    }

    private static void set(Message message, String header, String value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }

    /** An extension attribute; null where the message has none. */
    public static String extension(Message message, String attribute) {
        String value = CORE.contains(attribute) ? null : message.getHeader(header(attribute), String.class);
        return value == null ? message.getHeader(FORMER + attribute, String.class) : value;
    }

    private static String header(String attribute) {
        return CAMEL + attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
    }

    /** What the message is about; empty where it does not say. */
    public static String subject(Message message) {
        return message.getHeader(SUBJECT, "", String.class);
    }

    /** Whether the message says that its record was deleted. */
    public static boolean isDeletion(Message message) {
        return DELETED.equals(message.getHeader(TYPE));
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
        if (value != null && !name.isEmpty()) {
            attributes.put(name, String.valueOf(value));
        }
    }

    String subject() {
        return attributes.get("subject");
    }

    boolean isDeletion() {
        return DELETED.equals(attributes.get("type"));
    }

    /** What the data are, without parameters; empty where nobody says. */
    String mediaType() {
        String type = attributes.getOrDefault("datacontenttype", "");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
