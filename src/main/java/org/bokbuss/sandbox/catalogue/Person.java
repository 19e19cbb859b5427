package org.bokbuss.sandbox.catalogue;

/**
 * Somebody who writes.
 *
 * @param given first name
 * @param family last name
 * @param born year of birth
 * @param died year of death, or empty
 */
public record Person(String given, String family, String born, String died) {
    private static final String[] GIVEN = {
        "Åsa", "Björn", "Örjan", "Märta", "Göran", "Elín", "Sigrid", "Tage", "Ylva", "Håkan", "Ingegärd", "Sören",
        "Birgit", "Väinö", "Känna", "Jónas", "Alva", "Malte", "Disa", "Folke", "Ragnhild", "Åke", "Gösta", "Ebba"
    };
    private static final String[] FAMILY_START = {
        "Ål", "Björk", "Sjö", "Grön", "Häger", "Lönn", "Näs", "Strå", "Tång", "Vår", "Öst", "Fjäll", "Kråk", "Ljung",
        "Mård"
    };
    private static final String[] FAMILY_END = {
        "ström", "holm", "gård", "bäck", "kvist", "mark", "sjö", "lund", "åker", "hed", "ö", "fors", "näs", "löv"
    };

    public static Person of(long seed, int number) {
        var born = 1820 + Dice.roll(seed, number, 33, 180);
        var died = born < 1930 ? Integer.toString(born + 40 + Dice.roll(seed, number, 34, 50)) : "";
        return new Person(
                Dice.pick(seed, number, 30, GIVEN),
                Dice.pick(seed, number, 31, FAMILY_START) + Dice.pick(seed, number, 32, FAMILY_END),
                Integer.toString(born),
                died);
    }

    /** The same person by another name. */
    Person with(String newGiven, String newFamily) {
        return new Person(newGiven, newFamily, born, died);
    }

    public String straight() {
        return given + " " + family;
    }

    public String lifeSpan() {
        return born + "-" + died;
    }
}
