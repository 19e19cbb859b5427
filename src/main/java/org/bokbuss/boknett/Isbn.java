package org.bokbuss.boknett;

import java.util.Optional;

/** International Standard Book Numbers, of which DDS knows those of thirteen digits. */
final class Isbn {
    static final String URN = "urn:isbn:";

    private Isbn() {}

    /** The thirteen digits of what may be written as a URN, with hyphens or spaces; nothing if they are not that. */
    static Optional<String> of(String written) {
        String digits = written.strip().replaceFirst("(?i)^urn:isbn:", "").replaceAll("[ \\u2010-\\u2013-]", "");
        return digits.matches("[0-9]{13}") ? Optional.of(digits) : Optional.empty();
    }
}
