package org.bokbuss.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Message;
import org.bokbuss.Mistake;

/**
 * A record as a CloudEvent in its JSON format.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON Event Format</a>
 */
final class CloudEventJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String EXTENSION = "Bokbuss-";

    private final JsonGenerator json;

    private CloudEventJson(JsonGenerator json) {
        this.json = json;
    }

    /** One event, on one line. @throws IllegalArgumentException if the body is not what its type says */
    static byte[] of(Message message) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            new CloudEventJson(json).event(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is no JSON, as its type says: " + e.getOriginalMessage());
        }
        return line.toByteArray();
    }

    private void event(Message message) throws IOException {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        required(message, "id", "CamelCloudEventID");
        required(message, "source", "CamelCloudEventSource");
        required(message, "type", "CamelCloudEventType");
        required(message, "subject", "CamelCloudEventSubject");
        attribute(message, "time", "CamelCloudEventTime");
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getKey().startsWith(EXTENSION)) {
                String name = header.getKey().substring(EXTENSION.length()).toLowerCase(Locale.ROOT);
                json.writeStringField(name, String.valueOf(header.getValue()));
            }
        }
        data(message);
        json.writeEndObject();
    }

    private void required(Message message, String name, String header) throws IOException {
        if (message.getHeader(header, String.class) == null) {
            throw new Mistake("record-file-sink: a message without " + header
                    + " is no event; begin the route at a source of Bokbuss, or set that header");
        }
        attribute(message, name, header);
    }

    private void attribute(Message message, String name, String header) throws IOException {
        String value = message.getHeader(header, String.class);
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private void data(Message message) throws IOException {
        byte[] body = message.getBody(byte[].class);
        if (body == null || body.length == 0) {
            return;
        }
        String mediaType =
                message.getHeader("CamelCloudEventDataContentType", "application/octet-stream", String.class);
        json.writeStringField("datacontenttype", mediaType);
        if (isJson(mediaType)) {
            json.writeFieldName("data");
            copy(body);
        } else if (isText(mediaType)) {
            json.writeFieldName("data");
            json.writeUTF8String(body, 0, body.length);
        } else {
            json.writeBinaryField("data_base64", body);
        }
    }

    /** Through a parser: a line must stay a line, and a body that is no JSON must not spoil the file. */
    private void copy(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            structure(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "it goes on after its end");
            }
        }
    }

    /** Numbers as they are written: Jackson's own copying rounds them. */
    private void structure(JsonParser parser) throws IOException {
        int depth = 0;
        while (true) {
            JsonToken token = parser.currentToken();
            if (token != null && token.isNumeric()) {
                json.writeNumber(parser.getText());
            } else {
                json.copyCurrentEvent(parser);
            }
            if (token != null && token.isStructStart()) {
                depth++;
            } else if (token != null && token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            parser.nextToken();
        }
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("json");
    }

    private static boolean isText(String mediaType) {
        return mediaType.startsWith("text/") || mediaType.contains("xml");
    }
}
