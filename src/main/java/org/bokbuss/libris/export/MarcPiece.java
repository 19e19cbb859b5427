package org.bokbuss.libris.export;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.bokbuss.marc.Iso2709Record;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;

/** A MARC record as an export brought it, in either format. */
interface MarcPiece {
    byte[] bytes();

    /** Its first byte in the answer. */
    long offset();

    /** Why it cannot be read, one sentence; null if sound. */
    String fault();

    /** What a sound record says of itself. */
    Summary summary();

    /**
     * What a record says of itself, before it is looked at by anybody else.
     *
     * @param leader its 24 characters
     * @param controlNumber field 001; empty if there is none
     * @param origin the record's own field 887 $a, in JSON; empty if there is none
     */
    record Summary(String leader, String controlNumber, String origin) {
        char status() {
            return leader.length() > 5 ? leader.charAt(5) : ' ';
        }

        /** Whether leader/09 says which charset the text is in; it can do so for UTF-8 alone. */
        boolean says(Charset charset) {
            return charset.equals(StandardCharsets.UTF_8) && leader.length() > 9 && leader.charAt(9) == 'a';
        }
    }

    /** An element of a MARCXML collection. */
    record Xml(XmlRecord found) implements MarcPiece {
        @Override
        public byte[] bytes() {
            return found.bytes();
        }

        @Override
        public long offset() {
            return found.offset();
        }

        @Override
        public String fault() {
            return found.fault();
        }

        @Override
        public Summary summary() {
            String leader = "";
            String controlNumber = "";
            String origin = "";
            for (XmlElement child : found.element().children()) {
                if (child.name().equals("leader")) {
                    leader = child.text();
                } else if (isTagged(child, "001") && controlNumber.isEmpty()) {
                    controlNumber = child.text();
                } else if (isTagged(child, "887")
                        && origin.isEmpty()
                        && subfield(child, "5").isEmpty()) {
                    // One with $5 belongs to an interleaved holding.
                    origin = subfield(child, "a");
                }
            }
            return new Summary(leader, controlNumber, origin);
        }

        private static boolean isTagged(XmlElement field, String tag) {
            return field.attribute("tag").filter(tag::equals).isPresent();
        }

        private static String subfield(XmlElement field, String code) {
            return field.children().stream()
                    .filter(child ->
                            child.attribute("code").filter(code::equals).isPresent())
                    .findFirst()
                    .map(XmlElement::text)
                    .orElse("");
        }
    }

    /** A record in ISO 2709. */
    record Iso2709(Iso2709Record found) implements MarcPiece {
        @Override
        public byte[] bytes() {
            return found.bytes();
        }

        @Override
        public long offset() {
            return found.offset();
        }

        @Override
        public String fault() {
            return found.fault();
        }

        @Override
        public Summary summary() {
            String controlNumber = found.fields("001").stream()
                    .findFirst()
                    .map(Iso2709Record.Field::text)
                    .orElse("");
            String origin = found.fields("887").stream()
                    .filter(field -> field.subfield('5').isEmpty())
                    .findFirst()
                    .flatMap(field -> field.subfield('a'))
                    .orElse("");
            return new Summary(found.leader(), controlNumber, origin);
        }
    }
}
