package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.tables.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program is killed while records are in queues, batches and other threads of the team's steps: none is lost. */
class StepsKillIT {
    private static final int RECORDS = 200;
    private static final int PAGE = 20;
    private static final int KILLS = 5;

    /** Those that keep records from their sink for a while, or give them to others. */
    private static final Set<String> STEPS = Set.of(
            "aggregate",
            "aggregate behind seda",
            "delay with asyncDelayed",
            "multicast with parallelProcessing",
            "resequence with batchConfig and allowDuplicates",
            "threads",
            "to seda");

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noRecordIsLostOnItsWay() throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        Random chance = new Random(seed);
        List<Steps.Step> steps =
                Steps.all().stream().filter(step -> STEPS.contains(step.name())).toList();
        assertThat(steps).hasSameSizeAs(STEPS);
        try (Sandbox libris = Sandbox.with()
                        .bibs(RECORDS)
                        .seed(4711)
                        .pageSize(PAGE)
                        .latency(Duration.ofMillis(20))
                        .start();
                Steps routes = new Steps(folder)) {
            PackagedProgram program =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Files.delete(folder.resolve("routes/p.camel.yaml"));
            for (Steps.Step step : steps) {
                Files.writeString(folder.resolve("routes/" + step.pipeline() + ".camel.yaml"), routes.routes(step));
            }
            String[] once = Stream.concat(Stream.of("once"), steps.stream().map(Steps.Step::pipeline))
                    .toArray(String[]::new);
            for (int kill = 0; kill < KILLS; kill++) {
                int requests = libris.requests().size() + 2 + chance.nextInt(12);
                Process running = program.start(once);
                await().atMost(60, TimeUnit.SECONDS)
                        .pollInterval(5, TimeUnit.MILLISECONDS)
                        .until(() -> libris.requests().size() >= requests || !running.isAlive());
                running.destroyForcibly().waitFor();
            }
            Process last = program.start(once);
            assertThat(last.waitFor(120, TimeUnit.SECONDS)).as(program.said()).isTrue();
            assertThat(last.exitValue()).as(program.said()).isZero();

            Set<String> all = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB)
                    .map(entry -> entry.id())
                    .collect(Collectors.toSet());
            for (Steps.Step step : steps) {
                List<String> subjects = new ArrayList<>();
                try (Stream<Path> files = Files.list(folder.resolve("out").resolve(step.pipeline()))) {
                    files.filter(file -> !PackagedProgram.isPart(file))
                            .forEach(file -> Delivered.in(file).forEach(record -> subjects.add(record.subject())));
                }
                assertThat(new HashSet<>(subjects)).as(step.name()).isEqualTo(all);
                assertThat(subjects.size() - all.size())
                        .as("repeats of " + step.name())
                        .isLessThanOrEqualTo(KILLS * PAGE);
            }
        }
    }
}
