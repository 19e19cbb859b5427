package org.bokbuss.holdings;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;

/** Does several things at once, and those of one key one after the other, in the order they came. */
final class Lanes implements AutoCloseable {
    /** So many wait in front of each lane; who brings more waits too. */
    private static final int WAITING = 8;

    private final CamelContext context;
    private final ExecutorService[] lanes;
    private final Semaphore room;

    Lanes(CamelContext context, int number) {
        this.context = context;
        this.lanes = IntStream.range(0, Math.max(1, number))
                .mapToObj(each -> context.getExecutorServiceManager().newSingleThreadExecutor(this, "bokbuss-write"))
                .toArray(ExecutorService[]::new);
        this.room = new Semaphore(lanes.length * WAITING);
    }

    /** @throws InterruptedException if this process stops while there is no room */
    void add(String key, Runnable work) throws InterruptedException {
        room.acquire();
        try {
            lanes[Math.floorMod(key.hashCode(), lanes.length)].execute(() -> {
                try {
                    work.run();
                } finally {
                    room.release();
                }
            });
        } catch (RuntimeException closed) {
            room.release();
            throw closed;
        }
    }

    /** Waits until all is done. */
    void await() throws InterruptedException {
        room.acquire(lanes.length * WAITING);
        room.release(lanes.length * WAITING);
    }

    @Override
    public void close() {
        for (ExecutorService lane : lanes) {
            context.getExecutorServiceManager().shutdownNow(lane);
        }
    }
}
