package org.bokbuss.harvest;

import java.util.Optional;
import org.bokbuss.state.LedgerRow;

/** How many records a source says a window has, and how many it gave. */
final class Promise {
    private long total = -1;
    private long given;

    /** @param resumed the row of a window that goes on where it was left; null where one begins */
    void begin(LedgerRow resumed) {
        total = -1;
        given = resumed == null ? 0 : resumed.records() + resumed.repeats() + resumed.setAside();
    }

    /** Counts a page that has been read to its end; what the last one says of the whole counts. */
    void read(PageReader page) {
        given += page.place();
        total = page.total() < 0 ? total : page.total();
    }

    /** One sentence if fewer were given than said. */
    Optional<String> broken() {
        return given < total
                ? Optional.of(
                        "the source says that it has %d records, and gave %d: if nothing explains it, harvest the window again"
                                .formatted(total, given))
                : Optional.empty();
    }
}
