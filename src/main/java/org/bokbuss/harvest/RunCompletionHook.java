package org.bokbuss.harvest;

import org.bokbuss.deliver.Fence;

/** A bean in Camel's registry that has something to do when a run has come to its source's end. */
public interface RunCompletionHook {
    /**
     * All of the run is delivered.
     *
     * @param fence to be asked before anything that cannot be taken back
     * @throws RuntimeException if it cannot be done; the run counts as stopped then
     */
    void runEnds(String pipeline, Fence fence);
}
