package org.bokbuss.harvest;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.state.Digest;

/** What sinks have taken of a chunk's records that were refused elsewhere, and are to be tried again. */
final class TakenEvents {
    private final Set<Taken> taken = ConcurrentHashMap.newKeySet();

    /** @param content a digest: it is kept while the chunk is */
    private record Taken(Object sink, String content) {
        static Taken of(Object sink, CloudEvent event) {
            byte[] attributes = event.attributes().toString().getBytes(StandardCharsets.UTF_8);
            return new Taken(sink, Digest.of(attributes, event.data()).hex());
        }
    }

    void add(Object sink, CloudEvent event) {
        taken.add(Taken.of(sink, event));
    }

    boolean has(Object sink, CloudEvent event) {
        return !taken.isEmpty() && taken.contains(Taken.of(sink, event));
    }

    void clear() {
        taken.clear();
    }
}
