package org.bokbuss.harvest;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Barrier;

/**
 * An {@code aggregate} of the team's: a record in it has arrived when the batch has. Around the team's own strategy, which
 * decides as before what a batch is.
 */
final class Batches extends ServiceSupport implements AggregationStrategy {
    private final AggregateProcessor aggregate;
    private final AggregationStrategy strategy;
    private final Runnable complete;

    private Batches(AggregateProcessor aggregate) {
        this.aggregate = aggregate;
        this.strategy = aggregate.getAggregationStrategy();
        this.complete = aggregate::forceCompletionOfAllGroups;
    }

    /** @param target the aggregate, or what has been put around it */
    static Processor around(AggregateProcessor aggregate, Processor target) {
        aggregate.setAggregationStrategy(new Batches(aggregate));
        aggregate.setExceptionHandler(new OfOthers(aggregate.getExceptionHandler()));
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Arrival arrival = Arrival.of(exchange);
                if (arrival == null) {
                    return super.process(exchange, callback);
                }
                if (!(aggregate.getAggregationRepository() instanceof MemoryAggregationRepository)) {
                    exchange.setException(new UserError(
                            "aggregate " + aggregate.getId() + ": its repository outlives the run, which could not know"
                                    + " what becomes of a record in it; leave aggregationRepository out"));
                    callback.done(true);
                    return true;
                }
                return super.process(exchange, done -> {
                    if (arrival.isAlone()) {
                        aggregate.forceCompletionOfAllGroups();
                    }
                    callback.done(done);
                });
            }
        };
    }

    @Override
    public Exchange aggregate(Exchange before, Exchange added) {
        Arrival member = Arrival.of(added);
        Barrier barrier = added.getProperty(Barrier.PROPERTY, Barrier.class);
        BatchArrival begun = before != null && Arrival.of(before) instanceof BatchArrival arrival ? arrival : null;
        Exchange batched;
        try {
            batched = strategy.aggregate(before, added);
        } catch (RuntimeException failed) {
            if (aggregate.isDiscardOnAggregationFailure()) {
                discard(begun, failed);
                refuse(member, failed);
            }
            throw failed;
        }
        if (batched != null && (member != null || begun != null)) {
            BatchArrival batch = begun == null ? new BatchArrival() : begun;
            if (member != null) {
                batch.add(member, complete);
                batched.setProperty(Barrier.PROPERTY, barrier);
            }
            batch.become(batched);
        }
        return batched;
    }

    private static void refuse(Arrival member, Throwable cause) {
        if (member != null) {
            member.hold();
            member.release(cause);
        }
    }

    private static void discard(Arrival batch, Throwable cause) {
        if (batch != null) {
            batch.leaves();
            batch.release(cause);
        }
    }

    @Override
    public void onCompletion(Exchange batched) {
        strategy.onCompletion(batched);
        Arrival batch = Arrival.of(batched);
        if (batch != null) {
            batch.leaves();
        }
    }

    @Override
    public void timeout(Exchange batched, int index, int total, long timeout) {
        strategy.timeout(batched, index, total, timeout);
        if (aggregate.isDiscardOnCompletionTimeout()) {
            // As the team wants it.
            discard(Arrival.of(batched), null);
        }
    }

    @Override
    public boolean canPreComplete() {
        return strategy.canPreComplete();
    }

    @Override
    public boolean preComplete(Exchange before, Exchange added) {
        return strategy.preComplete(before, added);
    }

    @Override
    public void onOptimisticLockFailure(Exchange before, Exchange added) {
        strategy.onOptimisticLockFailure(before, added);
    }

    @Override
    protected void doStart() {
        ServiceHelper.startService(strategy);
    }

    @Override
    protected void doStop() {
        ServiceHelper.stopService(strategy);
    }

    /** Is called with failures that belong to no run. */
    private record OfOthers(ExceptionHandler handler) implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            handler.handleException(exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handler.handleException(message, exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            if (Arrival.of(exchange) == null) {
                handler.handleException(message, exchange, exception);
            }
        }
    }
}
