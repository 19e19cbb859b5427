package org.bokbuss.harvest;

import org.bokbuss.deliver.CloudEvent;

/** A record on its way through the team's steps. */
final class RecordArrival extends Arrival {
    private final Chunk chunk;
    private final FingerprintedRecord fingerprinted;
    private volatile boolean inBatch;

    RecordArrival(Chunk chunk, FingerprintedRecord fingerprinted) {
        this.chunk = chunk;
        this.fingerprinted = fingerprinted;
    }

    @Override
    void arrived(Throwable refusal) {
        chunk.landed(fingerprinted, refusal, inBatch);
    }

    @Override
    void enters(Runnable complete) {
        inBatch = true;
        gathers(complete);
    }

    @Override
    public void gathers(Runnable complete) {
        chunk.gathers(complete);
    }

    @Override
    public void leaves() {
        chunk.hasLeft();
    }

    @Override
    public boolean isTaken(Object sink, CloudEvent event) {
        return chunk.taken().has(sink, event);
    }

    @Override
    void keepTaken(Object sink, CloudEvent event) {
        chunk.taken().add(sink, event);
    }

    @Override
    boolean isAlone() {
        return chunk.isAlone();
    }
}
