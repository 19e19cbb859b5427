package org.bokbuss.boknett;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.deliver.CloudEvent;

/** A title of the inventory, as XML or JSON, becomes the holding that a library has of it. */
public final class InventoryToHolding {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HoldingMapping mapping = HoldingMapping.shipped();

    /** A file that says what goes where; empty for the one that comes with the program. */
    public void setMapping(String mapping) {
        this.mapping = mapping.isBlank() ? HoldingMapping.shipped() : HoldingMapping.read(Path.of(mapping.strip()));
    }

    /** Puts the holding in the title's place. */
    public void convert(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        JsonNode holding = mapping.holding(title(body == null ? new byte[0] : body));
        message.setBody(holding.toString().getBytes(StandardCharsets.UTF_8));
        message.setHeader(Exchange.CONTENT_TYPE, InventoryReader.JSON);
        message.setHeader(CloudEvent.MEDIA_TYPE, InventoryReader.JSON);
    }

    private static JsonNode title(byte[] body) throws IOException {
        JsonNode title = isXml(body) ? new EntryReader().read(body).json() : json(body);
        if (!title.path("isbn").asText().matches("\\d{13}")
                || !title.path("sellable").isBoolean()) {
            throw new IllegalArgumentException(
                    "the body is no title of the inventory: it lacks isbn or sellable; put this action right after"
                            + " boknett-inventory-source");
        }
        return title;
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            JsonNode title = JSON.readTree(body);
            return title == null ? JSON.createObjectNode() : title;
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("the body is neither an Atom entry nor JSON", notJson);
        }
    }

    private static boolean isXml(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] <= ' ' && body[at] >= 0) {
            at++;
        }
        return at < body.length && body[at] == '<';
    }
}
