package org.bokbuss.cli;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.camel.Exchange;

/** A step that notes the names of the headers it sees. */
public final class HeaderSpy {
    static final String STEP = "- bean: { beanType: org.bokbuss.cli.HeaderSpy, method: step }";

    private static final Set<String> HEADERS = new ConcurrentSkipListSet<>();

    static void begin() {
        HEADERS.clear();
    }

    static Set<String> headers() {
        return HEADERS;
    }

    /** Called by Camel. */
    public void step(Exchange record) {
        HEADERS.addAll(record.getMessage().getHeaders().keySet());
    }
}
