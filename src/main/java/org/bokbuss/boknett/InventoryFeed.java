package org.bokbuss.boknett;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.XmlSplitter;

/** An answer of the inventory. */
record InventoryFeed(Response answer) {
    private static final QName FEED = new QName(InventoryEntry.ATOM, "feed");

    /** Some four hundred bytes as a rule. */
    private static final int LONGEST_ERROR = 1 << 14;

    private static final Pattern ERROR = Pattern.compile("<(code|message)>([^<]{1,300})<");

    /** The entries, one after the other; of a record out of quarantine, itself. */
    XmlSplitter entries() {
        return new XmlSplitter(answer.open(), answer.largestRecord(), InventoryEntry.ATOM, "entry");
    }

    /** @throws SourceFailure if the answer is not whole, or is something else */
    boolean hasEntries() throws SourceFailure {
        answer.requireSome();
        boolean any = false;
        try (XmlSplitter page = entries()) {
            while (page.hasNext()) {
                page.next();
                any = true;
            }
            requireFeed(page);
        } catch (UncheckedIOException | IOException e) {
            throw SourceFailure.notWhole(answer, e);
        }
        return any;
    }

    /** @throws SourceFailure if what has been read to its end is something else, or has entries that would be skipped */
    void requireFeed(XmlSplitter page) throws SourceFailure {
        if (!FEED.equals(page.documentElement())) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "not a feed but <" + page.documentElement().getLocalPart() + ">: " + answer.request());
        }
        if (page.others().stream().anyMatch(other -> other.name().getLocalPart().equals("entry"))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "a feed with an <entry> that is not Atom's: " + answer.request());
        }
    }

    /** What a refusal says, in Boknett's words: the status, and code and message where its XML has them. */
    String refusal() {
        StringBuilder said = new StringBuilder("Boknett answered ").append(answer.status());
        try (InputStream body = answer.open()) {
            // By eye, not by parser: the one example ever published was not well-formed.
            Matcher words = ERROR.matcher(new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8));
            StringBuilder reason = new StringBuilder();
            while (words.find() && reason.length() < LONGEST_ERROR) {
                reason.append(reason.isEmpty() ? "" : ", ")
                        .append(words.group(2)
                                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                                .strip());
            }
            said.append(reason.isEmpty() ? "" : " (" + reason + ")");
        } catch (IOException unreadable) {
            said.append(" (unreadable)");
        }
        return said.append(" to ").append(answer.request()).toString();
    }
}
