package org.bokbuss.libris.write;

import java.time.Instant;

/**
 * What Libris said to a write.
 *
 * @param location the record's address, where it gave one; else null
 * @param etag of the version it made; else null
 * @param time by Libris's clock; null if it did not say
 * @param message why not, in Libris's own words with the error's id, in one line
 */
record WriteResponse(int status, String location, String etag, Instant time, String message) {

    /** Another write holds the bib: the one error 400 that passes. */
    boolean isBusy() {
        return status == 400 && message.contains("lock");
    }

    /** For a sentence: {@code 403: You do not have …}. */
    String said() {
        return message.isEmpty() ? String.valueOf(status) : status + ": " + message;
    }
}
