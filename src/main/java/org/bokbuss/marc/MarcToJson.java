package org.bokbuss.marc;

import java.io.ByteArrayOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.marc4j.MarcException;
import org.marc4j.MarcJsonWriter;
import org.marc4j.marc.Record;

/** The action behind {@code marc-to-json-action}: ISO 2709 or MARCXML becomes MARC-in-JSON. */
public final class MarcToJson {
    /**
     * Converts the body; one without content, such as that of most deletions, passes.
     *
     * @throws UnreadableMarc if it is no MARC record
     */
    public void convert(Exchange exchange) throws UnreadableMarc {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        if (body == null || body.length == 0) {
            return;
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        MarcJsonWriter writer = new MarcJsonWriter(json, MarcJsonWriter.MARC_IN_JSON);
        Record record = MarcReading.read(message, body);
        try {
            writer.write(record);
        } catch (MarcException e) {
            throw new UnreadableMarc("it cannot be MARC-in-JSON: " + e.getMessage(), e);
        }
        writer.close();
        MarcReading.replace(message, json.toByteArray(), "application/json");
    }
}
