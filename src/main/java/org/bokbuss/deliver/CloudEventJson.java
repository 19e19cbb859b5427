package org.bokbuss.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/**
 * A record as a CloudEvent in its JSON format.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON Event Format</a>
 */
final class CloudEventJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private CloudEventJson(JsonGenerator json) {
        this.json = json;
    }

    /** One event, on one line. @throws IllegalArgumentException if the body is not what its type says */
    static byte[] of(CloudEvent event) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            new CloudEventJson(json).event(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is no JSON, as its type says: " + e.getOriginalMessage());
        }
        return line.toByteArray();
    }

    /** JSON on one line, number by number as it was. @throws IllegalArgumentException if it is none */
    static byte[] line(byte[] body) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            new CloudEventJson(json).copy(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is no JSON, as its type says: " + e.getOriginalMessage(), e);
        }
        return line.toByteArray();
    }

    private void event(CloudEvent event) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
            json.writeStringField(attribute.getKey(), attribute.getValue());
        }
        if (event.data().length > 0) {
            data(event.mediaType(), event.data());
        }
        json.writeEndObject();
    }

    private void data(String mediaType, byte[] data) throws IOException {
        if (mediaType.endsWith("json")) {
            json.writeFieldName("data");
            copy(data);
        } else if (mediaType.startsWith("text/") || mediaType.contains("xml")) {
            json.writeFieldName("data");
            json.writeUTF8String(data, 0, data.length);
        } else {
            json.writeBinaryField("data_base64", data);
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
}
