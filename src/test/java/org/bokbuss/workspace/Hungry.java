package org.bokbuss.workspace;

/** A team's step for which memory does not suffice. */
public final class Hungry {
    public void process(String body) {
        throw new OutOfMemoryError("Java heap space");
    }
}
