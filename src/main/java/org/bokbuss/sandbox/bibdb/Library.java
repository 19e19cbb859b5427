package org.bokbuss.sandbox.bibdb;

import java.time.Instant;

/**
 * A library as Biblioteksdatabasen keeps it.
 *
 * @param number its place in the directory
 * @param sigel its code; may contain blanks
 * @param created when it was entered
 * @param modified when its entry was last changed
 * @param version 0 as entered, 1 after the first change, …
 * @param alive false once it has closed: it stays in the directory
 * @param successor the sigel of the library that took over, or empty
 */
public record Library(
        int number, String sigel, Instant created, Instant modified, int version, boolean alive, String successor) {

    Library changed(Instant at) {
        return new Library(number, sigel, created, at, version + 1, alive, successor);
    }

    Library closed(Instant at, String takenOverBy) {
        return new Library(number, sigel, created, at, version + 1, false, takenOverBy);
    }
}
