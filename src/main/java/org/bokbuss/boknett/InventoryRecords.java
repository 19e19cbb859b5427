package org.bokbuss.boknett;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** The titles of a feed. */
final class InventoryRecords implements Reading {
    static final String ENTRY = "application/atom+xml;type=entry";
    static final String JSON = "application/json";

    private static final Pattern ISBN = Pattern.compile("<(?:\\w+:)?isbn[^<>]{0,1000}>([^<]{1,40})<");

    private final XmlSplitter page;
    private final boolean asJson;
    private final EntryReader reader = new EntryReader();
    private Ending ending;
    private boolean any;

    /** Says what an answer means that has been read to its end. */
    @FunctionalInterface
    interface Ending {
        /** @param any whether it has entries, bad ones among them */
        Page page(boolean any, XmlSplitter feed) throws SourceFailure;
    }

    InventoryRecords(XmlSplitter page, boolean asJson) {
        this.page = page;
        this.asJson = asJson;
    }

    /** The same of an answer of which nothing is known yet. */
    InventoryRecords ending(Ending end) {
        ending = end;
        return this;
    }

    @Override
    public Page page() throws SourceFailure {
        return ending.page(any, page);
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            any |= page.hasNext();
            return page.hasNext() ? record(page.next()) : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private LibraryRecord record(XmlRecord found) {
        if (!found.sound()) {
            return faulty(found, found.fault());
        }
        try {
            return record(found, reader.read(found.element()));
        } catch (IllegalArgumentException e) {
            return faulty(found, e.getMessage());
        }
    }

    private LibraryRecord record(XmlRecord found, InventoryEntry entry) {
        String isbn = entry.isbn().orElse(null);
        if (isbn == null) {
            return faulty(found, "the entry's isbn is '" + entry.writtenIsbn() + "', not thirteen digits");
        }
        if (!entry.isDeletionClear()) {
            return faulty(
                    found,
                    "the entry is neither there nor deleted: its date of deletion is '"
                            + entry.deleted().orElse("") + "'");
        }
        Map<String, String> about = new LinkedHashMap<>();
        entry.uuid().ifPresent(uuid -> about.put("uuid", uuid));
        entry.version().ifPresent(version -> about.put("version", version));
        about.put("sellable", Boolean.toString(entry.sellable()));
        return new LibraryRecord(
                Isbn.URN + isbn,
                entry.deleted().isPresent(),
                entry.updated().orElse(null),
                asJson ? JSON : ENTRY,
                asJson ? entry.json().toString().getBytes(StandardCharsets.UTF_8) : found.bytes(),
                about,
                found.bytes(),
                found.offset(),
                null);
    }

    private static LibraryRecord faulty(XmlRecord found, String fault) {
        Matcher isbn = ISBN.matcher(new String(found.bytes(), StandardCharsets.UTF_8));
        String subject =
                isbn.find() ? Isbn.of(isbn.group(1)).map(Isbn.URN::concat).orElse(null) : null;
        return LibraryRecord.faulty(subject, ENTRY, found.bytes(), found.offset(), fault);
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
