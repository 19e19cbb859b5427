package org.bokbuss.oaipmh;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** The records of an OAI-PMH list: header, metadata and about, taken apart. */
final class OaiPmhRecords implements Reading {
    private static final Pattern IDENTIFIER = Pattern.compile("<(?:\\w+:)?identifier[^<>]{0,1000}>([^<]{1,500})<");
    private static final Pattern PROLOG = Pattern.compile("^<\\?xml\\s.*?\\?>\\s*", Pattern.DOTALL);
    private static final XmlElement NONE = XmlElement.parse("<metadata/>".getBytes(StandardCharsets.UTF_8));
    private static final Set<String> RECORD = Set.of("record", "header", "about");
    private static final byte[] NOTHING = {};
    private static final String MARCXML = "application/marcxml+xml";
    private static final String SLIM = "http://www.loc.gov/MARC21/slim";

    private final XmlSplitter page;
    private final String metadataPrefix;
    private final String mediaType;
    private final Said said;
    private final Ending ending;
    private XmlRecord ahead;

    /** Says what an answer means that has been read to its end. */
    @FunctionalInterface
    interface Ending {
        Page page(Said said) throws SourceFailure;
    }

    /** @param ending null where only the records are wanted */
    OaiPmhRecords(XmlSplitter page, String metadataPrefix, Ending ending) {
        this.page = page;
        this.said = new Said(page);
        this.ending = ending;
        this.metadataPrefix = metadataPrefix;
        this.mediaType = mediaType(metadataPrefix);
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

    @Override
    public LibraryRecord next() throws IOException {
        XmlRecord found = take();
        while (found != null && found.name().equals("about")) {
            found = take();
        }
        if (found == null) {
            return null;
        }
        if (!found.sound()) {
            return faulty(found, found.fault());
        }
        try {
            return read(found);
        } catch (Unreadable e) {
            return faulty(found, e.getMessage());
        }
    }

    private XmlRecord take() throws IOException {
        XmlRecord taken = ahead;
        ahead = null;
        try {
            while (taken == null && page.hasNext()) {
                XmlRecord found = page.next();
                if (RECORD.contains(found.name())) {
                    taken = found;
                } else {
                    said.note(found);
                }
            }
            return taken;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Page page() throws SourceFailure {
        return ending.page(said);
    }

    private LibraryRecord faulty(XmlRecord found, String fault) {
        Matcher identifier = IDENTIFIER.matcher(new String(found.bytes(), StandardCharsets.UTF_8));
        String subject = identifier.find() ? identifier.group(1).strip() : null;
        return LibraryRecord.faulty(subject, mediaType, found.bytes(), found.offset(), fault);
    }

    private LibraryRecord read(XmlRecord found) throws IOException, Unreadable {
        XmlElement header = null;
        XmlElement metadata = null;
        Map<String, String> about = new LinkedHashMap<>();
        if (found.name().equals("header")) {
            header = found.element();
            // Libris writes about beside the header in ListIdentifiers, which the schema does not foresee.
            for (XmlRecord next = take(); next != null; next = take()) {
                if (!next.name().equals("about")) {
                    ahead = next;
                    break;
                }
                if (next.sound()) {
                    describe(next.element(), about);
                }
            }
        } else {
            for (XmlElement child : found.element().children()) {
                switch (child.name()) {
                    case "header" -> header = once(header, child);
                    case "metadata" -> metadata = once(metadata, child);
                    case "about" -> describe(child, about);
                    default -> {}
                }
            }
        }
        if (header == null) {
            throw new Unreadable("the record has no header");
        }
        return read(found, header, metadata, about);
    }

    private LibraryRecord read(XmlRecord found, XmlElement header, XmlElement metadata, Map<String, String> about)
            throws Unreadable {
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
            throw new Unreadable("the record's header has no identifier");
        }
        String status = header.attribute("status").orElse("");
        boolean deleted = status.equals("deleted");
        if (!deleted && !status.isEmpty()) {
            throw new Unreadable("the record's status is '" + status + "': neither there nor deleted");
        }
        if (metadata == null && !deleted && found.name().equals("record")) {
            throw new Unreadable("the record has no metadata");
        }
        if (!sets.isEmpty()) {
            about.put("sets", sets.toString());
        }
        String kind = metadata == null || metadata.children().isEmpty()
                ? mediaType
                : mediaType(metadata.children().get(0));
        return new LibraryRecord(
                id,
                deleted,
                datestamp == null
                        ? null
                        : LibraryRecord.rfc3339(datestamp.text().strip()),
                kind,
                metadata == null ? NOTHING : body(metadata, deleted),
                about,
                found.bytes(),
                found.offset(),
                null);
    }

    /** Biblioteksentralen's repository gives MarcXchange under the name of marc21. */
    private String mediaType(XmlElement content) {
        boolean another = mediaType.equals(MARCXML) && !content.namespace().equals(SLIM);
        return another ? "application/xml" : mediaType;
    }

    /** Of two the last would count. */
    private static XmlElement once(XmlElement before, XmlElement now) throws Unreadable {
        if (before != null) {
            throw new Unreadable("the record has two " + now.name() + " elements");
        }
        return now;
    }

    private byte[] body(XmlElement metadata, boolean deleted) throws Unreadable {
        List<XmlElement> children = metadata.children();
        if (children.size() > 1) {
            throw new Unreadable("the record's metadata has " + children.size() + " elements, not one");
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
            throw new Unreadable("the record's metadata is empty");
        }
        if (text.startsWith("Error:")) {
            // "Error: Document conversion failed." stands where the record should be (Libris XL, ResponseCommon).
            throw new Unreadable("the source could not convert the record: " + text.strip());
        }
        return isXml() ? xml(text) : plain(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isXml() {
        return mediaType.endsWith("xml");
    }

    /** One element of the kind that was asked for. */
    private void requireContent(XmlElement metadata, XmlElement content) throws Unreadable {
        if (!metadata.ownText().isBlank()) {
            throw new Unreadable("the record's metadata has text beside its element");
        }
        if (!isXml() || content.name().equalsIgnoreCase("html")) {
            throw new Unreadable("the record's metadata is <" + content.name() + ">, not " + mediaType);
        }
    }

    /** XML that stands in the metadata as text. */
    private byte[] xml(String text) throws Unreadable {
        byte[] body = PROLOG.matcher(text.strip()).replaceFirst("").getBytes(StandardCharsets.UTF_8);
        try {
            requireContent(NONE, XmlElement.parse(body));
            return body;
        } catch (IllegalArgumentException e) {
            throw new Unreadable("the record's metadata is text, not XML: " + e.getMessage());
        }
    }

    private byte[] plain(byte[] body) throws Unreadable {
        if (metadataPrefix.startsWith("jsonld")) {
            requireJson(body);
        }
        return body;
    }

    /** One object with something in it: what else is JSON is no record. */
    private static void requireJson(byte[] body) throws Unreadable {
        try (JsonParser json = JsonPiece.JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT || json.nextToken() != JsonToken.FIELD_NAME) {
                throw new Unreadable("the record's JSON-LD is no object with content");
            }
            while (!json.getParsingContext().inRoot()) {
                json.nextToken();
            }
            if (json.nextToken() != null) {
                throw new Unreadable("the record's JSON-LD goes on after its end");
            }
        } catch (IOException e) {
            throw new Unreadable("the record's JSON-LD is broken: "
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

    @Override
    public void close() throws IOException {
        page.close();
    }

    /** The record cannot be delivered; the message says why. */
    private static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }
}
