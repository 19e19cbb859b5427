package org.bokbuss.libris.holdings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a holding may say, and where Libris keeps it in an Item. In MARC all but media are subfields of one 852. */
enum HoldingField {
    /** 852 $c. */
    PHYSICAL_LOCATION("physicalLocation", "physicalLocation", true),
    /** 852 $h. */
    SHELF_MARK("shelfMark", "shelfMark", false),
    /** 852 $j. */
    SHELF_CONTROL_NUMBER("shelfControlNumber", "shelfControlNumber", false),
    /** 852 $t. */
    COPY_NUMBER("copyNumber", "copyNumber", false),
    /** 852 $i. */
    AVAILABILITY("availability", "availability", true),
    /** 852 $z. */
    NOTE("note", "hasNote", true),
    /** 852 $x. */
    CATALOGUERS_NOTE("cataloguersNote", "cataloguersNote", true),
    /** 856. */
    MEDIA("media", "associatedMedia", true);

    private static final List<String> NAMES =
            Arrays.stream(values()).map(HoldingField::key).toList();

    private final String key;
    private final String property;
    private final boolean many;

    HoldingField(String key, String property, boolean many) {
        this.key = key;
        this.property = property;
        this.many = many;
    }

    static List<String> names() {
        return NAMES;
    }

    static Optional<HoldingField> of(String key) {
        int place = NAMES.indexOf(key);
        return place < 0 ? Optional.empty() : Optional.of(values()[place]);
    }

    /** Its name in a holding. */
    String key() {
        return key;
    }

    /** Its name in an Item. */
    String property() {
        return property;
    }

    /** Whether it may have several values, which Libris keeps in a list. */
    boolean many() {
        return many;
    }
}
