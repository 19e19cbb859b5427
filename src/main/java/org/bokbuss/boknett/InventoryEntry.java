package org.bokbuss.boknett;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
import jakarta.xml.bind.annotation.XmlAnyElement;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bokbuss.harvest.LibraryRecord;
import org.w3c.dom.Element;

/**
 * A title as the inventory describes it, in version 1 or 2. It is nearly Atom: version 2 has neither title nor author.
 *
 * <p>Values are kept as they came: lists of formats and of protections (DRM) grow without notice. What is missing or
 * empty is an empty Optional. Elements that are not known here are kept too.
 */
@XmlRootElement(name = "entry", namespace = InventoryEntry.ATOM)
@XmlAccessorType(XmlAccessType.FIELD)
public final class InventoryEntry {
    static final String ATOM = "http://www.w3.org/2005/Atom";
    static final String INVENTORY = "http://bokbasen.no/module/inventory/1.0";

    @XmlElement(namespace = ATOM)
    private String id;

    @XmlElement(namespace = ATOM)
    private String updated;

    @XmlElement(namespace = ATOM)
    private String title;

    @XmlElement(namespace = ATOM)
    private List<Author> author = new ArrayList<>();

    @XmlElement(namespace = INVENTORY)
    private String isbn;

    @XmlElement(namespace = INVENTORY)
    private String publisher;

    @XmlElement(namespace = INVENTORY)
    private String format;

    @XmlElement(namespace = INVENTORY)
    private String drm;

    @XmlElement(namespace = INVENTORY)
    private String version;

    @XmlElement(namespace = INVENTORY)
    private String firstpublished;

    @XmlElement(namespace = INVENTORY)
    private String deleted;

    @XmlElement(namespace = INVENTORY)
    private String published;

    @XmlElement(namespace = INVENTORY)
    private String access;

    @XmlElement(namespace = INVENTORY)
    private String excerpt;

    @XmlAnyElement
    private List<Element> others = new ArrayList<>();

    /** Who wrote it, in version 1. */
    @XmlAccessorType(XmlAccessType.FIELD)
    static final class Author {
        @XmlElement(namespace = ATOM)
        private String name;
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value)
                .map(text -> text.replaceAll("\\s+", " ").strip())
                .filter(text -> !text.isEmpty());
    }

    /** Thirteen digits; nothing if what stands there are not that. Hyphens and spaces do not count. */
    public Optional<String> isbn() {
        return text(isbn).flatMap(Isbn::of);
    }

    /** As it stands, for messages. */
    String writtenIsbn() {
        return text(isbn).orElse("");
    }

    /** Bokbasen's number of this version, by which it is ordered; every new version has another. */
    public Optional<String> uuid() {
        return text(id).map(urn -> urn.replaceFirst("(?i)^urn:uuid:", ""));
    }

    /** Counts from 1, one more with each new file. */
    public Optional<String> version() {
        return text(version);
    }

    /** For comparing; 0 where there is no number. */
    int versionNumber() {
        return version()
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    /** When it last changed, RFC 3339; nothing if no time stands there. */
    public Optional<String> updated() {
        return text(updated).map(LibraryRecord::rfc3339);
    }

    /** The publisher's number. */
    public Optional<String> publisher() {
        return text(publisher);
    }

    /** {@code MP3} for all audio, whatever is delivered; for books open. */
    public Optional<String> format() {
        return text(format);
    }

    /** {@code SDRM} (a watermark), {@code TDRM} (Adobe), {@code NODRM}, {@code UNKNOWN}, or what comes after them. */
    public Optional<String> drm() {
        return text(drm);
    }

    /** When it was deleted; nothing, also for an empty element, while it is there. */
    public Optional<String> deleted() {
        return text(deleted);
    }

    /** Whether what stands in {@code deleted} can be believed: nothing, or a date. */
    boolean isDeletionClear() {
        return deleted().map(text -> text.matches("\\d{4}-\\d\\d-\\d\\d(T.*)?")).orElse(true);
    }

    /** False: downloads can't be started. */
    public boolean published() {
        return isTrue(published);
    }

    /** Whether the retailer who asks has the right to sell it. */
    public boolean access() {
        return isTrue(access);
    }

    /** Whether there is a sample of it. */
    public boolean excerpt() {
        return isTrue(excerpt);
    }

    private static boolean isTrue(String value) {
        return text(value).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** Published, accessible and not deleted: what Bokbasen's guide asks of a title in a shop. */
    public boolean sellable() {
        return published() && access() && deleted().isEmpty();
    }

    /** All of it as JSON, and {@code sellable}; what is missing is left out. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "isbn", isbn());
        put(json, "uuid", uuid());
        if (versionNumber() > 0) {
            json.put("version", versionNumber());
        } else {
            put(json, "version", version());
        }
        put(json, "updated", text(updated));
        put(json, "title", text(title));
        put(json, "author", authors());
        put(json, "publisher", publisher());
        put(json, "format", format());
        put(json, "drm", drm());
        put(json, "firstpublished", text(firstpublished));
        put(json, "deleted", deleted());
        json.put("published", published());
        json.put("access", access());
        if (text(excerpt).isPresent()) {
            json.put("excerpt", excerpt());
        }
        json.put("sellable", sellable());
        if (!others.isEmpty()) {
            ObjectNode unknown = json.putObject("other");
            others.forEach(other -> unknown.put(
                    other.getLocalName(), text(other.getTextContent()).orElse("")));
        }
        return json;
    }

    private Optional<String> authors() {
        return text(author.stream().map(each -> text(each.name).orElse("")).collect(Collectors.joining("; ")));
    }

    private static void put(ObjectNode json, String name, Optional<String> value) {
        value.ifPresent(text -> json.put(name, text));
    }
}
