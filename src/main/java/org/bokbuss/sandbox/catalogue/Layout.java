package org.bokbuss.sandbox.catalogue;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which record lies in which row. Authorities come first, as in Libris, where they are oldest; then blocks of four bibs
 * and their four holdings: of the bibs one is held by two libraries, two by one, and one by none. Everything follows
 * from the numbers, so that millions of rows need no memory.
 */
public record Layout(int authorities, int bibs) {
    private static final int BLOCK_BIBS = 4;
    private static final int BLOCK_ROWS = 8;

    /** Of each row in a block: the bib it is, or -1 for a holding. */
    private static final int[] BIB_AT = {0, -1, 1, -1, -1, 2, -1, 3};

    /** Of each row in a block: the row of the bib that is held. */
    private static final int[] HELD_AT = {-1, 0, -1, 2, 2, -1, 5, -1};

    public static final String[] SIGELS = {"S", "SEK", "Gbg", "Ål"};

    int rows() {
        return authorities + bibs / BLOCK_BIBS * BLOCK_ROWS + bibs % BLOCK_BIBS;
    }

    private int inBlock(int row) {
        return (row - authorities) % BLOCK_ROWS;
    }

    private boolean inTail(int row) {
        return row >= authorities + bibs / BLOCK_BIBS * BLOCK_ROWS;
    }

    Kind kind(int row) {
        if (row < authorities) {
            return row % 11 == 10 ? Kind.WORK : row % 3 == 2 ? Kind.TOPIC : Kind.PERSON;
        }
        return inTail(row) || BIB_AT[inBlock(row)] >= 0 ? Kind.BIB : Kind.HOLDING;
    }

    /** The number within the kind; for authorities simply the row. */
    int number(int row) {
        if (row < authorities) {
            return row;
        }
        var block = (row - authorities) / BLOCK_ROWS;
        return switch (kind(row)) {
            case BIB -> block * BLOCK_BIBS + (inTail(row) ? inBlock(row) : BIB_AT[inBlock(row)]);
            default -> row;
        };
    }

    /** The row of the bib that a holding in this row belongs to. */
    int bibRow(int holdingRow) {
        return holdingRow - inBlock(holdingRow) + HELD_AT[inBlock(holdingRow)];
    }

    /** The library of a holding: the two of one bib are never the same. */
    String sigel(int holdingRow) {
        return SIGELS[(holdingRow / BLOCK_ROWS + inBlock(holdingRow)) % SIGELS.length];
    }

    /** The rows of a bib's holdings. */
    List<Integer> holdingRows(int bibRow) {
        if (inTail(bibRow)) {
            return List.of();
        }
        var blockStart = bibRow - inBlock(bibRow);
        return IntStream.range(0, BLOCK_ROWS)
                .filter(at -> HELD_AT[at] == inBlock(bibRow))
                .mapToObj(at -> blockStart + at)
                .toList();
    }

    /** The row of a living authority of this kind, chosen by a number; -1 if there is none. */
    int authorityRow(Kind kind, long choice) {
        for (var step = 0; step < authorities; step++) {
            var row = (int) ((choice + step) % authorities);
            if (kind(row) == kind && !isDeletedFromTheStart(row)) {
                return row;
            }
        }
        return -1;
    }

    boolean isDeletedFromTheStart(int row) {
        return switch (kind(row)) {
            case BIB -> number(row) % 19 == 11;
            case HOLDING -> row % 17 == 5 || isDeletedFromTheStart(bibRow(row));
            default -> row % 13 == 9;
        };
    }
}
