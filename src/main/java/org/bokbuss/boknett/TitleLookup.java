package org.bokbuss.boknett;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.lookup.LookupAction;
import org.bokbuss.split.Piece;

/** One title by its ISBN, with all its versions: a list has the newest alone. */
public final class TitleLookup extends LookupAction {
    /** More versions than a title has. */
    private static final int MOST = 1000;

    private static final Comparator<InventoryEntry> NEWEST_FIRST = Comparator.comparingInt(
                    InventoryEntry::versionNumber)
            .thenComparing(entry -> entry.updated().orElse(""))
            .reversed();

    private Dds dds;

    @Override
    protected String where() {
        return "Boknett";
    }

    @Override
    protected Thing find(String written) throws SourceFailure, IOException {
        String isbn = Isbn.of(written)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + shown(written) + "' is no ISBN of thirteen digits: nothing can be looked up in Boknett"));
        List<InventoryEntry> versions = versions(isbn);
        if (versions.isEmpty()) {
            return Thing.UNKNOWN;
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        versions.stream().sorted(NEWEST_FIRST).map(InventoryEntry::json).forEach(json::add);
        return Thing.found(null, InventoryReader.JSON, null, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<InventoryEntry> versions(String isbn) throws SourceFailure, IOException {
        try (Response answer = lookup().get(dds().one(isbn))) {
            InventoryFeed feed = new InventoryFeed(answer);
            if (answer.status() == 404) {
                return List.of();
            }
            if (answer.status() != 200) {
                throw new SourceFailure(SourceFailure.Kind.PERMANENT, feed.refusal());
            }
            return read(feed.entries(), isbn);
        }
    }

    private static List<InventoryEntry> read(Pieces entries, String isbn) throws IOException {
        EntryReader reader = new EntryReader();
        List<InventoryEntry> versions = new ArrayList<>();
        try {
            for (Piece found : entries) {
                if (!found.sound()) {
                    throw new IllegalArgumentException(
                            "Boknett's entry of " + isbn + " cannot be read: " + found.fault());
                }
                InventoryEntry entry = reader.read(found.element());
                if (versions.size() < MOST && entry.isbn().filter(isbn::equals).isPresent()) {
                    versions.add(entry);
                }
            }
            return versions;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private synchronized Dds dds() {
        if (dds == null) {
            dds = Dds.of(getCamelContext(), Settings.of(getCamelContext()));
        }
        return dds;
    }
}
