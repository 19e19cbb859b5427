package org.bokbuss.sandbox.catalogue;

/** What a record describes, and with it the collection Libris keeps it in. */
public enum Kind {
    PERSON("auth"),
    TOPIC("auth"),
    /** Works are kept among the authorities but carry no set (Libris XL, since linked works). */
    WORK("auth"),
    BIB("bib"),
    HOLDING("hold");

    private final String collection;

    Kind(String collection) {
        this.collection = collection;
    }

    /** The name of the collection: auth, bib or hold. */
    public String collection() {
        return collection;
    }
}
