package org.bokbuss.workspace;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.camel.Exchange;

/** A step of a team's that fails as the test says: {@code - bean: { beanType: org.bokbuss.workspace.FailingStep }}. */
public final class FailingStep {
    public static final String STEP = "- bean: { beanType: org.bokbuss.workspace.FailingStep, method: step }";

    private static final AtomicInteger CALLS = new AtomicInteger();
    private static volatile IntFunction<Exception> how = call -> null;

    /** From now on: what the call of that number throws, counted from 1; null for nothing. */
    public static void at(IntFunction<Exception> falls) {
        CALLS.set(0);
        how = falls;
    }

    public static int calls() {
        return CALLS.get();
    }

    /** As when a disk or a broker fails. */
    public static Exception outage() {
        return new IOException("the disk is full");
    }

    /** Called by Camel. */
    public void step(Exchange record) throws Exception {
        Exception fall = how.apply(CALLS.incrementAndGet());
        if (fall != null) {
            throw fall;
        }
    }
}
