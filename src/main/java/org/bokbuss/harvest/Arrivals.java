package org.bokbuss.harvest;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets a record count as delivered when the team's route is done with it, not when the kamelet has handed it over: a
 * detour through a queue ({@code seda}) is waited for.
 *
 * <p>Camel gives the team's route a copy of the exchange and leaves what waits for its completion behind; this carries it
 * over. In a runtime other than Bokbuss's own, bind an instance in the registry.
 */
public final class Arrivals implements RoutePolicyFactory {
    private static final String PROPERTY = "bokbuss.arrival";

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route entered, Exchange exchange) {
                Arrival arrival = exchange.getProperty(PROPERTY, Arrival.class);
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
        record.setProperty(PROPERTY, arrival);
        record.getExchangeExtension().addOnCompletion(arrival.unlessCarriedOver());
    }

    private static final class Arrival implements Synchronization {
        private final Portion portion;
        private final Candidate candidate;
        private volatile boolean carriedOver;

        Arrival(Portion portion, Candidate candidate) {
            this.portion = portion;
            this.candidate = candidate;
        }

        @Override
        public void onComplete(Exchange exchange) {
            portion.landed(candidate, null);
        }

        @Override
        public void onFailure(Exchange exchange) {
            Throwable cause = exchange.getException();
            portion.landed(candidate, cause == null ? new IllegalStateException("the steps did not say why") : cause);
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
