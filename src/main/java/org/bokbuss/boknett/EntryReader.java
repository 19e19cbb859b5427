package org.bokbuss.boknett;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads entries with JAXB, without a DTD. One for one thread. */
final class EntryReader {
    private static final JAXBContext MODEL = model();

    private final XMLInputFactory xml = XMLInputFactory.newDefaultFactory();
    private final Unmarshaller unmarshaller;

    EntryReader() {
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        xml.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            unmarshaller = MODEL.createUnmarshaller();
        } catch (JAXBException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private static JAXBContext model() {
        try {
            return JAXBContext.newInstance(Entry.class);
        } catch (JAXBException defect) {
            throw new IllegalStateException(defect);
        }
    }

    /** @throws IllegalArgumentException if it is no entry; the message says why */
    Entry read(byte[] utf8) {
        try {
            XMLStreamReader reader = xml.createXMLStreamReader(new ByteArrayInputStream(utf8), "UTF-8");
            try {
                return (Entry) unmarshaller.unmarshal(reader);
            } finally {
                reader.close();
            }
        } catch (JAXBException | XMLStreamException | ClassCastException e) {
            throw new IllegalArgumentException("not an entry of the inventory: " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
