package org.bokbuss.sandbox.libris;

/** An error as OAI-PMH writes it, with status 200. */
final class OaiError extends RuntimeException {
    /** An empty result, and also an unknown id in GetRecord (Libris XL). */
    static final OaiError NO_RECORDS_MATCH = new OaiError("noRecordsMatch", "");

    private static final long serialVersionUID = 1;

    private final String code;

    OaiError(String code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    static OaiError badArgument(String text) {
        return new OaiError("badArgument", text);
    }

    String code() {
        return code;
    }

    /** Libris repeats the arguments of a request, except of one it could not read. */
    boolean echoesArguments() {
        return !code.equals("badVerb") && !code.equals("badArgument");
    }
}
