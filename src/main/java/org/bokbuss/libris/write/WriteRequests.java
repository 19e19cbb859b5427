package org.bokbuss.libris.write;

import org.apache.camel.Message;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;

/** Reads what a message asks to be written. */
@FunctionalInterface
public interface WriteRequests {
    /** @throws IllegalArgumentException with one sentence that says what is wrong with the message */
    Order of(Message message);

    /**
     * One thing to be written.
     *
     * @param key orders with the same key are carried out one after the other
     */
    record Order(String key, boolean deletion, Work work) {}

    /** What is to be done at the desk. */
    @FunctionalInterface
    interface Work {
        WriteResult at(LibrisWriter desk, Fence fence) throws RecordRejected;
    }
}
