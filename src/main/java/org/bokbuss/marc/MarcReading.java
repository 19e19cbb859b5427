package org.bokbuss.marc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.camel.Message;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.split.Piece;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlSplitter;
import org.marc4j.MarcException;
import org.marc4j.converter.impl.AnselToUnicode;
import org.marc4j.marc.ControlField;
import org.marc4j.marc.DataField;
import org.marc4j.marc.MarcFactory;
import org.marc4j.marc.Record;
import org.marc4j.marc.VariableField;

/**
 * Reads the MARC record in a message.
 *
 * <p>Not by marc4j's own readers: they garble text in any charset but UTF-8 and Latin-1, take no record above 99,999
 * bytes, read document types and start a thread for each record (2.9.6).
 */
final class MarcReading {
    static final String MARC = "application/marc";
    static final String MARCXML = "application/marcxml+xml";
    /** The attribute by which the source says what the text is in: above what the record says. */
    private static final String CHARSET = "charset";

    static final String NAMESPACE = "http://www.loc.gov/MARC21/slim";
    private static final int LEADER = 24;
    private static final MarcFactory MAKE = MarcFactory.newInstance();

    private MarcReading() {}

    /** The record's format, by what the message says, or else by how it begins. */
    static String mediaType(Message message, byte[] body) throws UnreadableMarc {
        String said = message.getHeader(CloudEvent.MEDIA_TYPE, "", String.class)
                .replaceAll(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (said.isEmpty()) {
            return body[0] >= '0' && body[0] <= '9' ? MARC : MARCXML;
        }
        if (!said.equals(MARC) && !said.equals(MARCXML)) {
            throw new UnreadableMarc("it is " + said + ", where MARC is needed (" + MARC + " or " + MARCXML + ")");
        }
        return said;
    }

    static Record read(Message message, byte[] body) throws UnreadableMarc {
        try {
            return mediaType(message, body).equals(MARCXML)
                    ? marcXml(body)
                    : iso2709(body, CloudEvent.extension(message, CHARSET));
        } catch (MarcException e) {
            throw new UnreadableMarc("not a MARC record: " + e.getMessage(), e);
        }
    }

    /** Puts a record of another format, in UTF-8, in the place of the one that was read. */
    static void replace(Message message, byte[] body, String mediaType) {
        message.setBody(body);
        message.setHeader(CloudEvent.MEDIA_TYPE, mediaType);
        CloudEvent.setExtension(message, CHARSET, null);
    }

    // ISO 2709

    private static Record iso2709(byte[] body, String said) throws UnreadableMarc {
        Charset charset = charset(body, said);
        // MARC-8 is no charset of Java's: its bytes are taken as they are, and converted after.
        boolean marc8 = charset == null;
        Iso2709Record found = only(body, marc8 ? StandardCharsets.ISO_8859_1 : charset);
        AnselToUnicode ansel = marc8 ? new AnselToUnicode() : null;
        UnaryOperator<String> text = marc8 ? ansel::convert : each -> each;
        Record record = begin(null, found.leader());
        record.getLeader().setCharCodingScheme('a');
        for (Iso2709Record.Field field : found.fields()) {
            if (isControlled(field.tag())) {
                add(record, MAKE.newControlField(field.tag(), text.apply(field.text())));
            } else {
                add(record, dataField(field, text));
            }
        }
        return record;
    }

    /** Null for MARC-8. */
    private static Charset charset(byte[] body, String said) throws UnreadableMarc {
        try {
            if (said != null) {
                return Charset.forName(said);
            }
        } catch (IllegalArgumentException e) {
            throw new UnreadableMarc("the header CamelCloudEventCharset names an unknown charset: " + said, e);
        }
        char coding = body.length > 9 ? (char) body[9] : ' ';
        return switch (coding) {
            case 'a' -> StandardCharsets.UTF_8;
            // Libris writes 1 for Latin-1.
            case '1' -> StandardCharsets.ISO_8859_1;
            case ' ' -> null;
            default -> throw new UnreadableMarc("leader/09 is '" + coding + "': no known coding of text");
        };
    }

    private static Iso2709Record only(byte[] body, Charset charset) throws UnreadableMarc {
        Iso2709Splitter records = new Iso2709Splitter(new ByteArrayInputStream(body), charset);
        try {
            Iso2709Record found = records.hasNext() ? records.next() : null;
            if (found == null || records.hasNext()) {
                throw new UnreadableMarc("not one MARC record but " + (found == null ? "none" : "several"));
            }
            if (!found.sound()) {
                throw new UnreadableMarc("not a sound MARC record: " + found.fault());
            }
            return found;
        } catch (UncheckedIOException e) {
            throw new UnreadableMarc("not a MARC record: " + e.getMessage(), e);
        }
    }

    private static DataField dataField(Iso2709Record.Field field, UnaryOperator<String> text) throws UnreadableMarc {
        String content = field.text();
        String[] parts = content.split("\u001F", -1);
        if (parts[0].length() != 2) {
            throw new UnreadableMarc("field " + field.tag() + " has " + parts[0].length() + " indicators");
        }
        DataField made = MAKE.newDataField(field.tag(), parts[0].charAt(0), parts[0].charAt(1));
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].isEmpty()) {
                throw new UnreadableMarc("field " + field.tag() + " has a subfield without a code");
            }
            made.addSubfield(MAKE.newSubfield(parts[i].charAt(0), text.apply(parts[i].substring(1))));
        }
        return made;
    }

    private static boolean isControlled(String tag) {
        return tag.startsWith("00");
    }

    // MARCXML

    private static Record marcXml(byte[] body) throws UnreadableMarc {
        Record record = null;
        for (XmlElement child : only(body).element().children()) {
            switch (child.name()) {
                case "leader" -> record = begin(record, child.text());
                case "controlfield" -> add(begun(record), controlField(child));
                case "datafield" -> add(begun(record), dataField(child));
                default -> throw new UnreadableMarc("not MARCXML: <" + child.name() + "> in a record");
            }
        }
        return begun(record);
    }

    private static Piece only(byte[] body) throws UnreadableMarc {
        try (XmlSplitter records = new XmlSplitter(new ByteArrayInputStream(body), NAMESPACE, "record")) {
            Piece found = records.hasNext() ? records.next() : null;
            if (found == null || records.hasNext()) {
                throw new UnreadableMarc("not one MARCXML record but " + (found == null ? "none" : "several"));
            }
            if (!found.sound()) {
                throw new UnreadableMarc("not a sound MARCXML record: " + found.fault());
            }
            return found;
        } catch (UncheckedIOException | IOException e) {
            throw new UnreadableMarc("not MARCXML: " + e.getMessage(), e);
        }
    }

    private static ControlField controlField(XmlElement element) throws UnreadableMarc {
        return MAKE.newControlField(attribute(element, "tag"), element.text());
    }

    private static DataField dataField(XmlElement element) throws UnreadableMarc {
        DataField field =
                MAKE.newDataField(attribute(element, "tag"), character(element, "ind1"), character(element, "ind2"));
        for (XmlElement child : element.children()) {
            field.addSubfield(MAKE.newSubfield(character(child, "code"), child.text()));
        }
        return field;
    }

    private static char character(XmlElement element, String name) throws UnreadableMarc {
        String value = attribute(element, name);
        if (value.length() != 1) {
            throw new UnreadableMarc("<" + element.name() + "> has " + name + "='" + value + "', not one character");
        }
        return value.charAt(0);
    }

    private static String attribute(XmlElement element, String name) throws UnreadableMarc {
        return element.attribute(name).orElseThrow(() -> new UnreadableMarc("<" + element.name() + "> has no " + name));
    }

    // Both

    private static Record begin(Record before, String leader) throws UnreadableMarc {
        if (before != null) {
            throw new UnreadableMarc("the record has two leaders");
        }
        if (leader.length() != LEADER) {
            throw new UnreadableMarc("the leader has " + leader.length() + " characters instead of " + LEADER);
        }
        Record record = MAKE.newRecord(leader);
        record.getLeader().setCharCodingScheme(leader.charAt(9));
        return record;
    }

    /** marc4j skips a control field 000, and of two 001 over the first (RecordImpl, 2.9.6). */
    private static void add(Record record, VariableField field) throws UnreadableMarc {
        String tag = field.getTag();
        boolean control = field instanceof ControlField;
        if (control != isControlled(tag)) {
            throw new UnreadableMarc("field " + tag
                    + (control ? " has neither indicators nor subfields" : " has indicators and subfields"));
        }
        if (control && ((ControlField) field).getData().indexOf('\u001F') >= 0) {
            throw new UnreadableMarc("field " + tag + " has subfields");
        }
        if (tag.equals("000")) {
            throw new UnreadableMarc("it has a field 000, which is none of MARC 21's");
        }
        if (tag.equals("001") && record.getControlNumberField() != null) {
            throw new UnreadableMarc("it has two fields 001");
        }
        record.addVariableField(field);
    }

    private static Record begun(Record record) throws UnreadableMarc {
        if (record == null) {
            throw new UnreadableMarc("the record does not begin with a leader");
        }
        return record;
    }
}
