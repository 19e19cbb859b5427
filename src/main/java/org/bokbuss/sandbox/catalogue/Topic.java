package org.bokbuss.sandbox.catalogue;

/** A subject heading. */
final class Topic {
    private static final String[] FIRST = {
        "Båt", "Färg", "Trä", "Hår", "Skär", "Möbel", "Räkne", "Frö", "Häst", "Ö", "Bröd", "Väg", "Järn", "Å"
    };
    private static final String[] SECOND = {
        "byggnad", "lära", "konst", "vård", "historia", "odling", "målning", "handel", "liv", "teknik", "språk", "rätt"
    };

    private Topic() {}

    static String label(long seed, int number) {
        var label = Dice.pick(seed, number, 50, FIRST) + Dice.pick(seed, number, 51, SECOND);
        return number < FIRST.length * SECOND.length ? label : label + " (" + number + ")";
    }
}
