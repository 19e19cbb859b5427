package org.bokbuss.sandbox.libris;

/**
 * What a client may do for a library.
 *
 * @param sigel the library
 * @param registrant whether it may write the library's holdings
 * @param cataloger whether it may write all other records too
 * @param globalRegistrant whether it may write every library's holdings
 */
public record Permission(String sigel, boolean registrant, boolean cataloger, boolean globalRegistrant) {
    /** Only the library's holdings. */
    public static Permission registrant(String sigel) {
        return new Permission(sigel, true, false, false);
    }

    /** The library's holdings, and bibs. */
    public static Permission cataloger(String sigel) {
        return new Permission(sigel, true, true, false);
    }
}
