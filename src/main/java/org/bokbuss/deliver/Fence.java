package org.bokbuss.deliver;

/**
 * Stands between a sink and what cannot be taken back. Asked right before: a process that was frozen and overtaken finds
 * out here, and writes nothing. One for all chunks of a run.
 */
@FunctionalInterface
public interface Fence {
    /** For a sink that nobody can overtake. */
    Fence NONE = () -> {};

    /** @throws RuntimeException if another process has taken over */
    void check();
}
