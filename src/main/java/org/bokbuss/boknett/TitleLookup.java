package org.bokbuss.boknett;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bokbuss.Settings;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.LookupAction;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** One title by its ISBN, with all its versions: a list has the newest alone. */
public final class TitleLookup extends LookupAction {
    /** More versions than a title has. */
    private static final int MOST = 1000;

    private static final Comparator<Entry> NEWEST_FIRST = Comparator.comparingInt(Entry::versionNumber)
            .thenComparing(entry -> entry.updated().orElse(""))
            .reversed();

    private Dds dds;

    @Override
    protected String where() {
        return "Boknett";
    }

    @Override
    protected Thing find(String written) throws Failure, IOException {
        String isbn = Isbn.of(written)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + shown(written) + "' is no ISBN of thirteen digits: nothing can be looked up in Boknett"));
        List<Entry> versions = versions(isbn);
        if (versions.isEmpty()) {
            return Thing.UNKNOWN;
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        versions.stream().sorted(NEWEST_FIRST).map(Entry::json).forEach(json::add);
        return Thing.found(null, InventoryRecords.JSON, null, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<Entry> versions(String isbn) throws Failure, IOException {
        try (Answer answer = lookup().get(dds().one(isbn))) {
            Feed feed = new Feed(answer);
            if (answer.status() == 404) {
                return List.of();
            }
            if (answer.status() != 200) {
                throw new Failure(Failure.Kind.REFUSED, feed.refusal());
            }
            return feed.hasEntries() ? read(feed, isbn) : List.of();
        }
    }

    private static List<Entry> read(Feed feed, String isbn) throws IOException {
        EntryReader reader = new EntryReader();
        List<Entry> versions = new ArrayList<>();
        try (XmlSplitter page = feed.entries()) {
            while (page.hasNext() && versions.size() < MOST) {
                XmlRecord found = page.next();
                if (!found.sound()) {
                    throw new IllegalArgumentException(
                            "Boknett's entry of " + isbn + " cannot be read: " + found.fault());
                }
                Entry entry = reader.read(found.element());
                if (entry.isbn().filter(isbn::equals).isPresent()) {
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
