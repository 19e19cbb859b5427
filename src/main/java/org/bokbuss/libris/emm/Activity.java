package org.bokbuss.libris.emm;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.libris.record.RecordId;
import org.bokbuss.split.Piece;

/**
 * One change, as the feed reports it.
 *
 * @param type Create, Update or Delete; whether a change is called Create depends on the page it is seen on
 * @param published when it happened
 * @param object the address of the thing that changed, mostly a record's address and {@code #it}
 * @param objectType its class, without {@code kbv:}; empty if not told
 * @param heldBy of a holding the address of its library, else empty
 * @param raw as it stood in the page
 * @param place its first byte there
 */
record Activity(
        String type, Instant published, String object, String objectType, String heldBy, byte[] raw, long place) {
    static final String MEDIA_TYPE = "application/activity+json";

    private static final String VOCABULARY = "kbv:";
    private static final String THING = "#it";
    private static final Pattern RECORD = Pattern.compile("https?://[^/?#]+/([0-9a-z]{15,16})");

    static Activity read(Piece piece) throws UnreadableRecord {
        if (!piece.sound()) {
            throw new UnreadableRecord(piece.fault());
        }
        JsonNode json = piece.json();
        String type = json.path("type").asText();
        JsonNode object = json.path("object");
        String id = object.path("id").asText();
        if (type.isEmpty()) {
            throw new UnreadableRecord("the activity has no type");
        }
        if (!RecordId.isAddress(id)) {
            throw new UnreadableRecord("the activity names no object");
        }
        Instant published =
                published(json).orElseThrow(() -> new UnreadableRecord("the activity does not say when it happened"));
        return new Activity(
                type,
                published,
                id,
                plain(first(object.path("type")).asText()),
                first(object.path("kbv:heldBy")).path("@id").asText(),
                piece.bytes(),
                piece.offset());
    }

    /** When it happened: Libris leaves out the seconds where they are zero. */
    static Optional<Instant> published(JsonNode activity) {
        try {
            return Optional.of(
                    OffsetDateTime.parse(activity.path("published").asText()).toInstant());
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** The name of a class without the prefix of Libris's own vocabulary. */
    static String plain(String type) {
        return type.startsWith(VOCABULARY) ? type.substring(VOCABULARY.length()) : type;
    }

    private static JsonNode first(JsonNode oneOrMany) {
        return oneOrMany.isArray() ? oneOrMany.path(0) : oneOrMany;
    }

    boolean isDeletion() {
        return type.equals("Delete");
    }

    /** The record's address; of what has no record of its own at Libris the address of the thing. */
    String subject() {
        return object.endsWith(THING) ? object.substring(0, object.length() - THING.length()) : object;
    }

    /** The id of the record in Libris; nothing for what lives elsewhere, such as subjects at id.kb.se. */
    Optional<String> recordId() {
        Matcher record = RECORD.matcher(subject());
        return record.matches() ? Optional.of(record.group(1)) : Optional.empty();
    }

    /** The same for the same event, on whatever page it is met. */
    String occurrence() {
        return published + (isDeletion() ? " Delete" : "");
    }

    /** When it happened; null for a year that RFC 3339 cannot write. */
    String time() {
        return LibraryRecord.rfc3339(published.toString());
    }

    /** Occurrence and thing. */
    String key() {
        return occurrence() + " " + object;
    }

    /** The activity itself, to be delivered. */
    LibraryRecord record() {
        Map<String, String> about = about();
        about.put("activity", type);
        return new LibraryRecord(
                subject(), isDeletion(), time(), MEDIA_TYPE, raw, about, raw, place, null, occurrence());
    }

    /** The activity, to be quarantined. */
    LibraryRecord faulty(String fault) {
        return LibraryRecord.faulty(subject(), MEDIA_TYPE, raw, place, fault);
    }

    /** What the feed says beside the record itself, by CloudEvents attribute name. */
    Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        if (!objectType.isEmpty()) {
            about.put("objecttype", objectType);
        }
        if (!heldBy.isEmpty()) {
            about.put("heldby", heldBy);
        }
        return about;
    }
}
