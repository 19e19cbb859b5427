package org.bokbuss.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.Pipeline;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.harvest.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backfill}: the past, beside the live position. */
@Command(
        name = "backfill",
        description = "Harvests a past interval beside the live position, in slices, several at a time.",
        mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "PIPELINE")
    private String pipeline;

    @Option(names = "--from", required = true, paramLabel = "T", description = "First moment: 2024-01-31 or RFC 3339")
    private String from;

    @Option(names = "--until", required = true, paramLabel = "T", description = "Last moment")
    private String until;

    @Option(names = "--slices", paramLabel = "N", defaultValue = "1", description = "Slices, all at work at once")
    private int slices;

    @Override
    public Integer call() throws Exception {
        List<Window> windows = slices();
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            camel.requireAll(List.of(pipeline));
            return Report.print(Progress.during(camel.harvests(), () -> harvest(camel, windows)));
        }
    }

    private List<Outcome> harvest(CamelRunner camel, List<Window> windows) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(windows.size());
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            for (Window window : windows) {
                running.add(workers.submit(() -> camel.run(pipeline, RunRequest.backfill(window))));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Window> slices() {
        Instant start = Pipeline.time("--from", from);
        Instant end = Pipeline.time("--until", until);
        if (!start.isBefore(end) || slices < 1 || slices > 64) {
            throw new UserError("--from must be before --until, and --slices between 1 and 64");
        }
        Duration width = Duration.between(start, end).dividedBy(slices);
        List<Window> windows = new ArrayList<>();
        Instant at = start;
        for (int i = 1; i <= slices; i++) {
            // Whole seconds, as the protocol speaks; both ends count, so slices may share a moment.
            Instant next = i == slices ? end : at.plusSeconds(Math.max(1, width.toSeconds()));
            windows.add(new Window(at, next));
            at = next;
        }
        return windows;
    }
}
