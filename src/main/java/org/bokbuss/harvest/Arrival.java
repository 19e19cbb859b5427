package org.bokbuss.harvest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.deliver.PendingDelivery;

/** Waits until whatever has taken a message is done with it. */
abstract class Arrival implements PendingDelivery, Synchronization {
    private final AtomicInteger held = new AtomicInteger(1);
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private volatile boolean carriedOver;

    private record Taken(Object sink, CloudEvent event) {}

    /** All are done with it; called once. @param refusal why it could not be delivered; null if it was */
    abstract void arrived(Throwable refusal);

    /** It becomes a part of a batch of the team's, of which another part may be to blame. @param complete sends the batch on */
    abstract void enters(Runnable complete);

    /** In another try the sink is not to have it again. */
    abstract void keepTaken(Object sink, CloudEvent event);

    /** Whether it is to go alone where others would have it wait for them. */
    abstract boolean isAlone();

    /** What a message's sender waits for; null if it is none of a harvest's. */
    static Arrival of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Arrival.class);
    }

    @Override
    public void hold() {
        held.incrementAndGet();
    }

    @Override
    public void release(Throwable cause) {
        refusal.compareAndSet(null, cause);
        if (held.decrementAndGet() == 0) {
            if (refusal.get() != null) {
                taken.forEach(each -> keepTaken(each.sink(), each.event()));
            }
            arrived(refusal.get());
        }
    }

    @Override
    public void taken(Object sink, CloudEvent event) {
        taken.add(new Taken(sink, event));
    }

    @Override
    public boolean isRefusedBy(Throwable cause) {
        return refusal.get() == cause;
    }

    @Override
    public void onComplete(Exchange exchange) {
        // What a transaction takes back has not arrived.
        boolean rolledBack = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        release(rolledBack ? new IllegalStateException("a step rolled it back") : null);
    }

    @Override
    public void onFailure(Exchange exchange) {
        Throwable cause = exchange.getException();
        release(cause == null ? new IllegalStateException("the steps did not say why") : cause);
    }

    /** Waits for this exchange, whatever routes its parts may go through. */
    void waitFor(Exchange exchange) {
        carriedOver = true;
        exchange.setProperty(PROPERTY, this);
        exchange.getExchangeExtension().addOnCompletion(this);
    }

    /** Waits for this exchange, unless a route of the team's takes the message over in another. */
    void waitAtFirstFor(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.getExchangeExtension().addOnCompletion(unlessCarriedOver());
    }

    /** Waits for the exchange of the team's route, in place of the one that has handed the message over. */
    void carryOverTo(Exchange exchange) {
        if (!carriedOver) {
            carriedOver = true;
            exchange.getExchangeExtension().addOnCompletion(this);
        }
    }

    private Synchronization unlessCarriedOver() {
        return new Synchronization() {
            @Override
            public void onComplete(Exchange exchange) {
                if (!carriedOver) {
                    Arrival.this.onComplete(exchange);
                }
            }

            @Override
            public void onFailure(Exchange exchange) {
                if (!carriedOver) {
                    Arrival.this.onFailure(exchange);
                }
            }
        };
    }
}
