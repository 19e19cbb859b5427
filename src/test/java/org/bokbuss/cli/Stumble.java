package org.bokbuss.cli;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;

/** A step of a team's own that goes wrong. */
public final class Stumble {
    static final AtomicInteger CALLS = new AtomicInteger();

    /** Once, at the fortieth record, as a network would. */
    public void onceBroken(Exchange exchange) throws IOException {
        if (CALLS.incrementAndGet() == 40) {
            throw new IOException("the other end hung up");
        }
    }

    /** Once, at the fortieth record, as a program would. */
    public void onceWrong(Exchange exchange) {
        if (CALLS.incrementAndGet() == 40) {
            throw new IllegalStateException("a defect in the step");
        }
    }

    /** Whenever one certain record comes. */
    public void atOneRecord(Exchange exchange) {
        String subject = exchange.getMessage().getHeader("CamelCloudEventSubject", String.class);
        if (subject.equals(poison)) {
            throw new IllegalArgumentException("this record has no title");
        }
    }

    static volatile String poison;

    /** Always, as a network would. */
    public void alwaysBroken(Exchange exchange) throws IOException {
        throw new IOException("the other end is away");
    }

    /** Always, as a program would. */
    public void alwaysWrong(Exchange exchange) {
        throw new IllegalStateException("a defect in the step");
    }
}
