package org.bokbuss.harvest;

/**
 * Watches the runs of a Camel context: bind one in its registry, under any name. For counts and traces, which other Camel
 * runtimes bring by their own means or not at all.
 */
@FunctionalInterface
public interface RunListenerFactory {
    /** A run is about to begin. @return who is told what comes of it */
    RunListener over(String pipeline);
}
