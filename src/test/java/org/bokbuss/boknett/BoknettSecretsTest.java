package org.bokbuss.boknett;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Boknett;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets planted in the configuration, and the tokens they gave, are looked for in all that the program leaves. */
class BoknettSecretsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void noneIsEverToldOrKept(String auth) throws IOException {
        List<String> told = new ArrayList<>();
        List<String> secrets = new ArrayList<>(List.of(Boknett.CLIENT_SECRET, Boknett.PASSWORD));
        try (Sandbox sandbox = Sandbox.with()
                .titles(80)
                .fault("bad-record@2")
                .fault("503=1@3")
                .fault("bad-token@4")
                .fault("html@5")
                .start()) {
            sandbox.boknett().callsPerToken(4);
            Workspace trip = BoknettInventoryTest.trip(folder.resolve("trip"), sandbox)
                    .with("boknett.auth", auth)
                    .route("pageSize: 10", FailingStep.STEP);
            FailingStep.at(call -> call == 3 ? FailingStep.outage() : null);
            told(told, trip.run("explain", "p"));
            told(told, trip.run("check"));
            told(told, trip.once());
            sandbox.boknett().forgetCursors();
            told(told, trip.once());
            for (String fault : List.of("403@0*forever", "401@0*forever", "cut@0*forever", "redirect=http://h/@0*2")) {
                sandbox.faults().clear();
                sandbox.faults().add(fault.replace("@0", ""));
                told(told, trip.with("once p", "http.retry.max-attempts", "2"));
            }
            sandbox.faults().clear();
            told(told, trip.with("once p", "boknett.client-id", "somebody-else"));
            told(told, trip.with("once p", "boknett.username", "somebody-else"));
            told(told, trip.with("once p", "boknett.token-url", sandbox.baseUrl() + "/gone"));
            told(told, trip.with("once p", "boknett.login-url", sandbox.baseUrl() + "/gone"));
            told(told, trip.run("quarantine", "list"));
            told(told, trip.run("quarantine", "show", "1"));
            told(told, trip.run("quarantine", "replay"));
            told(told, trip.run("status", "--json"));
            told(told, trip.run("ledger", "p"));
            told(told, trip.run("position", "show", "p"));
            secrets.addAll(sandbox.boknett().issued());
        }
        assertThat(secrets).hasSizeGreaterThan(4);
        List<String> places = new ArrayList<>(told);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.add(file + ": " + Files.readString(file, ISO_8859_1));
            }
        }
        assertThat(places).anyMatch(place -> place.contains("bokbuss.db")).anyMatch(place -> place.contains("WARN"));
        for (String secret : secrets) {
            for (String form :
                    List.of(secret, URLEncoder.encode(secret, UTF_8), new String(secret.getBytes(UTF_8), ISO_8859_1))) {
                assertThat(places).noneMatch(place -> place.contains(form));
            }
        }
    }

    /** The wire in full is logged only where somebody asks the HTTP client for it by name. */
    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void norInADetailedLog(String auth) {
        try (Sandbox sandbox = Sandbox.with().titles(30).fault("503=1@2").start()) {
            Workspace trip = BoknettInventoryTest.trip(folder.resolve("trip"), sandbox)
                    .with("boknett.auth", auth)
                    .route("pageSize: 10");
            trip.file("log4j2.properties", """
                    appender.console.type = Console
                    appender.console.name = console
                    appender.console.target = SYSTEM_ERR
                    rootLogger.level = info
                    rootLogger.appenderRef.console.ref = console
                    logger.bokbuss.name = org.bokbuss
                    logger.bokbuss.level = trace
                    """);
            try (Program program = new Program(
                    folder.resolve("trip"),
                    Map.of("LOG4J_CONFIGURATION_FILE", "log4j2.properties"),
                    trip.arguments("once", "p"))) {
                assertThat(program.exit()).as(program.err()).isZero();
                assertThat(program.err()).contains("Apache Camel", "503");
                List<String> secrets = new ArrayList<>(sandbox.boknett().issued());
                secrets.addAll(List.of(Boknett.CLIENT_SECRET, Boknett.PASSWORD));
                assertThat(secrets).noneMatch(program.err()::contains).noneMatch(program.out()::contains);
            }
        }
    }

    private static void told(List<String> told, Workspace.Result result) {
        told.add(result.out());
        told.add(result.err());
    }
}
