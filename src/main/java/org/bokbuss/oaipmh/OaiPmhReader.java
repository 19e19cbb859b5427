package org.bokbuss.oaipmh;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.split.Piece;
import org.bokbuss.split.XmlElement;

/** Reads a record of an OAI-PMH list: header, metadata and about, taken apart. */
final class OaiPmhReader {
    private static final Pattern IDENTIFIER = Pattern.compile("<(?:\\w+:)?identifier[^<>]{0,1000}>([^<]{1,500})<");
    private static final Pattern PROLOG = Pattern.compile("^<\\?xml\\s.*?\\?>\\s*", Pattern.DOTALL);
    private static final XmlElement NONE = XmlElement.parse("<metadata/>".getBytes(StandardCharsets.UTF_8));
    private static final byte[] NOTHING = {};
    private static final String MARCXML = "application/marcxml+xml";
    private static final String SLIM = "http://www.loc.gov/MARC21/slim";

    private final String metadataPrefix;
    private final String mediaType;

    OaiPmhReader(String metadataPrefix) {
        this.metadataPrefix = metadataPrefix;
        this.mediaType = mediaType(metadataPrefix);
    }

    String mediaType() {
        return mediaType;
    }

    /** The format of what stands in {@code metadata}; the suffixes say what is in it, not what it is. */
    static String mediaType(String metadataPrefix) {
        return switch (metadataPrefix.replaceAll("(_includehold)?(_expanded)?(_withholdings)?$", "")) {
            case "marcxml", "marc21" -> MARCXML;
            case "mods" -> "application/mods+xml";
            case "jsonld" -> "application/ld+json";
            case "ttl" -> "text/turtle";
            case "rdfxml" -> "application/rdf+xml";
            default -> "application/xml";
        };
    }

    /** The id of a record that cannot be read; null if none can be made out. */
    static String subject(Piece unreadable) {
        Matcher identifier = IDENTIFIER.matcher(new String(unreadable.bytes(), StandardCharsets.UTF_8));
        return identifier.find() ? identifier.group(1).strip() : null;
    }

    /** @param beside {@code about} elements that stand outside of the item */
    LibraryRecord read(Piece item, List<Piece> beside) throws UnreadableRecord {
        XmlElement element = item.element();
        boolean alone = element.name().equals("header");
        XmlElement header = alone ? element : null;
        XmlElement metadata = null;
        Map<String, String> about = new LinkedHashMap<>();
        for (XmlElement child : alone ? List.<XmlElement>of() : element.children()) {
            switch (child.name()) {
                case "header" -> header = once(header, child);
                case "metadata" -> metadata = once(metadata, child);
                case "about" -> describe(child, about);
                default -> {}
            }
        }
        beside.stream().filter(Piece::sound).forEach(each -> describe(each.element(), about));
        if (header == null) {
            throw new UnreadableRecord("the record has no header");
        }
        return read(item, alone, header, metadata, about);
    }

    private LibraryRecord read(
            Piece item, boolean alone, XmlElement header, XmlElement metadata, Map<String, String> about)
            throws UnreadableRecord {
        XmlElement identifier = null;
        XmlElement datestamp = null;
        StringBuilder sets = new StringBuilder();
        for (XmlElement child : header.children()) {
            switch (child.name()) {
                case "identifier" -> identifier = once(identifier, child);
                case "datestamp" -> datestamp = once(datestamp, child);
                case "setSpec" ->
                    sets.append(sets.isEmpty() ? "" : " ").append(child.text().strip());
                default -> {}
            }
        }
        String id = identifier == null ? "" : identifier.text().strip();
        if (id.isEmpty()) {
            throw new UnreadableRecord("the record's header has no identifier");
        }
        String status = header.attribute("status").orElse("");
        boolean deleted = status.equals("deleted");
        if (!deleted && !status.isEmpty()) {
            throw new UnreadableRecord("the record's status is '" + status + "': neither there nor deleted");
        }
        if (metadata == null && !deleted && !alone) {
            throw new UnreadableRecord("the record has no metadata");
        }
        if (!sets.isEmpty()) {
            about.put("sets", sets.toString());
        }
        String kind = metadata == null || metadata.children().isEmpty()
                ? mediaType
                : mediaType(metadata.children().get(0));
        return LibraryRecord.of(
                item,
                id,
                deleted,
                datestamp == null
                        ? null
                        : LibraryRecord.rfc3339(datestamp.text().strip()),
                kind,
                metadata == null ? NOTHING : body(metadata, deleted),
                about);
    }

