package org.bokbuss.libris.export;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.bokbuss.marc.Iso2709Record;
import org.bokbuss.split.XmlElement;

/**
 * What a MARC record says of itself, in either format, before it is looked at by anybody else.
 *
 * @param leader its 24 characters
 * @param controlNumber field 001; empty if there is none
 * @param origin the record's own field 887 $a, in JSON; empty if there is none
 */
record MarcSummary(String leader, String controlNumber, String origin) {
    static MarcSummary of(XmlElement record) {
        String leader = "";
        String controlNumber = "";
        String origin = "";
        for (XmlElement child : record.children()) {
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
        return new MarcSummary(leader, controlNumber, origin);
    }

    private static boolean isTagged(XmlElement field, String tag) {
        return field.attribute("tag").filter(tag::equals).isPresent();
    }

    private static String subfield(XmlElement field, String code) {
        return field.children().stream()
                .filter(child -> child.attribute("code").filter(code::equals).isPresent())
                .findFirst()
                .map(XmlElement::text)
                .orElse("");
    }

    static MarcSummary of(Iso2709Record record) {
        String controlNumber = record.fields("001").stream()
                .findFirst()
                .map(Iso2709Record.Field::text)
                .orElse("");
        String origin = record.fields("887").stream()
                .filter(field -> field.subfield('5').isEmpty())
                .findFirst()
                .flatMap(field -> field.subfield('a'))
                .orElse("");
        return new MarcSummary(record.leader(), controlNumber, origin);
    }

    char status() {
        return leader.length() > 5 ? leader.charAt(5) : ' ';
    }

    /** Whether leader/09 says which charset the text is in; it can do so for UTF-8 alone. */
    boolean says(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8) && leader.length() > 9 && leader.charAt(9) == 'a';
    }
}
