package org.bokbuss.harvest;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.processor.Resequencer;
import org.apache.camel.processor.StreamResequencer;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.bokbuss.config.UserError;

/**
 * Follows each record on whatever way the team's steps take: it counts as delivered when the exchange that it ended up in
 * is complete. Adds itself to every Camel context that has this jar on its class path.
 */
public final class DeliveryTracking implements ContextServicePlugin {
    @Override
    public void load(CamelContext context) {
        // Camel gives the team's route a copy of the exchange and leaves what waits for its completion behind.
        context.addRoutePolicyFactory((camel, routeId, route) -> carryOver());
        context.getCamelContextExtension().addInterceptStrategy(DeliveryTracking::follow);
        context.getCamelContextExtension().addInterceptStrategy(new ErrorsAsFailures());
    }

    private static RoutePolicy carryOver() {
        return new RoutePolicySupport() {
            @Override
            public void onExchangeBegin(Route entered, Exchange exchange) {
                Arrival arrival = Arrival.of(exchange);
                if (arrival != null) {
                    arrival.carryOverTo(exchange);
                }
            }
        };
    }

    /** Steps that put a record aside for later, so that its own exchange ends before the record has arrived. */
    private static Processor follow(CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
        Processor inmost = nextTarget == null ? target : nextTarget;
        if (inmost instanceof AggregateProcessor aggregate) {
            return Batches.around(aggregate, target);
        }
        if (inmost instanceof Resequencer resequence) {
            return new Queued(
                    target,
                    resequence.isAllowDuplicates() && !resequence.isIgnoreInvalidExchanges()
                            ? null
                            : "resequence " + step.getId()
                                    + ": it drops records that are equal or without a value, unseen; write"
                                    + " allowDuplicates: true in its batchConfig, and leave ignoreInvalidExchanges out");
        }
        return inmost instanceof StreamResequencer
                ? new Queued(
                        target,
                        "resequence " + step.getId()
                                + ": a stream drops what comes too late, unseen; write batchConfig instead of streamConfig")
                : target;
    }

    /** A step that sends each record on in an exchange of its own, at its time. */
    private static final class Queued extends DelegateAsyncProcessor {
        private final String mistake;

        /** @param mistake why it cannot be known what becomes of a record there; null if it can */
        Queued(Processor target, String mistake) {
            super(target);
            this.mistake = mistake;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Arrival arrival = Arrival.of(exchange);
            if (arrival == null) {
                return super.process(exchange, callback);
            }
            if (mistake != null) {
                exchange.setException(new UserError(mistake));
                callback.done(true);
                return true;
            }
            Exchange queued = ExchangeHelper.createCorrelatedCopy(exchange, false);
            arrival.hold();
            queued.getExchangeExtension().addOnCompletion(arrival);
            return super.process(queued, done -> {
                if (queued.getException() != null) {
                    // It has not been put into the queue.
                    exchange.setException(queued.getException());
                    arrival.release(null);
                }
                callback.done(done);
            });
        }
    }
}