    /** Biblioteksentralen's repository gives MarcXchange under the name of marc21. */
    private String mediaType(XmlElement content) {
        boolean another = mediaType.equals(MARCXML) && !content.namespace().equals(SLIM);
        return another ? "application/xml" : mediaType;
    }

    /** Of two the last would count. */
    private static XmlElement once(XmlElement before, XmlElement now) throws UnreadableRecord {
        if (before != null) {
            throw new UnreadableRecord("the record has two " + now.name() + " elements");
        }
        return now;
    }

    private byte[] body(XmlElement metadata, boolean deleted) throws UnreadableRecord {
        List<XmlElement> children = metadata.children();
        if (children.size() > 1) {
            throw new UnreadableRecord("the record's metadata has " + children.size() + " elements, not one");
        }
        if (!children.isEmpty()) {
            requireContent(metadata, children.get(0));
            return children.get(0).bytes();
        }
        String text = metadata.text();
        if (text.isBlank()) {
            if (deleted) {
                return NOTHING;
            }
            throw new UnreadableRecord("the record's metadata is empty");
        }
        if (text.startsWith("Error:")) {
            // "Error: Document conversion failed." stands where the record should be (Libris XL, ResponseCommon).
            throw new UnreadableRecord("the source could not convert the record: " + text.strip());
        }
        return isXml() ? xml(text) : plain(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isXml() {
        return mediaType.endsWith("xml");
    }

    /** One element of the kind that was asked for. */
    private void requireContent(XmlElement metadata, XmlElement content) throws UnreadableRecord {
        if (!metadata.ownText().isBlank()) {
            throw new UnreadableRecord("the record's metadata has text beside its element");
        }
        if (!isXml() || content.name().equalsIgnoreCase("html")) {
            throw new UnreadableRecord("the record's metadata is <" + content.name() + ">, not " + mediaType);
        }
    }

    /** XML that stands in the metadata as text. */
    private byte[] xml(String text) throws UnreadableRecord {
        byte[] body = PROLOG.matcher(text.strip()).replaceFirst("").getBytes(StandardCharsets.UTF_8);
        try {
            requireContent(NONE, XmlElement.parse(body));
            return body;
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecord("the record's metadata is text, not XML: " + e.getMessage());
        }
    }

    private byte[] plain(byte[] body) throws UnreadableRecord {
        if (metadataPrefix.startsWith("jsonld")) {
            requireJson(body);
        }
        return body;
    }

    /** One object with something in it: what else is JSON is no record. */
    private static void requireJson(byte[] body) throws UnreadableRecord {
        try (JsonParser json = Piece.JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT || json.nextToken() != JsonToken.FIELD_NAME) {
                throw new UnreadableRecord("the record's JSON-LD is no object with content");
            }
            while (!json.getParsingContext().inRoot()) {
                json.nextToken();
            }
            if (json.nextToken() != null) {
                throw new UnreadableRecord("the record's JSON-LD goes on after its end");
            }
        } catch (IOException e) {
            throw new UnreadableRecord("the record's JSON-LD is broken: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Who changed it, what a holding belongs to; and whole, where holdings and authorities are embedded. */
    private static void describe(XmlElement about, Map<String, String> into) {
        List<XmlElement> children = about.children();
        for (XmlElement child : children) {
            switch (child.name()) {
                case "itemOf" -> child.attribute("id").ifPresent(id -> into.put("itemof", id));
                case "agent" -> child.attribute("name").ifPresent(name -> into.put("agent", name));
                default -> {}
            }
        }
        if (children.stream()
                .anyMatch(
                        child -> !child.name().equals("itemOf") && !child.name().equals("agent"))) {
            into.merge("about", new String(about.bytes(), StandardCharsets.UTF_8), String::concat);
        }
    }
}
