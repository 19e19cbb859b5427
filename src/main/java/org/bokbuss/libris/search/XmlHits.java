package org.bokbuss.libris.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** The records of a search that answers in MARCXML or MODS. */
final class XmlHits implements Reading {
    /** Beside the records of SRU. */
    static final String TOTAL = "numberOfRecords";

    static final String MARC = "http://www.loc.gov/MARC21/slim";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> RECORD = Set.of("record", "mods");

    /** Whose answer it is. */
    enum Api {
        /** Records by themselves; their ids as the hit's {@code identifier} in JSON: the old address. */
        XSEARCH,
        /** Each record in a wrapper; its id as everywhere else in Libris, from field 887, else the old address. */
        SRU
    }

    /** Says what an answer means that has so many records, bad ones among them. */
    @FunctionalInterface
    interface Ending {
        Page page(int count) throws SourceFailure;
    }

    private final XmlSplitter page;
    private final Api api;
    private Response answer;
    private Ending ending;
    private int count;
    private String total = "";

    XmlHits(XmlSplitter page, Api api) {
        this.page = page;
        this.api = api;
    }

    /** The same of an answer of which nothing is known yet. */
    XmlHits ending(Response unknown, Ending end) {
        answer = unknown;
        ending = end;
        return this;
    }

    /** What SRU says of the number of all hits; empty if nothing, or nothing that is one. */
    String total() {
        return total;
    }

    /** Splits an answer at these elements; a record out of quarantine gets back what stood around it. */
    static XmlSplitter split(Response answer, String namespace, String... names) {
        InputStream body = answer.open();
        if ("quarantine".equals(answer.request().uri().getScheme())) {
            String before = "<kept xmlns=\"" + namespace + "\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                    + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">";
            body = new SequenceInputStream(Collections.enumeration(List.of(bytes(before), body, bytes("</kept>"))));
        }
        return new XmlSplitter(body, answer.largestRecord(), namespace, names);
    }

    /** @throws SourceFailure also for a record in a namespace that is not the protocol's: it would be skipped */
    @Override
    public Page page() throws SourceFailure {
        if (page.others().stream()
                .anyMatch(other -> RECORD.contains(other.name().getLocalPart()))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "a record in an unknown namespace, in the answer to " + answer.request());
        }
        return ending.page(count);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            XmlRecord found = page.hasNext() ? page.next() : null;
            while (found != null && found.name().equals(TOTAL)) {
                // Of two numbers none is believed.
                total = total.isEmpty() && found.sound()
                        ? found.element().text().strip()
                        : "none";
                found = page.hasNext() ? page.next() : null;
            }
            if (found == null) {
                return null;
            }
            count++;
            String mediaType = found.name().equals("mods") ? "application/mods+xml" : "application/marcxml+xml";
            return found.sound()
                    ? record(found, mediaType)
                    : LibraryRecord.faulty(null, mediaType, found.bytes(), found.offset(), found.fault());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private LibraryRecord record(XmlRecord found, String mediaType) {
        XmlElement record = api == Api.SRU ? unwrapped(found.element()) : found.element();
        if (record == null) {
            return LibraryRecord.faulty(
                    null, mediaType, found.bytes(), found.offset(), "it has not one record in its recordData");
        }
        String number = "";
        JsonNode kept = MissingNode.getInstance();
        for (XmlElement child : record.children()) {
            String tag = child.attribute("tag").orElse("");
            if (tag.equals("001") && !number.isEmpty()) {
                return LibraryRecord.faulty(
                        null, mediaType, found.bytes(), found.offset(), "the record has two fields 001");
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
            return LibraryRecord.faulty(
                    null, mediaType, found.bytes(), found.offset(), "the record has no control number");
        }
        boolean own = api == Api.SRU && !id.isEmpty();
        return new LibraryRecord(
                own ? "https://libris.kb.se/" + id : "http://libris.kb.se/bib/" + (number.isEmpty() ? id : number),
                false,
                LibraryRecord.rfc3339(kept.path("modified").asText(null)),
                mediaType,
                record.bytes(),
                Map.of(),
                found.bytes(),
                found.offset(),
                null);
    }

    /** Null where there is none, or more than one. */
    private static XmlElement unwrapped(XmlElement wrapper) {
        List<XmlElement> records = wrapper.children().stream()
                .filter(child -> child.name().equals("recordData"))
                .flatMap(data -> data.children().stream())
                .toList();
        return records.size() == 1 ? records.get(0) : null;
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

    @Override
    public void close() throws IOException {
        page.close();
    }
}
