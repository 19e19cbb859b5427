package org.bokbuss.libris.write;

import org.apache.camel.Message;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;

/** Reads what a message asks to be written. */
@FunctionalInterface
public interface WriteRequests {
    /** @throws IllegalArgumentException with one sentence that says what is wrong with the message */
    Write of(Message message);

    /**
     * One thing to be written.
     *
     * @param key writes with the same key are carried out one after the other
     */
    record Write(String key, boolean deletion, Work work) {}

    /** How it is done. */
    @FunctionalInterface
    interface Work {
        WriteResult at(LibrisWriter writer, Fence fence) throws RecordRejected;
    }
}
