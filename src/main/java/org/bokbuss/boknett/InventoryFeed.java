package org.bokbuss.boknett;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlSplitter;

/** An answer of the inventory. */
record InventoryFeed(Response answer) {
    private static final QName FEED = new QName(InventoryEntry.ATOM, "feed");

    /** Some four hundred bytes as a rule. */
    private static final int LONGEST_ERROR = 1 << 14;

    private static final Pattern ERROR = Pattern.compile("<(code|message)>([^<]{1,300})<");

    Splitter<Piece> split() {
        return new XmlSplitter(answer.open(), answer.largestRecord(), InventoryEntry.ATOM, "entry");
    }

    /** The entries. @throws SourceFailure if the answer is not whole, or is something else */
    Pieces entries() throws SourceFailure {
        Pieces entries = Pieces.of(answer, split());
        requireFeed(entries);
        return entries;
    }

    /** @throws SourceFailure if it is something else */
    static void requireFeed(Pieces entries) throws SourceFailure {
        Request request = entries.answer().request();
        if (!FEED.equals(entries.documentElement())) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "not a feed but <" + entries.documentElement().getLocalPart() + ">: " + request);
        }
        if (entries.others().stream()
                .anyMatch(other -> other.name().getLocalPart().equals("entry"))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "a feed with an <entry> that is not Atom's: " + request);
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
