package org.bokbuss.boknett;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Lookup;
import org.bokbuss.fetch.Request;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** One title by its ISBN, with all its versions: a list has the newest alone. */
public final class TitleLookup implements CamelContextAware {
    /** Exchange property: the ISBN to look for, also as {@code urn:isbn:}. */
    public static final String ISBN = "bokbuss.isbn";

    /** Header: {@code found} or {@code unknown}. */
    public static final String FOUND = "BokbussFound";

    /** More versions than a title has. */
    private static final int MOST = 1000;

    private static final Comparator<Entry> NEWEST_FIRST = Comparator.comparingInt(Entry::versionNumber)
            .thenComparing(entry -> entry.updated().orElse(""))
            .reversed();

    private CamelContext context;
    private boolean failIfMissing;
    private Dds dds;
    private Lookup lookup;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** What to do where there is no such title: {@code pass} the message on empty, or {@code fail}. */
    public void setMissing(String missing) {
        if (!missing.equals("pass") && !missing.equals("fail")) {
            throw new Mistake("missing=" + missing + ": write pass or fail");
        }
        failIfMissing = missing.equals("fail");
    }

    /** Puts the title's versions in the body, a JSON array, the newest first. */
    public void lookUp(Exchange exchange) throws Exception {
        String written = exchange.getProperty(ISBN, "", String.class);
        String isbn = Isbn.of(written)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + shown(written) + "' is no ISBN of thirteen digits: nothing can be looked up in Boknett"));
        List<Entry> versions = find(isbn);
        if (versions.isEmpty() && failIfMissing) {
            throw new IllegalArgumentException("Boknett has no title with the ISBN " + isbn);
        }
        Message message = exchange.getMessage();
        message.setHeader(FOUND, versions.isEmpty() ? "unknown" : "found");
        if (versions.isEmpty()) {
            message.setBody(new byte[0]);
            return;
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        versions.stream().sorted(NEWEST_FIRST).map(Entry::json).forEach(json::add);
        message.setBody(json.toString().getBytes(StandardCharsets.UTF_8));
        message.setHeader(Exchange.CONTENT_TYPE, InventoryRecords.JSON);
        message.setHeader("CamelCloudEventDataContentType", InventoryRecords.JSON);
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
    }

    private List<Entry> find(String isbn) throws Failure, IOException {
        Request request = dds().one(isbn);
        try (Answer answer = lookup().get(request)) {
            Feed feed = new Feed(answer);
            if (answer.status() == 404) {
                return List.of();
            }
            if (answer.status() != 200) {
                throw new Failure(Failure.Kind.REFUSED, feed.refusal());
            }
            return feed.hasEntries() ? read(feed, isbn) : List.of();
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.AGAIN || failure.kind() == Failure.Kind.BROKEN) {
                // Trouble with the way, not with the record that waits for the answer.
                throw new IOException(failure.getMessage());
            }
            throw failure;
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
                Entry entry = reader.read(found.bytes());
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
            dds = Dds.of(context, Settings.of(context));
        }
        return dds;
    }

    private synchronized Lookup lookup() {
        if (lookup == null) {
            lookup = new Lookup(context);
        }
        return lookup;
    }
}
