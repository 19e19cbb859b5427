package org.bokbuss.routetest;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.bokbuss.deliver.CloudEvent;

/**
 * A record that a route is given in place of its source's.
 *
 * @param name what it is called where it has no subject: its file
 * @param headers what is said of it; the rest is taken from the record itself
 */
public record GivenRecord(String name, Map<String, String> headers, byte[] body) {

    /** Makes the message that a source would have made of it. */
    public void describe(Message message, String pipeline) {
        CloudEvent.describe(message, name, "test:" + pipeline, body.length == 0, name, null, mediaType());
        message.setHeader("BokbussPipeline", pipeline);
        headers.forEach(message::setHeader);
        message.setBody(body);
    }

    public String subject() {
        return headers.getOrDefault(CloudEvent.SUBJECT, name);
    }

    /** What the body looks like. */
    private String mediaType() {
        String begin = new String(body, 0, Math.min(body.length, 4000), StandardCharsets.UTF_8).strip();
        if (begin.startsWith("<")) {
            return begin.contains("http://www.loc.gov/MARC21/slim") ? "application/marcxml+xml" : "application/xml";
        }
        if (begin.startsWith("{") || begin.startsWith("[")) {
            return begin.contains("\"@") ? "application/ld+json" : "application/json";
        }
        return begin.matches("(?s)\\d{5}.*") ? "application/marc" : "text/plain";
    }

    /** The attributes of an event that a test file says by their own names, and the headers that carry them. */
    static final Map<String, String> ATTRIBUTES = attributes();

    private static Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("subject", CloudEvent.SUBJECT);
        attributes.put("type", CloudEvent.TYPE);
        attributes.put("id", CloudEvent.ID);
        attributes.put("source", CloudEvent.SOURCE);
        attributes.put("time", CloudEvent.TIME);
        attributes.put("datacontenttype", CloudEvent.MEDIA_TYPE);
        return attributes;
    }
}
