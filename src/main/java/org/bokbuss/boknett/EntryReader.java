package org.bokbuss.boknett;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBException;
import jakarta.xml.bind.Unmarshaller;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.bokbuss.split.XmlElement;

/** Reads entries with JAXB, without a DTD. One for one thread. */
final class EntryReader {
    private static final JAXBContext MODEL = model();

    /** The elements that an entry has at most once, and their namespaces. */
    private static final Map<String, String> ONCE = Stream.of(InventoryEntry.class.getDeclaredFields())
            .filter(field -> field.getType() == String.class
                    && field.isAnnotationPresent(jakarta.xml.bind.annotation.XmlElement.class))
            .collect(Collectors.toMap(
                    Field::getName, field -> field.getAnnotation(jakarta.xml.bind.annotation.XmlElement.class)
                            .namespace()));

    private static final Set<String> DECISIVE = Set.of("isbn", "deleted");

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
            return JAXBContext.newInstance(InventoryEntry.class);
        } catch (JAXBException defect) {
            throw new IllegalStateException(defect);
        }
    }

    /** @throws IllegalArgumentException if it is no entry, or says two things of the title; the message says why */
    InventoryEntry read(XmlElement entry) {
        requireClear(entry);
        return read(entry.bytes());
    }

    /** @throws IllegalArgumentException if it is no entry; the message says why */
    InventoryEntry read(byte[] utf8) {
        try {
            XMLStreamReader reader = xml.createXMLStreamReader(new ByteArrayInputStream(utf8), "UTF-8");
            try {
                return (InventoryEntry) unmarshaller.unmarshal(reader);
            } finally {
                reader.close();
            }
        } catch (JAXBException | XMLStreamException | ClassCastException e) {
            throw new IllegalArgumentException("not an entry of the inventory: " + firstLine(e), e);
        }
    }

    /** Of two values the last would count, and a deletion in a foreign namespace would not. */
    private static void requireClear(XmlElement entry) {
        Set<String> seen = new HashSet<>();
        for (XmlElement child : entry.children()) {
            String name = child.name();
            boolean known = child.namespace().equals(ONCE.get(name));
            if (known && !seen.add(name)) {
                throw new IllegalArgumentException("the entry has two elements " + name);
            }
            if (!known && DECISIVE.contains(name)) {
                throw new IllegalArgumentException(
                        "the entry's " + name + " is in the namespace '" + child.namespace() + "'");
            }
        }
    }

    private static String firstLine(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
