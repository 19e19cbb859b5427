package org.bokbuss.sandbox.catalogue;

/** A form that a MARC record is written in, field by field. */
interface MarcForm {
    /**
     * Begins the record.
     *
     * @param type what MARCXML says it is: Bibliographic, Holdings, Authority, or nothing
     * @param leader the 24 characters, its lengths left blank as Libris leaves them
     */
    MarcForm start(String type, String leader);

    MarcForm control(String tag, String value);

    /**
     * Adds a field.
     *
     * @param tag the tag
     * @param indicators both indicators
     * @param codesAndValues subfield codes and their values by turns; empty values are left out
     */
    MarcForm field(String tag, String indicators, String... codesAndValues);

    void end();
}
