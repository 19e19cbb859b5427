package org.bokbuss.sandbox.libris;

import java.util.EnumMap;
import java.util.Map;

/** Counts requests by their kind, so that a fault can be aimed at one of them. */
final class CallCounter {
    private final Map<Call, Integer> seen = new EnumMap<>(Call.class);

    /** The page that the next request of the kind is. */
    synchronized int next(Call call) {
        return call.page(seen.merge(call, 1, Integer::sum));
    }
}
