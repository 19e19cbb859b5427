package org.bokbuss.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bokbuss.boknett.BoknettInventoryTest;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Boknett;
import org.bokbuss.workspace.Collector;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Visitor;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planted secrets are looked for in all that a running process shows. */
class WatchingSecretsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void noneIsShown(String auth) {
        try (Collector collector = new Collector();
                Sandbox sandbox = Sandbox.with()
                        .titles(40)
                        .fault("bad-record@2")
                        .fault("503@3")
                        .start()) {
            sandbox.boknett().callsPerToken(3);
            Workspace trip = BoknettInventoryTest.trip(folder, sandbox)
                    .with("boknett.auth", auth)
                    .with("state.password", "planted-state-password")
                    .with("log.format", "json")
                    .with("http.retry.max-attempts", "2")
                    .with("otel.endpoint", collector.address().toString())
                    .route("pageSize: 10, schedule: '* * * * * ?'");
            Visitor visitor = Visitor.of(trip);
            Map<String, String> environment = Map.of(
                    "OTEL_EXPORTER_OTLP_HEADERS", "authorization=planted-otel-key", "OTEL_BSP_SCHEDULE_DELAY", "100");
            try (Program program = new Program(folder, environment, trip.arguments("run"))) {
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") >= 1);
                sandbox.faults().add("401*forever");
                await().atMost(PATIENCE).until(() -> visitor.text("/").contains("401"));
                await().atMost(PATIENCE).until(() -> collector.toString().contains("401"));
                List<String> shown = List.of(
                        visitor.text("/"),
                        visitor.text("/observe/health?data=true&stackTrace=true"),
                        visitor.text("/observe/health/ready?data=true&stackTrace=true"),
                        visitor.text("/observe/metrics"),
                        collector.toString(),
                        program.err(),
                        program.out());

                assertThat(shown.get(1)).contains("401");
                assertThat(shown.get(5)).contains("401");
                List<String> secrets = new ArrayList<>(
                        List.of(Boknett.CLIENT_SECRET, Boknett.PASSWORD, "planted-state-password", "planted-otel-key"));
                secrets.addAll(sandbox.boknett().issued());
                assertThat(secrets).hasSizeGreaterThan(5);
                for (String secret : secrets) {
                    for (String form : List.of(
                            secret, URLEncoder.encode(secret, UTF_8), new String(secret.getBytes(UTF_8), ISO_8859_1))) {
                        assertThat(shown).noneMatch(text -> text.contains(form));
                    }
                }
            }
        }
    }
}
