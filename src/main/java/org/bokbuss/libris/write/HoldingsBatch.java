package org.bokbuss.libris.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.KeyedExecutor;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.libris.holdings.HoldingsFile;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;

/** All holdings of a file, several at once. What is refused is quarantined, and told by its line. */
final class HoldingsBatch {
    private final CamelContext context;
    private final State state;
    private final LibrisWriter writer;
    private final Listener listener;

    private final Map<Long, Told> told = new TreeMap<>();

    /** Of each library and bib the first copy that the file names. */
    private final Map<String, String> copies = new HashMap<>();

    private final Map<WriteResult.Change, Long> counts = new EnumMap<>(WriteResult.Change.class);
    private final AtomicReference<RuntimeException> halted = new AtomicReference<>();
    private long next;
    private long refused;

    /** Hears what becomes of each holding, in the order of the file. */
    interface Listener {
        void done(HoldingsFile.Entry entry, WriteResult done);

        void refused(HoldingsFile.Entry entry, String why);

        /** What became of a deletion that had waited. */
        default void due(LibrisWriter.Due due) {}

        /** Deletions wait, and so does the batch. */
        default void waiting(int deletions, Instant until) {}
    }

    private record Told(HoldingsFile.Entry entry, WriteResult done, String refusal) {}

    /** A holding whose bib is being looked for. */
    private record Ahead(long number, HoldingsFile.Entry entry, CompletableFuture<HoldingWrite> found) {}

    HoldingsBatch(CamelContext context, State state, LibrisWriter writer, Listener listener) {
        this.context = context;
        this.state = state;
        this.writer = writer;
        this.listener = listener;
    }

    /**
     * Writes them all.
     *
     * @throws SinkUnavailable if writing had to stop on the way; to begin the file again does no harm
     * @throws org.bokbuss.config.UserError if the file or a setting is wrong
     */
    void apply(Path file) throws InterruptedException, IOException {
        makeDue();
        int atOnce = Settings.of(context).integer(Key.LIBRIS_WRITE_IN_FLIGHT);
        long number = 0;
        try (HoldingsFile holdings = HoldingsFile.open(file);
                KeyedExecutor executor = new KeyedExecutor(context, atOnce, LibrisSink.WAITING)) {
            Queue<Ahead> ahead = new ArrayDeque<>();
            for (HoldingsFile.Entry entry = holdings.next();
                    entry != null && halted.get() == null;
                    entry = holdings.next()) {
                Ahead next = new Ahead(number++, entry, new CompletableFuture<>());
                executor.add("find " + next.number(), () -> find(next));
                ahead.add(next);
                if (ahead.size() > atOnce) {
                    write(file, ahead.remove(), executor);
                }
            }
            while (!ahead.isEmpty()) {
                write(file, ahead.remove(), executor);
            }
            executor.await();
        }
        if (halted.get() != null) {
            tellTheRest();
            throw halted.get();
        }
    }

    /** Waits until the deletions that wait are due, and makes them. */
    void waitForDeletions() {
        Waiting waiting = new Waiting(
                () -> Waiting.isStopping(context)
                        ? "stopped as asked; the deletions that wait are kept, and made by the next run"
                        : null,
                SinkUnavailable::new);
        for (Instant due = writer.nextDue(); due != null; due = writer.nextDue()) {
            if (due.isAfter(Instant.now())) {
                listener.waiting(writer.deletions().waiting().size(), due);
            }
            waiting.until(due, "deletions wait");
            makeDue();
        }
    }

    private void makeDue() {
        for (LibrisWriter.Due due : writer.makeDue(Fence.NONE)) {
            if (due.refusal() == null) {
                counts.merge(due.done().change(), 1L, Long::sum);
            } else {
                refused++;
            }
            listener.due(due);
        }
    }

    private void find(Ahead next) {
        try {
            if (next.entry().fault() != null) {
                throw new RecordRejected(next.entry().fault());
            }
            if (halted.get() != null) {
                throw halted.get();
            }
            next.found().complete(writer.find(next.entry().holding(), Fence.NONE));
        } catch (RecordRejected | RuntimeException | Error why) {
            next.found().completeExceptionally(why);
        }
    }

    /** Once it is known of which bib it is: what a file says of one bib is done in its order, however the bib is named. */
    private void write(Path file, Ahead next, KeyedExecutor executor) throws InterruptedException {
        String bib = next.found()
                .handle((found, why) -> found == null ? "none " + next.number() : name(found))
                .join();
        executor.add(bib, () -> write(file, next));
    }

    private String name(HoldingWrite found) {
        String copy = found.copy();
        String first = copy.isEmpty() ? copy : copies.putIfAbsent(found.sigel() + " " + found.name(), copy);
        if (first != null && !first.equals(copy)) {
            found.asOneOfSeveral();
        }
        return found.name();
    }

    private void write(Path file, Ahead next) {
        if (halted.get() != null) {
            return;
        }
        HoldingsFile.Entry entry = next.entry();
        try {
            tell(next.number(), new Told(entry, writer.write(found(next)), null));
        } catch (RecordRejected no) {
            if (!writer.terms().dry()) {
                setAside(file, entry, no);
            }
            tell(next.number(), new Told(entry, null, no.getMessage()));
        } catch (RuntimeException stop) {
            halted.compareAndSet(null, stop);
        }
    }

    private static HoldingWrite found(Ahead next) throws RecordRejected {
        try {
            return next.found().join();
        } catch (CompletionException why) {
            if (why.getCause() instanceof RecordRejected refused) {
                throw refused;
            }
            if (why.getCause() instanceof RuntimeException stop) {
                throw stop;
            }
            throw why;
        }
    }

    private void setAside(Path file, HoldingsFile.Entry entry, RecordRejected why) {
        state.quarantine()
                .add(new QuarantinedRecord(
                        0,
                        writer.terms().pipeline(),
                        null,
                        file.getFileName() + ", " + entry.place(),
                        why.getMessage(),
                        file.toString(),
                        entry.line(),
                        "application/json",
                        entry.raw().getBytes(StandardCharsets.UTF_8)));
    }

    private synchronized void tell(long number, Told one) {
        told.put(number, one);
        for (Told now = told.remove(next); now != null; now = told.remove(next)) {
            next++;
            tell(now);
        }
    }

    /** What was written behind a place where the batch was stopped. */
    private synchronized void tellTheRest() {
        told.values().forEach(this::tell);
        told.clear();
    }

    private void tell(Told now) {
        if (now.refusal() == null) {
            counts.merge(now.done().change(), 1L, Long::sum);
            listener.done(now.entry(), now.done());
        } else {
            refused++;
            listener.refused(now.entry(), now.refusal());
        }
    }

    long refused() {
        return refused;
    }

    /** In a line: {@code 3 created, 2 changed, 1 refused}. */
    String summary() {
        StringBuilder text = new StringBuilder();
        counts.forEach(
                (change, count) -> text.append(count).append(' ').append(change).append(", "));
        return (writer.terms().dry() ? "would be: " : "") + text + refused + " refused";
    }
}
