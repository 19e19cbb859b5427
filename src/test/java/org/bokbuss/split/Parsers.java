package org.bokbuss.split;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What real parsers see in XML, written out so that it can be compared. */
final class Parsers {
    private static final XMLInputFactory WOODSTOX = woodstox();
    private static final XMLInputFactory JDK = factory(XMLInputFactory.newDefaultFactory());

    private Parsers() {}

    private static XMLInputFactory woodstox() {
        XMLInputFactory factory = factory(XMLInputFactory.newFactory());
        factory.setProperty("com.ctc.wstx.lazyParsing", false);
        return factory;
    }

    private static XMLInputFactory factory(XMLInputFactory factory) {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    static String woodstox(byte[] element) {
        return all(WOODSTOX, element).get(0);
    }

    static String jdk(byte[] element) {
        return all(JDK, element).get(0);
    }

    private static List<String> all(XMLInputFactory factory, byte[] element) {
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(element), "UTF-8");
            reader.nextTag();
            String seen = element(reader);
            while (reader.hasNext()) {
                reader.next();
            }
            return List.of(seen);
        } catch (XMLStreamException e) {
            throw new AssertionError("a parser refuses it: " + e.getMessage(), e);
        }
    }

    /** The outermost elements of a name, as Woodstox sees them in the page. */
    static List<String> inPage(byte[] page, String namespace, String name) throws XMLStreamException {
        XMLStreamReader reader = WOODSTOX.createXMLStreamReader(new ByteArrayInputStream(page));
        List<String> seen = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals(name)
                    && namespace.equals(reader.getNamespaceURI())) {
                seen.add(element(reader));
            }
        }
        return seen;
    }

    private static String element(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder seen = new StringBuilder();
        int depth = 0;
        for (int event = reader.getEventType(); ; event = reader.next()) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    seen.append("\n<")
                            .append(reader.getName())
                            .append(attributes(reader))
                            .append('>');
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    seen.append("\n</").append(reader.getName()).append('>');
                    if (--depth == 0) {
                        return seen.toString();
                    }
                }
                case XMLStreamConstants.COMMENT -> seen.append("\n!").append(reader.getText());
                case XMLStreamConstants.PROCESSING_INSTRUCTION ->
                    seen.append("\n?").append(reader.getPITarget()).append(' ').append(reader.getPIData());
                default -> seen.append("\n\"").append(reader.getText());
            }
        }
    }

    private static TreeSet<String> attributes(XMLStreamReader reader) {
        TreeSet<String> attributes = new TreeSet<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.add(reader.getAttributeName(i) + "=" + reader.getAttributeValue(i));
        }
        return attributes;
    }
}
