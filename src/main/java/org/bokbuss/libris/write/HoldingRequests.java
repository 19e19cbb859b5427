package org.bokbuss.libris.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Message;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.libris.holdings.Holding;

/** A message is a {@link Holding}: JSON, or a Java map of the same form. Of an ISBN's deletion the subject is enough. */
public final class HoldingRequests implements WriteRequests {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final String ISBN = "urn:isbn:";

    @Override
    public Write of(Message message) {
        Holding holding = Holding.of(json(message));
        return new Write(
                holding.key(),
                holding.action() == Holding.Action.DELETE,
                (writer, fence) -> writer.write(holding, fence));
    }

    private static JsonNode json(Message message) {
        Object body = message.getBody();
        if (body instanceof Map || body instanceof JsonNode) {
            return JSON.valueToTree(body);
        }
        byte[] bytes = message.getBody(byte[].class);
        String subject = CloudEvent.subject(message);
        if ((bytes == null || bytes.length == 0) && subject.startsWith(ISBN)) {
            // A deletion has no body of its own, and a tombstone none at all.
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("isbn", subject.substring(ISBN.length()))
                    .put("action", "delete");
        }
        return json(
                bytes == null ? new byte[0] : bytes, "a holding, such as {\"isbn\": \"978…\", \"shelfMark\": \"Hcf\"}");
    }

    /** @param what is wanted, for a sentence */
    static JsonNode json(byte[] body, String what) {
        try {
            JsonNode json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
            return json == null ? JsonNodeFactory.instance.missingNode() : json;
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException(
                    "the body is no JSON, or something follows it, or a key comes twice: put " + what + " there",
                    noJson);
        }
    }
}
