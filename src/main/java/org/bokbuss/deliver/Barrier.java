package org.bokbuss.deliver;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The end of a chunk, where all sinks wait once: records are handed over one by one, and made durable together.
 *
 * <p>Travels as the exchange property {@link #PROPERTY} of each record.
 */
public final class Barrier {
    /** The exchange property. */
    public static final String PROPERTY = "bokbuss.barrier";

    private final String window;
    private final int number;
    private final Fence fence;
    private final Map<Object, StagedOutput> handovers = new LinkedHashMap<>();
    private volatile boolean withheld;

    /**
     * @param window names the window, which one run at a time is at work on: a killed one is followed by the one that
     *     resumes it
     * @param number counts the chunks of the window that delivered something, from 1; what a killed run has published
     *     under this number or a later one was never confirmed
     * @param fence to be asked before anything that cannot be taken back
     */
    public Barrier(String window, int number, Fence fence) {
        this.window = window;
        this.number = number;
        this.fence = fence;
    }

    public Fence fence() {
        return fence;
    }

    public String window() {
        return window;
    }

    public int number() {
        return number;
    }

    /** Names the chunk: the same for the same chunk after a crash, different from all others of the pipeline. */
    public String name() {
        return "%s-%04d".formatted(window, number);
    }

    /** The sink's handover for this chunk, made when its first record comes. */
    public synchronized <H extends StagedOutput> H handover(Object sink, Class<H> type, Supplier<H> first) {
        return type.cast(handovers.computeIfAbsent(sink, none -> first.get()));
    }

    /** Says that a sink has looked at a record and written nothing, because writing is switched off. */
    public void withhold() {
        withheld = true;
    }

    public boolean isWithheld() {
        return withheld;
    }

    /** @throws IOException if a sink could not; then nothing counts as delivered */
    public synchronized void settle() throws IOException {
        for (StagedOutput handover : handovers.values()) {
            handover.settle();
        }
        handovers.clear();
    }

    /** Gives up what was handed over. */
    public synchronized void discard() {
        handovers.values().forEach(StagedOutput::discard);
        handovers.clear();
    }
}
