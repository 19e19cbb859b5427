package org.bokbuss.workspace;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.camel.Exchange;

/** A step that notes the names of the headers it sees. */
public final class HeaderSpy {
    public static final String STEP = "- bean: { beanType: org.bokbuss.workspace.HeaderSpy, method: step }";

    private static final Set<String> HEADERS = new ConcurrentSkipListSet<>();

    public static void begin() {
        HEADERS.clear();
    }

    public static Set<String> headers() {
        return HEADERS;
    }

    /** Called by Camel. */
    public void step(Exchange record) {
        HEADERS.addAll(record.getMessage().getHeaders().keySet());
    }
}
