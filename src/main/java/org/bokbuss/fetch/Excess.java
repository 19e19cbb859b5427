package org.bokbuss.fetch;

import java.io.IOException;
import org.bokbuss.config.Key;

/** An answer went over one of the {@link Bounds}. */
final class Excess extends IOException {
    /** @param sentence what the answer does, without a subject */
    Excess(String sentence, Key bound, Object value) {
        super(sentence + " (" + bound.text() + "=" + value + ")");
    }
}
