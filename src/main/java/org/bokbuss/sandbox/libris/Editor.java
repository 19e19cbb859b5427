package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Somebody else who keeps editing holdings, one after the other, while a client writes to them: each edit adds a
 * numbered line to the item's {@code custodialHistory}. A client that respects others loses none of them.
 */
public final class Editor implements AutoCloseable {
    private static final String LINES = "custodialHistory";

    private final Writing writing;
    private final List<String> holdings;
    private final List<Edit> edits = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "sandbox-editor");
        thread.setDaemon(true);
        return thread;
    });
    private int turn;

    /**
     * An edit that was made.
     *
     * @param id the holding's
     * @param line what was added to it
     */
    public record Edit(String id, String line) {}

    Editor(Writing writing, List<String> holdings, Duration pause) {
        this.writing = writing;
        this.holdings = List.copyOf(holdings);
        clock.scheduleWithFixedDelay(this::edit, 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void edit() {
        var id = holdings.get(turn % holdings.size());
        var line = "rad " + turn++;
        // What is deleted can't be edited.
        if (writing.editIfThere(id, document -> add(document, line))) {
            edits.add(new Edit(id, line));
        }
    }

    private static ObjectNode add(ObjectNode document, String line) {
        document.withArray("/@graph/1/" + LINES).add(line);
        return document;
    }

    /** Every edit made so far, the oldest first. */
    public List<Edit> edits() {
        return List.copyOf(edits);
    }

    /** The edits that are not in their holdings any more; of deleted ones none is missed. */
    public List<Edit> lost() {
        return edits().stream()
                .filter(edit -> !writing.isDeleted(edit.id()) && !isThere(edit))
                .toList();
    }

    private boolean isThere(Edit edit) {
        for (var line : writing.document(edit.id()).at("/@graph/1/" + LINES)) {
            if (line.asText().equals(edit.line())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the work; what is under way is finished. */
    public void stop() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The editor does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
