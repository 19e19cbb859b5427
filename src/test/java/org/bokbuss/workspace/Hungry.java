package org.bokbuss.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.LoggerFactory;

/** A team's step for which memory does not suffice. */
public final class Hungry {
    public void process(String body) {
        throw new OutOfMemoryError("Java heap space");
    }

    /** The same in a thread that the step waits for. */
    public void elsewhere(String body) {
        throw new CompletionException(new OutOfMemoryError("Java heap space"));
    }

    /** The same in a thread of a library, which goes on without it as Kafka's client and Vert.x do. */
    public void swallowed(String body) {
        LoggerFactory.getLogger("org.apache.kafka.common.utils.KafkaThread")
                .error("Uncaught exception in thread 'producer':", new OutOfMemoryError("Java heap space"));
    }

    /** A program that takes all memory there is, in a thread whose errors are caught. */
    public static void main(String[] args) {
        List<byte[]> all = new ArrayList<>();
        try {
            while (true) {
                all.add(new byte[1 << 20]);
            }
        } catch (OutOfMemoryError swallowed) {
            System.out.println("went on without " + all.size());
        }
    }
}
