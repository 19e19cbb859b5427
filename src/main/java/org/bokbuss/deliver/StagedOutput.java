package org.bokbuss.deliver;

import java.io.IOException;

/** What a sink has taken of a chunk and not yet made durable. */
public interface StagedOutput {
    /** Makes it durable; returns when a power cut would no longer lose it. */
    void settle() throws IOException;

    /** Gives it up, leaving nothing behind. */
    void discard();
}
