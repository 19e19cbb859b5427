package org.bokbuss.sandbox.catalogue;

/** Chance that falls the same way every time: a number from a seed, a subject and a question about it. */
public final class Dice {
    private Dice() {}

    /** A number from 0 upwards. */
    public static long roll(long seed, long subject, int question) {
        var z = seed * 0x9E3779B97F4A7C15L + subject * 0xBF58476D1CE4E5B9L + question * 0x94D049BB133111EBL;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) & Long.MAX_VALUE;
    }

    public static int roll(long seed, long subject, int question, int below) {
        return (int) (roll(seed, subject, question) % below);
    }

    public static String pick(long seed, long subject, int question, String... words) {
        return words[roll(seed, subject, question, words.length)];
    }
}
