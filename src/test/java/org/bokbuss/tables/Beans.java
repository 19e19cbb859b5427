package org.bokbuss.tables;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperties;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;
import org.apache.camel.resume.ConsumerListener;
import org.apache.camel.resume.Offset;
import org.apache.camel.resume.OffsetKey;
import org.apache.camel.resume.Resumable;
import org.apache.camel.resume.ResumeAdapter;
import org.apache.camel.resume.ResumeStrategy;
import org.apache.camel.resume.ResumeStrategyConfiguration;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.spi.Policy;
import org.apache.camel.spi.TransactedPolicy;

/** What the steps of {@code steps.yaml} name: beans as a team has them, which do as little as they can. */
public final class Beans {
    private Beans() {}

    /** Lets everything pass. */
    public static final class Pass implements Processor, Predicate<Object> {
        public Object on(Object body) {
            return body;
        }

        /** One way, then no more. */
        public String next(@ExchangeProperty("way") String way, @ExchangeProperties Map<String, Object> all) {
            return all.put("gone", way) == null ? way : null;
        }

        @Override
        public void process(Exchange exchange) {}

        @Override
        public boolean test(Object any) {
            return true;
        }
    }

    /** A policy around steps. */
    public static class PassPolicy implements Policy {
        @Override
        public void beforeWrap(Route route, NamedNode step) {}

        @Override
        public Processor wrap(Route route, Processor steps) {
            return steps;
        }
    }

    /** Stands for a transaction. */
    public static final class PassTransaction extends PassPolicy implements TransactedPolicy {}

    /** Listens to a consumer. */
    public static final class Listener implements ConsumerListener<Object, Object> {
        @Override
        public void setResumableCheck(Predicate<?> check) {}

        @Override
        public boolean afterConsume(Object polled) {
            return true;
        }

        @Override
        public boolean afterProcess(Object result) {
            return true;
        }
    }

    /** Keeps no place to go on from. */
    public static final class Resume implements ResumeStrategy {
        @Override
        public void setAdapter(ResumeAdapter adapter) {}

        @Override
        public ResumeAdapter getAdapter() {
            return null;
        }

        @Override
        public <T extends Resumable> void updateLastOffset(T offset) {}

        @Override
        public <T extends Resumable> void updateLastOffset(T offset, UpdateCallBack then) {}

        @Override
        public void updateLastOffset(OffsetKey<?> key, Offset<?> offset) {}

        @Override
        public void updateLastOffset(OffsetKey<?> key, Offset<?> offset, UpdateCallBack then) {}

        @Override
        public void setResumeStrategyConfiguration(ResumeStrategyConfiguration configuration) {}

        @Override
        public ResumeStrategyConfiguration getResumeStrategyConfiguration() {
            return null;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }

    /** A repository of the team's own. */
    public static final class OtherRepository implements AggregationRepository {
        private final MemoryAggregationRepository memory = new MemoryAggregationRepository();

        @Override
        public Exchange add(CamelContext context, String key, Exchange exchange) {
            return memory.add(context, key, exchange);
        }

        @Override
        public Exchange get(CamelContext context, String key) {
            return memory.get(context, key);
        }

        @Override
        public void remove(CamelContext context, String key, Exchange exchange) {
            memory.remove(context, key, exchange);
        }

        @Override
        public void confirm(CamelContext context, String id) {
            memory.confirm(context, id);
        }

        @Override
        public Set<String> getKeys() {
            return memory.getKeys();
        }
    }
}
