package org.bokbuss.sandbox.catalogue;

import java.math.BigInteger;
import java.util.OptionalInt;

/** Ids as Libris makes them: 15 or 16 digits and consonants. Those of the sandbox carry the row at their end. */
public final class Fnurgel {
    private static final String ALPHABET = "0123456789bcdfghjklmnpqrstvwxz";
    private static final int ROW_DIGITS = 6;

    /** Rows are scattered, so that neighbours don't look alike: a factor, and what undoes it. */
    private static final long ROWS = 729_000_000;

    private static final long SCATTER = 123_456_787;
    private static final long GATHER =
            BigInteger.valueOf(SCATTER).modInverse(BigInteger.valueOf(ROWS)).longValueExact();
    private static final int FIRST_LEGACY_NUMBER = 1_000_000;

    private Fnurgel() {}

    static String of(long seed, int row) {
        var hash = Dice.roll(seed, row, 11);
        var id = new char[hash % 5 == 0 ? 15 : 16];
        var rest = hash >>> 3;
        for (var i = 0; i < id.length - ROW_DIGITS; i++) {
            id[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        var number = row * SCATTER % ROWS;
        for (var i = id.length - 1; i >= id.length - ROW_DIGITS; i--) {
            id[i] = ALPHABET.charAt((int) (number % ALPHABET.length()));
            number /= ALPHABET.length();
        }
        return new String(id);
    }

    /** The row of an id, or nothing if the sandbox never made it. */
    static OptionalInt row(long seed, String id) {
        if (id.length() < 15 || id.length() > 16) {
            return OptionalInt.empty();
        }
        var number = 0L;
        for (var c : id.substring(id.length() - ROW_DIGITS).toCharArray()) {
            number = number * ALPHABET.length() + Math.max(0, ALPHABET.indexOf(c));
        }
        var row = (int) (number * GATHER % ROWS);
        return of(seed, row).equals(id) ? OptionalInt.of(row) : OptionalInt.empty();
    }

    /** Half of the records are older than these ids and have a plain number too. */
    public static boolean isLegacy(int row) {
        return row % 2 == 0;
    }

    static String legacyNumber(int row, String id) {
        return isLegacy(row) ? Integer.toString(FIRST_LEGACY_NUMBER + row) : id;
    }

    static OptionalInt legacyRow(String number) {
        if (!number.matches("\\d{7,9}")) {
            return OptionalInt.empty();
        }
        var row = Integer.parseInt(number) - FIRST_LEGACY_NUMBER;
        return row >= 0 && isLegacy(row) ? OptionalInt.of(row) : OptionalInt.empty();
    }
}
