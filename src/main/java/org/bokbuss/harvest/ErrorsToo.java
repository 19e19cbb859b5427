package org.bokbuss.harvest;

import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Lets an {@link Error} in a step fail its exchange as an exception does. Camel lets some of them pass: its queue of work
 * logs and forgets them, and whoever waits for the exchange waits for ever (seen with Camel 4.18).
 *
 * <p>In a runtime other than Bokbuss's own, bind an instance in the registry.
 *
 * @param onError hears of each before its exchange fails
 */
public record ErrorsToo(Consumer<Error> onError) implements InterceptStrategy {
    public ErrorsToo() {
        this(error -> {});
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                try {
                    return super.process(exchange, done -> {
                        // A bean's Error is caught by Camel and comes as the exchange's exception.
                        Causes.find(exchange.getException(), Error.class).ifPresent(onError);
                        callback.done(done);
                    });
                } catch (Error failed) {
                    onError.accept(failed);
                    exchange.setException(failed);
                    callback.done(true);
                    return true;
                }
            }
        };
    }
}
