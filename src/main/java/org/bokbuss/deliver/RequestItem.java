package org.bokbuss.deliver;

import java.net.URI;
import java.util.function.Consumer;

/**
 * A record on its way to a receiver.
 *
 * @param address where it goes
 * @param part what a request's body says of it; null for a deletion that has a request of its own
 * @param done hears what became of it: null if it was taken, else why not
 */
record RequestItem(CloudEvent event, URI address, byte[] part, Consumer<Throwable> done) {
    String subject() {
        return event.subject();
    }

    /** Whether it is a deletion by a request of its own. */
    boolean isRemoval() {
        return part == null;
    }
}
