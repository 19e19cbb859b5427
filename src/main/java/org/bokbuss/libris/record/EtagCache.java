package org.bokbuss.libris.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Records that were read before, with their tags: a few hundred, those least asked for forgotten first. */
final class EtagCache {
    private static final int MOST = 500;
    private static final int LARGEST = 32 * 1024;

    /**
     * A record as it was.
     *
     * @param tag Libris's ETag: as long as it is the same, so is the record
     */
    record Known(String tag, byte... body) {}

    private final Map<String, Known> records = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    });

    Optional<Known> find(String path) {
        return Optional.ofNullable(records.get(path));
    }

    void keep(String path, String tag, byte... body) {
        if (body.length <= LARGEST) {
            records.put(path, new Known(tag, body));
        }
    }

    void forget(String path) {
        records.remove(path);
    }
}
