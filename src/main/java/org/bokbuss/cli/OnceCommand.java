package org.bokbuss.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code once}: for cron. */
@Command(
        name = "once",
        description = "Runs each named pipeline until its source has nothing more, then stops: for cron.",
        mixinStandardHelpOptions = true)
final class OnceCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "The pipelines, in this order")
    private List<String> pipelines;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after N records")
    private long limit;

    @Option(names = "--dry-run", description = "Deliver nothing, move nothing")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw new UserError("--limit " + limit + " is less than nothing: give a whole number from 1");
        }
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            camel.requireAll(pipelines);
            List<Outcome> outcomes = Progress.during(camel.harvests(), () -> pipelines.stream()
                    .map(pipeline -> camel.run(pipeline, RunRequest.live(limit, dryRun)))
                    .toList());
            return Report.print(outcomes, dryRun);
        }
    }
}
