package org.bokbuss.libris.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.split.Piece;
import org.bokbuss.split.XmlElement;

/** The records of a search that answers in MARCXML or MODS. */
final class XmlHits {
    static final String MARC = "http://www.loc.gov/MARC21/slim";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> RECORD = Set.of("record", "mods");

    private XmlHits() {}

    /** Whose answer it is. */
    enum Api {
        /** Records by themselves; their ids as the hit's {@code identifier} in JSON: the old address. */
        XSEARCH,
        /** Each record in a wrapper; its id as everywhere else in Libris, from field 887, else the old address. */
        SRU
    }

    /** @throws SourceFailure for a record in a namespace that is not the protocol's: it would be skipped */
    static void requireUnderstood(Pieces hits) throws SourceFailure {
        if (hits.others().stream()
                .anyMatch(other -> RECORD.contains(other.name().getLocalPart()))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "a record in an unknown namespace, in the answer to "
                            + hits.answer().request());
        }
    }

    static LibraryRecord record(Piece found, Api api, String mediaType) throws UnreadableRecord {
        XmlElement record = api == Api.SRU ? unwrapped(found.element()) : found.element();
        String number = "";
        JsonNode kept = MissingNode.getInstance();
        for (XmlElement child : record.children()) {
            String tag = child.attribute("tag").orElse("");
            if (tag.equals("001") && !number.isEmpty()) {
                throw new UnreadableRecord("the record has two fields 001");
            }
            if (tag.equals("001")) {
                number = child.text().strip();
            } else if (tag.equals("887") && subfield(child, "5").isEmpty()) {
                // One with $5 belongs to an interleaved holding.
                kept = json(subfield(child, "a"));
            } else if (child.name().equals("recordInfo")) {
                number = text(child, "recordIdentifier");
            }
        }
        String id = kept.path("@id").asText("");
        if (number.isEmpty() && id.isEmpty()) {
            throw new UnreadableRecord("the record has no control number");
        }
        boolean own = api == Api.SRU && !id.isEmpty();
        return LibraryRecord.of(
                found,
                own ? "https://libris.kb.se/" + id : "http://libris.kb.se/bib/" + (number.isEmpty() ? id : number),
                false,
                LibraryRecord.rfc3339(kept.path("modified").asText(null)),
                mediaType,
                record.bytes(),
                Map.of());
    }

    private static XmlElement unwrapped(XmlElement wrapper) throws UnreadableRecord {
        List<XmlElement> records = wrapper.children().stream()
                .filter(child -> child.name().equals("recordData"))
                .flatMap(data -> data.children().stream())
                .toList();
        if (records.size() != 1) {
            throw new UnreadableRecord("it has not one record in its recordData");
        }
        return records.get(0);
    }

    private static String subfield(XmlElement field, String code) {
        return field.children().stream()
                .filter(sub -> sub.attribute("code").filter(code::equals).isPresent())
                .map(XmlElement::text)
                .findFirst()
                .orElse("");
    }

    private static String text(XmlElement parent, String name) {
        return parent.children().stream()
                .filter(child -> child.name().equals(name))
                .map(child -> child.text().strip())
                .findFirst()
                .orElse("");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException otherUse) {
            // Field 887 may hold what another system put there.
            return MissingNode.getInstance();
        }
    }
}
