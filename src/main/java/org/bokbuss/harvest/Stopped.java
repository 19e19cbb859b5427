package org.bokbuss.harvest;

/** The run cannot go on now; the next one can. The message says why. */
final class Stopped extends RuntimeException {
    Stopped(String sentence) {
        super(sentence);
    }
}
