package org.bokbuss.routetest;

/**
 * A record that a route refuses.
 *
 * @param line where the test expects it; 0 for one that came
 * @param subject the record's lasting id; empty where it is not known, or not said
 * @param reason why; of an expected one, a part of it
 */
public record Refusal(int line, String subject, String reason) {
    public static Refusal of(String subject, String reason) {
        return new Refusal(0, subject == null ? "" : subject, reason == null ? "" : reason);
    }
}
