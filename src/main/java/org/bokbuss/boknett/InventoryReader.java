package org.bokbuss.boknett;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.split.Piece;

/** Reads a title out of an entry of a feed. */
final class InventoryReader {
    static final String ENTRY = "application/atom+xml;type=entry";
    static final String JSON = "application/json";

    private static final Pattern ISBN = Pattern.compile("<(?:\\w+:)?isbn[^<>]{0,1000}>([^<]{1,40})<");

    private final boolean asJson;
    private final EntryReader reader = new EntryReader();

    InventoryReader(boolean asJson) {
        this.asJson = asJson;
    }

    LibraryRecord read(Piece found) throws UnreadableRecord {
        InventoryEntry entry = entry(found);
        String isbn = entry.isbn()
                .orElseThrow(() ->
                        new UnreadableRecord("the entry's isbn is '" + entry.writtenIsbn() + "', not thirteen digits"));
        if (!entry.isDeletionClear()) {
            throw new UnreadableRecord("the entry is neither there nor deleted: its date of deletion is '"
                    + entry.deleted().orElse("") + "'");
        }
        Map<String, String> about = new LinkedHashMap<>();
        entry.uuid().ifPresent(uuid -> about.put("uuid", uuid));
        entry.version().ifPresent(version -> about.put("version", version));
        about.put("sellable", Boolean.toString(entry.sellable()));
        return LibraryRecord.of(
                found,
                Isbn.URN + isbn,
                entry.deleted().isPresent(),
                entry.updated().orElse(null),
                asJson ? JSON : ENTRY,
                asJson ? entry.json().toString().getBytes(StandardCharsets.UTF_8) : found.bytes(),
                about);
    }

    private InventoryEntry entry(Piece found) throws UnreadableRecord {
        try {
            return reader.read(found.element());
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecord(e.getMessage());
        }
    }

    /** The title of an entry that cannot be read; null if none can be made out. */
    static String subject(Piece unreadable) {
        Matcher isbn = ISBN.matcher(new String(unreadable.bytes(), StandardCharsets.UTF_8));
        return isbn.find() ? Isbn.of(isbn.group(1)).map(Isbn.URN::concat).orElse(null) : null;
    }
}
