package org.bokbuss.harvest;

/** What has come of a run so far; read by those who watch while the run goes on. */
final class RunCounts {
    private final boolean dryRun;
    private volatile long delivered;
    private volatile long deletions;
    private volatile long repeats;
    private volatile long setAside;
    private volatile int pages;

    RunCounts(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Counts what a confirmed chunk came to. */
    void add(Chunk chunk, boolean pageEnds) {
        delivered += chunk.delivered();
        deletions += chunk.deletions();
        repeats += chunk.repeats();
        setAside += chunk.setAside().size();
        pages += pageEnds ? 1 : 0;
    }

    /** A quarantined record could not be delivered and stays where it was. */
    void stays() {
        setAside++;
    }

    long delivered() {
        return delivered;
    }

    long setAside() {
        return setAside;
    }

    Outcome outcome(String pipeline, Outcome.Ending ending, String sentence) {
        return new Outcome(pipeline, ending, delivered, deletions, repeats, setAside, sentence);
    }

    @Override
    public String toString() {
        return "%s%d records (%d deletions), %d repeats, %d set aside, %d pages"
                .formatted(dryRun ? "would be delivered: " : "", delivered, deletions, repeats, setAside, pages);
    }
}
