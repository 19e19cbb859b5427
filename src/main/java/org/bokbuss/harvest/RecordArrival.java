package org.bokbuss.harvest;

/** A record on its way through the team's steps. */
final class RecordArrival extends Arrival {
    private final Chunk portion;
    private final FingerprintedRecord candidate;
    private volatile boolean inBatch;

    RecordArrival(Chunk portion, FingerprintedRecord candidate) {
        this.portion = portion;
        this.candidate = candidate;
    }

    @Override
    void arrived(Throwable refusal) {
        portion.landed(candidate, refusal, inBatch);
    }

    @Override
    void enters(Runnable complete) {
        inBatch = true;
        portion.gathers(complete);
    }

    @Override
    void leaves() {
        portion.hasLeft();
    }

    @Override
    boolean isAlone() {
        return portion.isAlone();
    }
}
