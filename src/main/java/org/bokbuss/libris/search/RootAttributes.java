package org.bokbuss.libris.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.Encoding;

/** What an XML answer says of itself in its first tag; no more of it is read. */
final class RootAttributes {
    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private RootAttributes() {}

    /**
     * The attributes of the document's element.
     *
     * @throws SourceFailure if it has another name, or if there is no XML
     */
    static Map<String, String> attributes(Response answer, String name) throws SourceFailure {
        try (InputStream body = answer.open()) {
            // Of bytes that mean nothing, the JDK's parser would tell on standard error; the splitter judges them.
            XMLStreamReader reader = XML.createXMLStreamReader(
                    new InputStreamReader(Encoding.of(body).utf8(), StandardCharsets.UTF_8));
            while (!reader.isStartElement()) {
                reader.next();
            }
            if (!reader.getLocalName().equals(name)) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "<" + reader.getLocalName() + "> instead of <" + name + "> in answer to " + answer.request());
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            return attributes;
        } catch (XMLStreamException | IOException e) {
            throw SourceFailure.notWhole(answer, e);
        }
    }
}
