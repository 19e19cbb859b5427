package org.bokbuss.sandbox.catalogue;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Cataloguers at work: records that change while the sandbox runs. */
public final class Changes implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "sandbox-changes");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong turn = new AtomicLong();
    private final Catalogue catalogue;

    public Changes(Catalogue catalogue, double perSecond) {
        this.catalogue = catalogue;
        if (perSecond > 0) {
            var pause = (long) (Duration.ofSeconds(1).toNanos() / perSecond);
            clock.scheduleAtFixedRate(this::change, pause, pause, TimeUnit.NANOSECONDS);
        }
    }

    private void change() {
        var entry = catalogue.entry(Dice.roll(catalogue.seed(), turn.incrementAndGet(), 70, catalogue.rows()));
        if (!entry.deleted()) {
            catalogue.update(entry.id());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
