package org.bokbuss.harvest;

import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Lets an {@link Error} in a step fail its exchange as an exception does. Camel lets some of them pass: its queue of work
 * logs and forgets them, and whoever waits for the exchange waits forever (seen with Camel 4.18).
 *
 * <p>A bean of type {@link Heard} hears of each before its exchange fails.
 */
public final class ErrorsAsFailures implements InterceptStrategy {
    /** Hears of errors. */
    @FunctionalInterface
    public interface Heard {
        void error(Error error);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        Set<Heard> heard = context.getRegistry().findByType(Heard.class);
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                try {
                    return super.process(exchange, done -> {
                        // A bean's Error is caught by Camel and comes as the exchange's exception.
                        FailureClassifier.find(exchange.getException(), Error.class)
                                .ifPresent(error -> heard.forEach(each -> each.error(error)));
                        callback.done(done);
                    });
                } catch (Error failed) {
                    heard.forEach(each -> each.error(failed));
                    exchange.setException(failed);
                    callback.done(true);
                    return true;
                }
            }
        };
    }
}
