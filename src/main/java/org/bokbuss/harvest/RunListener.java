package org.bokbuss.harvest;

import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.ChunkCommit;

/** Is called with the outcome of one run, on the harvesting thread: its methods must not block. */
public interface RunListener {
    /** The run holds the pipeline's lease. */
    default void began() {}

    /** A request goes out, and is repeated until there is an answer proven whole; may be said by another thread. */
    default void asked(Request request) {}

    /** The answer is here, proven whole; may be said by another thread. */
    default void answered(Response answer) {}

    /** No answer came, and none will be asked for by this request; may be said by another thread. */
    default void unanswered(Throwable cause) {}

    /** The request will be retried; may be called by another thread. */
    default void askingAgain(SourceFailure failure) {}

    /** The records of a chunk go out. */
    default void delivering() {}

    /** What the ledger now holds. */
    default void confirmed(ChunkCommit done) {}

    default void ended(Outcome outcome) {}
}
