package org.bokbuss.cli;

import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.harvest.Run;
import org.bokbuss.harvest.Window;

/** Shows long work while it lasts: one line that renews itself on a terminal, a line every few seconds elsewhere. */
final class Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final Supplier<List<String>> lines;
    private final PrintStream out;
    private final boolean terminal;
    private final int width = Terminal.width();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    });

    private Progress(Supplier<List<String>> lines, PrintStream out, boolean terminal) {
        this.lines = lines;
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows the runs while the work lasts. */
    static <T> T during(Pipelines harvests, Callable<T> work) throws Exception {
        return during(
                () -> harvests.running().stream()
                        .sorted(Comparator.comparing(Run::pipeline))
                        .map(Progress::line)
                        .toList(),
                work);
    }

    /** Shows these lines, asked for again and again, while the work lasts. */
    static <T> T during(Supplier<List<String>> lines, Callable<T> work) throws Exception {
        boolean terminal = Terminal.isThere();
        Progress progress = new Progress(lines, Terminal.bare(System.err), terminal);
        long period = terminal ? 250 : 5_000;
        progress.clock.scheduleAtFixedRate(progress::show, period, period, TimeUnit.MILLISECONDS);
        try {
            return work.call();
        } finally {
            progress.end();
        }
    }

    private void show() {
        if (terminal) {
            String line = String.join(" | ", lines.get());
            out.print(CLEAR + (line.length() >= width ? line.substring(0, width - 1) : line));
            out.flush();
        } else {
            lines.get().forEach(out::println);
        }
    }

    /** Records, rate, position, and the time left where it can be known. */
    static String line(Run run) {
        Duration taken = Duration.between(run.started(), Instant.now());
        long delivered = run.delivered();
        StringBuilder line = new StringBuilder("%s: %,d records, %,.0f/s"
                .formatted(run.pipeline(), delivered, delivered * 1000.0 / Math.max(1, taken.toMillis())));
        if (run.latest() != null) {
            line.append(", at ").append(run.latest());
            line.append(left(run, taken));
        }
        if (run.waiting() != null) {
            line.append(", waiting: ").append(run.waiting());
        }
        return PrintableText.line(Secrets.mask(line.toString()));
    }

    /** From how far the dates have come: lists are in the order of change, roughly. */
    private static String left(Run run, Duration taken) {
        Window window = run.window();
        if (window == null || window.from() == null || taken.toSeconds() < 3) {
            return "";
        }
        try {
            Duration all = Duration.between(window.from(), window.until());
            Duration done = Duration.between(
                    window.from(), OffsetDateTime.parse(run.latest()).toInstant());
            return left((double) done.toMillis() / Math.max(1, all.toMillis()), taken);
        } catch (DateTimeException unreadable) {
            return "";
        }
    }

    /** Of the whole, this share took so long. */
    static String left(double share, Duration taken) {
        if (share < 0.02 || share > 1) {
            return "";
        }
        Duration left = Duration.ofSeconds(Math.round(taken.toSeconds() * (1 - share) / share));
        return ", about " + left.toString().substring(2).toLowerCase(java.util.Locale.ROOT) + " left";
    }

    private void end() {
        clock.shutdownNow();
        if (terminal) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
