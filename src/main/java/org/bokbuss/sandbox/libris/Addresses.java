package org.bokbuss.sandbox.libris;

import java.util.Optional;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.wire.Answer;

/** Which record a path or an address leads to, or where it must be asked for instead. */
final class Addresses {
    private static final Pattern RECORD = Pattern.compile("/(?<id>[0-9a-z]{15,16})(?<data>/data(\\.jsonld)?)?");
    private static final Pattern LEGACY = Pattern.compile(
            "/(http://libris\\.kb\\.se/)?(?<resource>resource/)?(?<collection>bib|auth|hold)/(?<number>\\d{1,9})");

    private final Catalogue catalogue;

    Addresses(Catalogue catalogue) {
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

    /**
     * Checks that a path is a record's own, as it must be of what is written.
     *
     * @throws Refused if it is not, with the address that is
     */
    void checkIsRecord(String path) {
        if (path.equals("/") || path.equals("/data")) {
            throw Refused.methodNotAllowed();
        }
        elsewhere(path).ifPresent(address -> {
            throw new Refused(Answer.empty(302).with("Location", address).with("Cache-Control", "no-cache"));
        });
    }

    /** A record by any address it has, but not by its bare id. */
    Optional<Entry> find(String address) {
        return catalogue.findByAddress(address);
    }

    /** Of any address of a record or of what it describes, the one that lasts; of others they themselves. */
    String lasting(String address) {
        if (!address.startsWith("http://libris.kb.se/") && !address.startsWith(Entry.HOST)) {
            return address;
        }
        var isThing = address.contains("/resource/") || address.endsWith("#it");
        return find(address)
                .map(entry -> isThing ? Descriptions.thing(catalogue, entry) : entry.uri())
                .orElse(address);
    }
}
