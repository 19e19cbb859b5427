package org.bokbuss.sandbox.libris;

import java.util.Optional;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;

/** Which record a path leads to, or where it must be asked for instead. */
final class RecordPaths {
    private static final Pattern RECORD = Pattern.compile("/(?<id>[0-9a-z]{15,16})(?<data>/data(\\.jsonld)?)?");
    private static final Pattern LEGACY = Pattern.compile(
            "/(http://libris\\.kb\\.se/)?(?<resource>resource/)?(?<collection>bib|auth|hold)/(?<number>\\d{1,9})");

    private final Catalogue catalogue;

    RecordPaths(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    static boolean isRecord(String path) {
        return RECORD.matcher(path).matches() || LEGACY.matcher(path).matches();
    }

    /** Whether data are asked for, not whatever there is. */
    static boolean isData(String path) {
        var record = RECORD.matcher(path);
        return record.matches() && record.group("data") != null;
    }

    /** The record, deleted or not, if the path is its own. */
    Optional<Entry> record(String path) {
        var record = RECORD.matcher(path);
        return record.matches() ? catalogue.find(record.group("id")) : Optional.empty();
    }

    /** Where a living record is whose address is another now, from old times or because it was merged. */
    Optional<String> elsewhere(String path) {
        var legacy = LEGACY.matcher(path);
        if (!legacy.matches()) {
            return record(path).flatMap(catalogue::survivor).map(Entry::uri);
        }
        return catalogue
                .findLegacy(legacy.group("number"))
                .filter(entry -> entry.kind().collection().equals(legacy.group("collection")))
                // The old addresses of a deleted record are forgotten.
                .filter(entry -> !entry.deleted())
                .map(entry -> legacy.group("resource") == null ? entry.uri() : entry.thing());
    }
}
