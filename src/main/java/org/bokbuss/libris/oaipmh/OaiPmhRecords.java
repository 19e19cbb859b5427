package org.bokbuss.libris.oaipmh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** The records of an OAI-PMH list: header, metadata and about, taken apart. */
final class OaiPmhRecords implements Records {
    private static final Pattern IDENTIFIER = Pattern.compile("<(?:\\w+:)?identifier[^>]*>([^<]{1,500})<");
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NOTHING = {};

    private final XmlSplitter page;
    private final String metadataPrefix;
    private final String mediaType;
    private XmlRecord ahead;

    OaiPmhRecords(XmlSplitter page, String metadataPrefix) {
        this.page = page;
        this.metadataPrefix = metadataPrefix;
        this.mediaType = mediaType(metadataPrefix);
    }

    /** The format of what stands in {@code metadata}; the suffixes say what is in it, not what it is. */
    static String mediaType(String metadataPrefix) {
        return switch (metadataPrefix.replaceAll("(_includehold)?(_expanded)?$", "")) {
            case "marcxml" -> "application/marcxml+xml";
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
            return taken != null ? taken : page.hasNext() ? page.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
                    case "header" -> header = child;
                    case "metadata" -> {
                        if (metadata != null) {
                            throw new Unreadable("the record has two metadata elements");
                        }
                        metadata = child;
                    }
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
        String identifier = "";
        String datestamp = null;
        StringBuilder sets = new StringBuilder();
        for (XmlElement child : header.children()) {
            switch (child.name()) {
                case "identifier" -> identifier = child.text().strip();
                case "datestamp" -> datestamp = child.text().strip();
                case "setSpec" ->
                    sets.append(sets.isEmpty() ? "" : " ").append(child.text().strip());
                default -> {}
            }
        }
        if (identifier.isEmpty()) {
            throw new Unreadable("the record's header has no identifier");
        }
        boolean deleted = header.attribute("status").filter("deleted"::equals).isPresent();
        if (metadata == null && !deleted && found.name().equals("record")) {
            throw new Unreadable("the record has no metadata");
        }
        if (!sets.isEmpty()) {
            about.put("sets", sets.toString());
        }
        return new LibraryRecord(
                identifier,
                deleted,
                LibraryRecord.rfc3339(datestamp),
                mediaType,
                metadata == null ? NOTHING : body(metadata, deleted),
                about,
                found.bytes(),
                found.offset(),
                null);
    }

    private byte[] body(XmlElement metadata, boolean deleted) throws Unreadable {
        List<XmlElement> children = metadata.children();
        if (children.size() > 1) {
            throw new Unreadable("the record's metadata has " + children.size() + " elements, not one");
        }
        if (!children.isEmpty()) {
            return metadata.innerBytes();
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
            throw new Unreadable("Libris could not convert the record: " + text.strip());
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (metadataPrefix.startsWith("jsonld")) {
            requireJson(body);
        } else if (!metadataPrefix.startsWith("ttl") && !text.strip().startsWith("<")) {
            throw new Unreadable("the record's metadata is text, not XML");
        }
        return body;
    }

    private static void requireJson(byte[] body) throws Unreadable {
        try (JsonParser json = JSON.createParser(body)) {
            while (json.nextToken() != null) {
                json.skipChildren();
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
