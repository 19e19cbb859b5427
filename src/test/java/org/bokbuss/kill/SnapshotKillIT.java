package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources that bring everything at each run: killed at arbitrary moments, they bring what they bring undisturbed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("long")
class SnapshotKillIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 10;
    private static final int KILLS = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "libris-dump-source, selection: 'type:Instance'",
        "libris-xsearch-source, 'query: \"*\", format: json'",
        "libris-sru-source, query: '*'",
        "bibdb-libraries-source, level: full"
    })
    void nothingIsLost(String source, String parameters) throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        System.out.println("kill: seed " + seed + " (-Dkill.seed repeats it)");
        try (Sandbox sandbox = Sandbox.with()
                .bibs(120)
                .libraries(120)
                .pageSize(PAGE)
                .latency(Duration.ofMillis(30))
                .start()) {
            PackagedProgram undisturbed = journey("undisturbed", sandbox, source, parameters);
            assertThat(undisturbed.once(60)).as(undisturbed.said()).isZero();
            PackagedProgram journey = journey("killed", sandbox, source, parameters);
            Random chance = new Random(seed);

            for (int killed = 0; killed < KILLS; ) {
                int moment = sandbox.requests().size() + 2 + chance.nextInt(4);
                Process program = journey.start("once", "p");
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> sandbox.requests().size() >= moment || !program.isAlive());
                assertThat(program.destroyForcibly().waitFor())
                        .as(journey.said())
                        .isEqualTo(128 + 9);
                killed++;
            }
            assertThat(journey.once(60)).as(journey.said()).isZero();

            List<String> subjects = subjects(journey);
            assertThat(new HashSet<>(subjects)).isEqualTo(new HashSet<>(subjects(undisturbed)));
            assertThat(subjects.size() - new HashSet<>(subjects).size())
                    .as("repeats")
                    .isLessThanOrEqualTo(KILLS * PAGE);
            assertThat(journey.parts()).as("files begun and left").isEmpty();
        }
    }

    private PackagedProgram journey(String name, Sandbox sandbox, String source, String parameters) throws Exception {
        Path home = Files.createDirectory(folder.resolve(name));
        return new PackagedProgram(home, sandbox.baseUrl(), source, parameters, "cloudevents")
                .with("bibdb.base-url", sandbox.baseUrl().toString());
    }

    private static List<String> subjects(PackagedProgram journey) throws Exception {
        List<String> subjects = new ArrayList<>();
        for (Path file : journey.files()) {
            for (String line : Files.readAllLines(file)) {
                subjects.add(JSON.readTree(line).get("subject").asText());
            }
        }
        return subjects;
    }
}
