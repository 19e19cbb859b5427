package org.bokbuss.cli;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.observe.ManagementServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: the standalone process. */
@Command(
        name = "run",
        description = "Runs the pipelines by their schedules until stopped; each runs once at the start.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(
            paramLabel = "PIPELINE",
            arity = "0..*",
            description = "The pipelines (default: all that are switched on)")
    private List<String> pipelines = List.of();

    @Option(
            names = "--dev",
            description = "Take changed route files up while running: check them, run their tests; no status page")
    private boolean dev;

    @Override
    public Integer call() throws Exception {
        if (dev) {
            new DevelopmentRun(options, this::begin).run();
            return ExitCode.COMPLETE.number();
        }
        CountDownLatch stopped = new CountDownLatch(1);
        CamelRunner camel = begin("bokbuss");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            camel.close();
                            stopped.countDown();
                        },
                        "stop"));
        Progress.during(camel.harvests(), () -> {
            stopped.await();
            return null;
        });
        return ExitCode.COMPLETE.number();
    }

    /** Starts the pipelines, in a Camel of this name. */
    private CamelRunner begin(String name) {
        ManagementServer server = ManagementServer.of(options.settings());
        CamelRunner camel = new CamelRunner(options, true)
                .with(server::prepare)
                .with(main -> main.addInitialProperty("camel.main.name", name));
        if (!pipelines.isEmpty()) {
            camel.with(main -> main.addMainListener(new HarvestRoutesOnly()));
        }
        camel.start();
        Set<String> chosen;
        try {
            chosen = choose(camel);
            server.watch(camel.harvests(), chosen);
        } catch (UserError mistake) {
            camel.close();
            throw mistake;
        }
        camel.harvests().select(chosen::contains);
        SortedSet<String> all = camel.elsewhereSwitchedOn();
        all.addAll(chosen);
        System.err.println("running " + String.join(", ", all) + "; stop with Ctrl-C");
        chosen.forEach(pipeline -> new Thread(() -> camel.run(pipeline, RunRequest.live()), pipeline).start());
        return camel;
    }

    private Set<String> choose(CamelRunner camel) {
        SortedSet<String> elsewhere = camel.fromElsewhere();
        Set<String> chosen = new TreeSet<>(pipelines.isEmpty() ? camel.switchedOn() : pipelines);
        chosen.removeAll(elsewhere);
        camel.requireAll(List.copyOf(chosen));
        pipelines.stream().filter(elsewhere::contains).forEach(camel::start);
        if (chosen.isEmpty() && camel.elsewhereSwitchedOn().isEmpty()) {
            throw new UserError("no pipeline is switched on: set PIPELINE.enabled=true in the configuration, or name"
                    + " one of " + String.join(", ", camel.all()));
        }
        return chosen;
    }
}
