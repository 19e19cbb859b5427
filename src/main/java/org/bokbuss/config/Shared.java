package org.bokbuss.config;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** What the routes of a Camel context share, kept in its registry. */
public final class Shared {
    private static final AtomicLong ANNOUNCED = new AtomicLong();

    private Shared() {}

    /** The one of that name, made on first use: so the kamelets need no line of set-up in any Camel runtime. */
    public static <T> T of(CamelContext context, String name, Class<T> type, Supplier<T> maker) {
        synchronized (context) {
            T shared = context.getRegistry().lookupByNameAndType(name, type);
            if (shared == null) {
                shared = maker.get();
                context.getRegistry().bind(name, shared);
            }
            return shared;
        }
    }

    /** Lets a kamelet's own bean be found by its type; without this its route alone knows it. */
    public static void announce(CamelContext context, Object bean) {
        context.getRegistry()
                .bind("bokbuss-" + bean.getClass().getSimpleName() + "-" + ANNOUNCED.incrementAndGet(), bean);
    }
}
