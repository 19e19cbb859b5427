package org.bokbuss.sandbox.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Dice;

/**
 * A version of an e-book or audiobook at Bokbasen.
 *
 * @param row its place among the titles, the same for all its versions
 * @param isbn thirteen digits
 * @param uuid another one for each version
 * @param updated when it last changed
 * @param deleted when it was deleted; null while it is there
 * @param access whether the retailer who asks may sell it
 */
public record Title(
        int row,
        String isbn,
        String uuid,
        int version,
        Instant updated,
        Instant deleted,
        boolean published,
        boolean access,
        boolean excerpt) {

    static Title of(long seed, int row, int version, Instant updated) {
        var gone = row % 17 == 16;
        return new Title(
                row,
                isbn(row),
                uuid(seed, row, version),
                version,
                updated,
                gone ? updated : null,
                !gone && Dice.roll(seed, row, 80, 9) != 0,
                Dice.roll(seed, row, 81, 4) != 0,
                Dice.roll(seed, row, 82, 2) == 0);
    }

    private static String isbn(int row) {
        var digits = String.format("97882%07d", row % 10_000_000);
        var sum = 0;
        for (var i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return digits + (10 - sum % 10) % 10;
    }

    private static String uuid(long seed, int row, int version) {
        return UUID.nameUUIDFromBytes((seed + "/" + row + "/" + version).getBytes(UTF_8))
                .toString();
    }

    /** The same file with other terms. */
    Title changed(Instant at) {
        return new Title(row, isbn, uuid, version, at, null, true, access, !excerpt);
    }

    /** A new file: the identifier changes with it. */
    Title republished(long seed, Instant at) {
        return new Title(row, isbn, uuid(seed, row, version + 1), version + 1, at, null, true, access, excerpt);
    }

    /** What becomes of a version when there is a newer one. */
    Title replaced() {
        return new Title(row, isbn, uuid, version, updated, deleted, false, access, excerpt);
    }

    Title withdrawn(Instant at) {
        return new Title(row, isbn, uuid, version, at, null, false, access, excerpt);
    }

    Title deleted(Instant at) {
        return new Title(row, isbn, uuid, version, at, at.truncatedTo(ChronoUnit.SECONDS), false, access, excerpt);
    }

    Catalogue.Position position() {
        return new Catalogue.Position(updated, row);
    }

    /** Only MP3 is documented; a client meets others all the same. */
    public String format(long seed) {
        return row % 29 == 7 ? "AUDIO-NEXT" : Dice.pick(seed, row, 83, "EPUB", "EPUB", "MP3", "MP3", "PDF");
    }

    /** For Readium LCP there is no documented value. */
    public String drm(long seed) {
        return row % 31 == 9 ? "LCP" : Dice.pick(seed, row, 84, "SDRM", "SDRM", "TDRM", "NODRM", "UNKNOWN");
    }
}
