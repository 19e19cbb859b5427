package org.bokbuss.sandbox.catalogue;

import java.util.Optional;

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

    /** What is described by a thing of this type; nothing for types that the sandbox does not know. */
    public static Optional<Kind> ofType(String type) {
        return Optional.ofNullable(
                switch (type) {
                    case "Item" -> HOLDING;
                    case "Instance", "PhysicalResource", "DigitalResource", "Embodiment", "Print", "Electronic" -> BIB;
                    case "Person", "Agent" -> PERSON;
                    case "Topic", "Concept" -> TOPIC;
                    case "Monograph", "Work", "Text" -> WORK;
                    default -> null;
                });
    }

    /** The name of the collection: auth, bib or hold. */
    public String collection() {
        return collection;
    }
}
