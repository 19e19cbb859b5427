package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.SetSpec;

/**
 * What a list request asks for, and how far it has come. It travels in the resumption token, so that the server keeps
 * nothing (Libris XL, paged releases since June 2026).
 *
 * @param prefix the metadata prefix
 * @param set the set
 * @param from start of the window, inclusive, or {@link Instant#MIN}
 * @param until its end, inclusive, or {@link Instant#MAX}
 * @param withDeletedData whether deleted records come with their last content
 * @param after the record last looked at
 * @param page the page asked for, from 1
 */
record Harvest(
        Prefix prefix,
        String set,
        Instant from,
        Instant until,
        boolean withDeletedData,
        Catalogue.Position after,
        int page) {

    static final Catalogue.Position START = new Catalogue.Position(Instant.MIN, -1);

    private static final ObjectMapper JSON = new ObjectMapper();

    SetSpec setSpec() {
        return set.isEmpty() ? SetSpec.EVERYTHING : SetSpec.parse(set);
    }

    boolean hasInWindow(Entry entry) {
        return !entry.modified().isBefore(from) && !entry.modified().isAfter(until);
    }

    Harvest next(Catalogue.Position reached) {
        return new Harvest(prefix, set, from, until, withDeletedData, reached, page + 1);
    }

    /** The token that continues here. Libris' tokens have the same form; the page number is the sandbox' own. */
    String token() {
        var json = JSON.createObjectNode().put("p", prefix.name());
        if (!set.isEmpty()) {
            json.put("s", set);
        }
        json.put("u", until.toString());
        if (!from.equals(Instant.MIN)) {
            json.put("f", from.toString());
        }
        if (withDeletedData) {
            json.put("d", true);
        }
        if (after.row() >= 0) {
            json.put("ai", after.row()).put("am", after.modified().toString());
        }
        json.put("n", page);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The harvest that a token continues, or nothing if no server wrote it. */
    static Optional<Harvest> resume(String token) {
        try {
            var json = JSON.readTree(Base64.getUrlDecoder().decode(token));
            var after = json.has("ai")
                    ? new Catalogue.Position(instant(json, "am"), json.get("ai").asInt())
                    : START;
            return Prefix.find(json.path("p").asText())
                    .map(prefix -> new Harvest(
                            prefix,
                            set(json.path("s").asText()),
                            json.has("f") ? instant(json, "f") : Instant.MIN,
                            instant(json, "u"),
                            json.path("d").asBoolean(),
                            after,
                            json.path("n").asInt(2)));
        } catch (IllegalArgumentException | DateTimeException | IOException notOurs) {
            return Optional.empty();
        }
    }

    private static String set(String text) {
        return text.isEmpty() ? text : SetSpec.parse(text).toString();
    }

    private static Instant instant(JsonNode json, String field) {
        return Instant.parse(json.path(field).asText());
    }

    /**
     * Reads a time as Libris does: a date is its first moment in UTC, also in {@code until}; a time needs a zone.
     *
     * @throws DateTimeException if Libris would not take it
     */
    static Instant time(String text) {
        return text.length() == "2018-01-01".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(text).toInstant();
    }
}
