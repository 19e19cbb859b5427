package org.bokbuss.libris.write;

/**
 * What became of one holding.
 *
 * @param made false where it was only looked at: a dry run, or writing is switched off
 * @param record the holding's address; null where there is none
 * @param difference what changes, for a person to read; empty where nothing does
 */
public record WriteResult(Change change, boolean made, String record, String bib, String sigel, String difference) {

    /** What it comes to. */
    enum Change {
        CREATED("created"),
        CHANGED("changed"),
        UNCHANGED("unchanged"),
        DELETED("deleted"),
        ABSENT("not there, nothing to delete"),
        POSTPONED("to be deleted later");

        private final String words;

        Change(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** In a line: {@code S on https://libris.kb.se/…: changed (https://…)}. */
    String sentence() {
        return sigel + " on " + bib + ": " + (made ? "" : "would be ") + change
                + (record == null ? "" : " (" + record + ")");
    }
}
