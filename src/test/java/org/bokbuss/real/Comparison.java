package org.bokbuss.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What came held against what is stored. */
final class Comparison {
    private Comparison() {}

    /**
     * Each record that is stored has come, once, and no other.
     *
     * @param again what may have come too, because something else in it has changed than the record itself
     * @param same holds an event against its record
     */
    static void assertAll(
            String pipeline,
            List<Event> events,
            Map<String, RealLibris.Stored> stored,
            Set<String> again,
            BiConsumer<Event, RealLibris.Stored> same) {
        System.out.printf("real: %s: %d events, %d stored%n", pipeline, events.size(), stored.size());
        assertThat(events).as(pipeline).extracting(Event::id).doesNotHaveDuplicates();
        Map<String, Event> came = new TreeMap<>();
        events.stream()
                .filter(event -> stored.containsKey(event.id()) || !again.contains(event.id()))
                .forEach(event -> came.put(event.id(), event));
        assertThat(came.keySet()).as(pipeline).containsExactlyInAnyOrderElementsOf(stored.keySet());
        came.forEach((id, event) -> same.accept(event, stored.get(id)));
    }
}
