package org.bokbuss.harvest;

import org.bokbuss.state.ChunkCommit;

/** What has come of a run so far; read by those who watch while the run goes on. */
final class RunCounts {
    private final boolean dryRun;
    private volatile long delivered;
    private volatile long deletions;
    private volatile long repeats;
    private volatile long setAside;
    private volatile int pages;
    private volatile Chunk underway;
    private volatile String latest;

    RunCounts(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** What arrives of this chunk counts before it is confirmed. */
    void begin(Chunk chunk) {
        underway = chunk;
    }

    /** A record of that date is on its way. @param time null if it has none */
    void reach(String time) {
        latest = time;
    }

    /** Counts what a confirmed chunk came to. */
    void add(ChunkCommit done) {
        underway = null;
        delivered += done.delivered();
        deletions += done.deletions();
        repeats += done.repeats();
        setAside += done.setAside().size();
        pages += done.pages();
    }

    /** A quarantined record could not be delivered and stays where it was. */
    void stays() {
        setAside++;
    }

    long delivered() {
        Chunk now = underway;
        return delivered + (now == null ? 0 : now.delivered());
    }

    /** The date of the newest record so far; null before the first. */
    String latest() {
        return latest;
    }

    long setAside() {
        return setAside;
    }

    Outcome outcome(String pipeline, Outcome.Ending ending, String sentence) {
        return new Outcome(pipeline, ending, delivered, deletions, repeats, setAside, sentence);
    }

    @Override
    public String toString() {
        return "%s%d records (%d deletions), %d repeats, %d quarantined, %d pages"
                .formatted(dryRun ? "would be delivered: " : "", delivered, deletions, repeats, setAside, pages);
    }
}
