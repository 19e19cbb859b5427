package org.bokbuss.deliver;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;

/** Does several things at once, and those of one key one after the other, in the order they came. */
public final class KeyedExecutor implements AutoCloseable {
    private final CamelContext context;
    private final ExecutorService threads;
    private final int places;
    private final Semaphore room;
    /** For each key that something is done for, what comes after it. */
    private final Map<Object, Queue<Runnable>> lanes = new HashMap<>();

    /**
     * @param number how many are done at once
     * @param waiting so many wait for each that is done; who brings more waits too
     */
    public KeyedExecutor(CamelContext context, int number, int waiting) {
        int atOnce = Math.max(1, number);
        this.context = context;
        this.threads = context.getExecutorServiceManager().newFixedThreadPool(this, "bokbuss-write", atOnce);
        this.places = atOnce * (1 + waiting);
        this.room = new Semaphore(places);
    }

    /** @throws InterruptedException if this process stops while there is no room */
    public void add(Object key, Runnable work) throws InterruptedException {
        room.acquire();
        synchronized (lanes) {
            Queue<Runnable> lane = lanes.get(key);
            if (lane != null) {
                lane.add(work);
                return;
            }
            lanes.put(key, new ArrayDeque<>());
            try {
                threads.execute(() -> run(key, work));
            } catch (RuntimeException closed) {
                lanes.remove(key);
                room.release();
                throw closed;
            }
        }
    }

    private void run(Object key, Runnable work) {
        try {
            work.run();
        } finally {
            goOn(key);
            room.release();
        }
    }

    private void goOn(Object key) {
        synchronized (lanes) {
            Runnable next = lanes.get(key).poll();
            if (next == null) {
                lanes.remove(key);
            } else {
                threads.execute(() -> run(key, next));
            }
        }
    }

    /** Waits until all is done. */
    public void await() throws InterruptedException {
        room.acquire(places);
        room.release(places);
    }

    @Override
    public void close() {
        context.getExecutorServiceManager().shutdownNow(threads);
    }
}
