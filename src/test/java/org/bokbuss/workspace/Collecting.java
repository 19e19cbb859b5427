package org.bokbuss.workspace;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.camel.Exchange;

/** A team's own receiver of batches. */
public final class Collecting {
    private static final List<List<String>> BATCHES = new CopyOnWriteArrayList<>();
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static volatile IntFunction<Exception> how;
    private static volatile String never;

    public static void begin() {
        BATCHES.clear();
        CALLS.set(0);
        how = call -> null;
        never = "none";
    }

    /** From now on: what the call of that number throws, counted from 1; null for nothing. */
    public static void refuse(IntFunction<Exception> falls) {
        how = falls;
    }

    /** From now on no batch with this record is taken. */
    public static void refuse(String subject) {
        never = subject;
    }

    public static List<List<String>> batches() {
        return BATCHES;
    }

    public static List<String> subjects() {
        return BATCHES.stream().flatMap(List::stream).toList();
    }

    /** Called by Camel. */
    public void collect(Exchange batch) throws Exception {
        Exception fall = how.apply(CALLS.incrementAndGet());
        if (fall != null) {
            throw fall;
        }
        List<String> subjects = batch.getMessage().getBody() instanceof List<?> exchanges
                ? exchanges.stream()
                        .map(Exchange.class::cast)
                        .map(Collecting::subject)
                        .toList()
                : List.of(subject(batch));
        if (subjects.contains(never)) {
            throw new IllegalArgumentException("no such title");
        }
        BATCHES.add(subjects);
    }

    private static String subject(Exchange record) {
        return record.getMessage().getHeader("CamelCloudEventSubject", String.class);
    }
}
