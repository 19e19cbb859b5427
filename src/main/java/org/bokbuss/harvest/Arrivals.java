package org.bokbuss.harvest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.RoutePolicySupport;
import org.bokbuss.deliver.Underway;

/**
 * Lets a record count as delivered when the team's route is done with it, not when the kamelet has handed it over: a
 * detour through a queue ({@code seda}) is waited for.
 *
 * <p>Camel gives the team's route a copy of the exchange and leaves what waits for its completion behind; this carries it
 * over. In a runtime other than Bokbuss's own, bind an instance in the registry.
 */
public final class Arrivals implements RoutePolicyFactory {
    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route entered, Exchange exchange) {
                Arrival arrival = exchange.getProperty(Underway.PROPERTY, Arrival.class);
                if (arrival != null && !arrival.carriedOver) {
                    arrival.carriedOver = true;
                    exchange.getExchangeExtension().addOnCompletion(arrival);
                }
            }
        };
    }

    /** Waits for a record's arrival. */
    static void await(Exchange record, Portion portion) {
        Arrival arrival = new Arrival(portion, Messages.candidate(record.getMessage()));
        portion.handedOver();
        record.setProperty(Underway.PROPERTY, arrival);
        record.getExchangeExtension().addOnCompletion(arrival.unlessCarriedOver());
    }

    private static final class Arrival implements Underway, Synchronization {
        private final Portion portion;
        private final Candidate candidate;
        private final AtomicInteger held = new AtomicInteger(1);
        private final AtomicReference<Throwable> refusal = new AtomicReference<>();
        private volatile boolean carriedOver;

        Arrival(Portion portion, Candidate candidate) {
            this.portion = portion;
            this.candidate = candidate;
        }

        @Override
        public void hold() {
            held.incrementAndGet();
        }

        @Override
        public void release(Throwable cause) {
            refusal.compareAndSet(null, cause);
            if (held.decrementAndGet() == 0) {
                portion.landed(candidate, refusal.get());
            }
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

        /** For a runtime without this policy, and for a record that never got as far as the team's route. */
        Synchronization unlessCarriedOver() {
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
}
