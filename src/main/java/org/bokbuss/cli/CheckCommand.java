package org.bokbuss.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code check}: finds mistakes before a run does. */
@Command(
        name = "check",
        description = "Validates configuration, routes and parameters; then contacts every upstream.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--offline", description = "Contact nobody")
    private boolean offline;

    @Override
    public Integer call() {
        // One try is enough to know, and nobody wants to wait for six.
        options.set.putIfAbsent("http.retry.max-attempts", "1");
        try (Bus bus = new Bus(options, false).start()) {
            System.out.println("configuration and routes: " + bus.pipelines().size() + " pipelines, no mistakes");
            List<Outcome> outcomes = new ArrayList<>();
            if (!offline) {
                for (String pipeline : bus.pipelines()) {
                    if (!bus.switchedOn().contains(pipeline)) {
                        System.out.println(pipeline + ": switched off, its source is not asked");
                        continue;
                    }
                    Outcome outcome = bus.run(pipeline, Task.check());
                    System.out.println(pipeline + ": " + outcome.sentence());
                    outcomes.add(outcome);
                }
            }
            return ExitCode.of(outcomes).number();
        }
    }
}
