package org.bokbuss.harvest;

import java.util.List;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LedgerRow;

/** The pages that one run delivers, in the order in which it does. */
interface Pages extends AutoCloseable {
    /** Opens the first window. @return false if there is nothing to deliver */
    boolean begin(Lease lease);

    /** Brings the page to be delivered, unless it is here. */
    void fetch() throws Exception;

    /** The page to be delivered, proven whole; null until it has been fetched. */
    PageReader page();

    /** The stretch of time that is asked for; null before the first. */
    Window window();

    /** The window's row in the ledger; null in a dry run. */
    LedgerRow row();

    /** What becomes true with this chunk of the page. */
    ChunkCommit commit(Chunk chunk);

    /** Goes on when all chunks of the page are confirmed. @return false if it was the last */
    boolean turn() throws Exception;

    /** Why what came may not be all there is, a sentence each, though the run came to its end. */
    default List<String> doubts() {
        return List.of();
    }

    /** The run stops before the end. @param why one sentence */
    default void abandon(String why) {}

    /** Lets go of all pages. */
    @Override
    void close();
}
