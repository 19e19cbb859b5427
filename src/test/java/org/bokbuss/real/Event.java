package org.bokbuss.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import javax.xml.parsers.DocumentBuilderFactory;
import org.xml.sax.InputSource;

/** A record as the program delivered it. */
record Event(JsonNode json) {
    /** Its id in Libris. */
    String id() {
        String subject = text("subject");
        return subject.substring(subject.lastIndexOf('/') + 1).replace("#it", "");
    }

    boolean deleted() {
        return text("type").equals("bokbuss.record.deleted");
    }

    Instant time() {
        return OffsetDateTime.parse(text("time")).toInstant();
    }

    String text(String attribute) {
        return json.path(attribute).asText();
    }

    JsonNode data() {
        return json.path("data");
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(text("data_base64"));
    }

    /** The text in its elements; fails where it is no XML. */
    String words() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(data().asText())))
                    .getDocumentElement()
                    .getTextContent();
        } catch (Exception e) {
            throw new AssertionError(id() + " is no XML: " + data().asText(), e);
        }
    }
}
