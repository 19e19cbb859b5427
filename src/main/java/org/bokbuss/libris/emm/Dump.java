package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.libris.record.JsonLdRecord;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dump of Libris: all records of a type, or all that a library holds, as they are now.
 *
 * <p>Which records belong to a dump is fixed when it is made, and {@code startTime} says when that was; Libris makes it
 * anew every few days. Records deleted since are left out of their page, so that pages are followed and never counted.
 */
public final class Dump implements Source {
    static final String ITEMS = "items";

    private static final Logger LOG = LoggerFactory.getLogger(Dump.class);

    private static final String HOLDINGS = "itemAndInstance:";

    private static final Pattern SELECTION = Pattern.compile("all|type:\\p{Alnum}+|" + HOLDINGS + "\\S.*");

    private static final Pattern OFFSET = Pattern.compile("[?&]offset=(\\d{1,9})\\b");

    private String selection;

    /** {@code all}, {@code type:} and a class, or {@code itemAndInstance:} and a sigel. */
    public void setSelection(String selection) {
        if (!SELECTION.matcher(selection.strip()).matches()) {
            throw new UserError("selection=" + selection
                    + ": write itemAndInstance:SIGEL, type:CLASS (type:Item, type:Instance) or all");
        }
        this.selection = selection.strip();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Where a page begins, and of which dump. */
    private record Place(int offset, String startTime) {
        static Place at(String cursor) {
            String[] parts = cursor.split(" ", 2);
            return new Place(Integer.parseInt(parts[0]), parts[1]);
        }

        @Override
        public String toString() {
            return offset + " " + startTime;
        }
    }

    private static int here(Response answer) {
        return offset(answer.request().uri().toString()).orElse(0);
    }

    private static String goesOnAt(JsonNode envelope, String startTime, Response answer) throws SourceFailure {
        if (!envelope.hasNonNull("next")) {
            return null;
        }
        int next = offset(envelope.get("next").asText())
                .orElseThrow(() -> new SourceFailure(
                        SourceFailure.Kind.TRANSIENT, "it is not said how to go on after " + answer.request()));
        if (next <= here(answer)) {
            throw new SourceFailure(
                    SourceFailure.Kind.CURSOR_LOOP, "endless paging: " + answer.request() + " leads to offset " + next);
        }
        return new Place(next, startTime).toString();
    }

    private static OptionalInt offset(String address) {
        Matcher offset = OFFSET.matcher(address);
        return offset.find() ? OptionalInt.of(Integer.parseInt(offset.group(1))) : OptionalInt.empty();
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private URI base;
        private Duration patience;

        Asking(CamelContext context, Settings settings) {
            base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/api/emm/full");
            patience = settings.duration(Key.HARVEST_ANSWER_TIME);
        }

        @Override
        public String source() {
            return base + "?selection=" + encode(asLibrisWritesIt());
        }

        /** The sigel as it stands in the library's address, that is encoded once before it is encoded as a parameter. */
        private String asLibrisWritesIt() {
            return selection.startsWith(HOLDINGS) && !selection.contains("%")
                    ? HOLDINGS + encode(selection.substring(HOLDINGS.length()))
                    : selection;
        }

        @Override
        public Request identify() {
            return Request.get(base, patience);
        }

        @Override
        public Request first(Window window) {
            return page(0);
        }

        @Override
        public Request next(Window window, String cursor) {
            return page(Place.at(cursor).offset());
        }

        private Request page(int offset) {
            return Request.get(URI.create(source() + "&offset=" + offset), null);
        }

        @Override
        public Splitter<Piece> split(Response answer) {
            return new JsonSplitter(answer.open(), answer.largestRecord(), ITEMS);
        }

        @Override
        public Page read(Window window, String cursor, Pieces pieces) throws SourceFailure {
            Response answer = pieces.answer();
            JsonNode envelope = pieces.envelope();
            if (envelope.has("categories")) {
                return new Page(pieces, null);
            }
            String startTime = envelope.path("startTime").asText();
            if (startTime.isEmpty() || !envelope.path(ITEMS).isArray()) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT, "no page of a dump in answer to " + answer.request());
            }
            if (cursor != null && !Place.at(cursor).startTime().equals(startTime)) {
                throw new SourceFailure(
                        SourceFailure.Kind.CURSOR_LOST,
                        "Libris made the dump anew while it was being read (" + startTime + "): " + answer.request());
            }
            int total = envelope.path("totalItems").asInt(-1);
            if (cursor == null && total == 0) {
                LOG.warn("the dump {} has no records: is it spelt right?", selection);
            }
            if (total > here(answer) && isEmpty(pieces)) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "no records, though the dump has %d: %s".formatted(total, answer.request()));
            }
            return new Page(pieces, goesOnAt(envelope, startTime, answer)).of(total);
        }

        /** Whether it has no records; the context alone is none. */
        private static boolean isEmpty(Pieces pieces) {
            for (Piece piece : pieces) {
                if (!piece.sound() || !isContext(piece.json())) {
                    return false;
                }
            }
            return true;
        }

        /** Stands before the first record. */
        private static boolean isContext(JsonNode json) {
            return !json.has("@graph") && json.path("@context").isObject();
        }

        @Override
        public LibraryRecord record(Piece piece) throws UnreadableRecord {
            JsonNode json = piece.json();
            if (isContext(json)) {
                return null;
            }
            String subject = subject(json);
            if (subject == null) {
                throw new UnreadableRecord("the record has no address");
            }
            JsonNode about = json.path("@graph").path(0);
            if (!about.isObject()) {
                throw new UnreadableRecord("the record has no content");
            }
            return LibraryRecord.of(
                    piece,
                    subject,
                    false,
                    LibraryRecord.rfc3339(about.path("modified").asText(null)),
                    mediaType(),
                    piece.bytes(),
                    Map.of());
        }

        @Override
        public String subject(Piece piece) {
            return piece.sound() ? subject(piece.json()) : null;
        }

        private static String subject(JsonNode json) {
            String subject = json.path("@id").asText().replaceFirst("#.*$", "");
            return RecordId.isAddress(subject) ? subject : null;
        }

        @Override
        public String mediaType() {
            return JsonLdRecord.MEDIA_TYPE;
        }

        /** What is no longer in it is not missed, and what it has comes every time. */
        @Override
        public boolean timed() {
            return false;
        }
    }
}
