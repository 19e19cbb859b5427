package org.bokbuss.deliver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.config.UserError;

/**
 * The requests that carry a chunk's records. Several are under way at once; versions of one record go one after the other,
 * never in the same request.
 */
final class OpenRequests implements StagedOutput {
    /** A request of so many bytes takes no more records. */
    private static final int LARGE = 8 << 20;

    private final Receiver receiver;
    private final KeyedExecutor threads;
    private final int batch;
    private final Fence fence;
    private final List<Lane> lanes;
    private final Runnable sendAll = this::sendAll;
    private volatile Throwable stop;

    /** Records that go by one request, and after which others go. */
    private static final class Lane {
        private final List<RequestItem> items = new ArrayList<>();
        private final List<PendingDelivery> deliveries = new ArrayList<>();
        private long bytes;

        void add(RequestItem item, PendingDelivery delivery) {
            items.add(item);
            deliveries.add(delivery);
            bytes += item.isRemoval() ? 0 : item.part().length;
        }

        boolean has(String subject) {
            return items.stream().anyMatch(item -> item.subject().equals(subject));
        }

        List<RequestItem> empty() {
            List<RequestItem> all = List.copyOf(items);
            deliveries.forEach(PendingDelivery::leaves);
            deliveries.clear();
            items.clear();
            bytes = 0;
            return all;
        }
    }

    /** @param number how many may be under way at once */
    OpenRequests(Receiver receiver, KeyedExecutor threads, int number, int batch, Fence fence) {
        this.receiver = receiver;
        this.threads = threads;
        this.batch = batch;
        this.fence = fence;
        this.lanes = Stream.generate(Lane::new).limit(number).toList();
    }

    synchronized void add(RequestItem item, PendingDelivery delivery) {
        Lane lane = lanes.get(Math.floorMod(item.subject().hashCode(), lanes.size()));
        if (item.isRemoval() || lane.has(item.subject())) {
            send(lane);
        }
        delivery.hold();
        delivery.gathers(sendAll);
        lane.add(item, delivery);
        if (item.isRemoval() || lane.items.size() >= batch || lane.bytes >= LARGE) {
            send(lane);
        }
    }

    private synchronized void sendAll() {
        lanes.forEach(this::send);
    }

    private void send(Lane lane) {
        List<RequestItem> items = lane.empty();
        if (items.isEmpty()) {
            return;
        }
        try {
            threads.add(lane, () -> send(items));
        } catch (InterruptedException | RuntimeException stopped) {
            items.forEach(item -> item.done().accept(stopped));
        }
    }

    private void send(List<RequestItem> items) {
        Throwable before = stop;
        if (before != null) {
            items.forEach(item -> item.done().accept(before));
            return;
        }
        Throwable stopping = new RequestBatch(receiver, items, fence).send();
        if (stopping instanceof SinkUnavailable || stopping instanceof UserError) {
            // It was tried patiently; what waits behind it fares no better.
            stop = stopping;
        }
    }

    @Override
    public void settle() {
        // Each record has been confirmed by the receiver.
    }

    @Override
    public synchronized void discard() {
        lanes.forEach(Lane::empty);
    }
}
