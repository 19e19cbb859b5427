package org.bokbuss.marc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.split.Piece;
import org.bokbuss.split.XmlSplitter;
import org.marc4j.MarcXmlWriter;
import org.marc4j.marc.Record;

/** The action behind {@code marc-to-marcxml-action}: ISO 2709 becomes MARCXML, MARCXML passes as it is. */
public final class MarcToMarcXml {
    /**
     * Converts the body; one without content, such as that of most deletions, passes.
     *
     * @throws UnreadableMarc if it is no MARC record, or has text that XML cannot have
     */
    public void convert(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        if (body == null
                || body.length == 0
                || MarcReading.mediaType(message, body).equals(MarcReading.MARCXML)) {
            return;
        }
        MarcReading.replace(message, write(MarcReading.read(message, body)), MarcReading.MARCXML);
    }

    /** A record alone: the writer's own way to one rewrites letters (MarcXmlWriter.writeSingleRecord, 2.9.6). */
    private static byte[] write(Record record) throws Exception {
        ByteArrayOutputStream collection = new ByteArrayOutputStream();
        MarcXmlWriter writer = new MarcXmlWriter(collection, StandardCharsets.UTF_8.name());
        writer.write(record);
        writer.close();
        try (XmlSplitter written =
                new XmlSplitter(new ByteArrayInputStream(collection.toByteArray()), MarcReading.NAMESPACE, "record")) {
            Piece alone = written.next();
            if (!alone.sound()) {
                throw new UnreadableMarc("text that XML cannot have: " + alone.fault());
            }
            return alone.bytes();
        }
    }
}
