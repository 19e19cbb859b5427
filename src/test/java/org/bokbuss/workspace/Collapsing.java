package org.bokbuss.workspace;

import java.util.Iterator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Steps that fail with an {@link Error}, as where a class is missing or memory runs out. */
public final class Collapsing implements Processor {
    private static volatile Error error;

    public static void with(Error thrown) {
        error = thrown;
    }

    @Override
    public void process(Exchange record) {
        throw error;
    }

    /** Called by Camel's splitter. */
    public Iterator<Object> pieces() {
        return new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (given++ == 3) {
                    throw error;
                }
                return "piece";
            }
        };
    }
}
