package org.bokbuss.sandbox.catalogue;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * One record of the catalogue as it stands now.
 *
 * @param row its place in the catalogue
 * @param kind what it describes
 * @param number its number within the kind: content follows from it
 * @param id the Libris id, without host
 * @param created when it was made
 * @param modified when it was last changed or deleted
 * @param version 0 as made, 1 after the first change, …
 * @param deleted whether it is gone
 * @param sigel the library that made it; of a holding, the library that holds
 * @param itemOf the id of the bib that a holding belongs to, empty for others
 * @param written what somebody wrote; nothing while the content follows from the number
 */
public record Entry(
        int row,
        Kind kind,
        int number,
        String id,
        Instant created,
        Instant modified,
        int version,
        boolean deleted,
        String sigel,
        String itemOf,
        Optional<Document> written) {
    /** Where every Libris record has its address, whatever host was asked. */
    public static final String HOST = "https://libris.kb.se/";

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    /** The lasting address of the record, as headers identify it. */
    public String uri() {
        return HOST + id;
    }

    /** The address of what the record describes. */
    public String thing() {
        return uri() + "#it";
    }

    /** The time of change as Libris writes it: local offset, no zeros at the end of the fraction. */
    public String datestamp() {
        return libris(modified);
    }

    static String libris(Instant time) {
        var seconds = ISO_OFFSET_DATE_TIME.format(time.truncatedTo(SECONDS).atZone(STOCKHOLM));
        var millis = time.getNano() / 1_000_000;
        if (millis == 0) {
            return seconds;
        }
        var fraction = Integer.toString(1000 + millis).substring(1);
        var digits = millis % 100 == 0 ? 1 : millis % 10 == 0 ? 2 : 3;
        return seconds.substring(0, 19) + "." + fraction.substring(0, digits) + seconds.substring(19);
    }

    Entry changed(Instant at, int newVersion, boolean nowDeleted) {
        return new Entry(row, kind, number, id, created, at, newVersion, nowDeleted, sigel, itemOf, written);
    }

    /** The same with other content, and alive. */
    Entry revised(Instant at) {
        var next = version + 1;
        return new Entry(
                row, kind, number, id, created, at, next, false, sigel, itemOf, written.map(d -> d.revised(next)));
    }

    /** The same as somebody wrote it. */
    Entry written(Instant at, int newVersion, boolean nowDeleted, String newItemOf, Document document) {
        return new Entry(
                row, kind, number, id, created, at, newVersion, nowDeleted, sigel, newItemOf, Optional.of(document));
    }

    /** The address of the library that changed the record last. */
    public String agent() {
        return written.map(Document::lastModifier)
                .filter(library -> !library.isEmpty())
                .orElseGet(() -> Descriptions.library(sigel));
    }

    /** Whether the record is from before Libris XL and has a plain number too. */
    public boolean isLegacy() {
        return Fnurgel.isLegacy(row) && !controlNumber().equals(id);
    }

    /** The number that records from before Libris XL keep in field 001, else the id. */
    public String controlNumber() {
        return written.map(Document::controlNumber).orElseGet(() -> Fnurgel.legacyNumber(row, id));
    }
}
