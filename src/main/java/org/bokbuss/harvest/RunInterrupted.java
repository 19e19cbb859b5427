package org.bokbuss.harvest;

/** The run cannot go on now; the next one can. The message says why. */
final class RunInterrupted extends RuntimeException {
    RunInterrupted(String sentence) {
        super(sentence);
    }
}
