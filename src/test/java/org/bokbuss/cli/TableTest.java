package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables on a terminal, in a pipe, and as JSON. */
class TableTest {
    private static final String CAUSE =
            "the step setBody failed: " + "a long sentence about it ".repeat(8).strip();

    @TempDir
    Path folder;

    private Workspace team;

    @BeforeEach
    void quarantine() {
        team = new Workspace(folder, URI.create("http://127.0.0.1:1")).route("set: bib");
        try (State state = team.state()) {
            state.quarantine()
                    .add(new QuarantinedRecord(
                            0,
                            "p",
                            null,
                            "https://libris.kb.se/x",
                            CAUSE,
                            "page",
                            0,
                            "text/plain",
                            "a".getBytes(StandardCharsets.UTF_8)));
            var lease = state.leases().acquire("p").orElseThrow();
            state.ledger().open(lease, "p", WindowKind.LIVE, null, Instant.now());
            state.leases().release(lease);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "ledger p", "quarantine list", "kamelets", "kamelets record-file-sink"})
    void everyTableIsJsonForAProgram(String command) throws Exception {
        Workspace.Result result = Workspace.bokbuss(
                command.startsWith("kamelets")
                        ? (command + " --json").split(" ")
                        : team.arguments((command + " --json").split(" ")));

        assertThat(result.exit()).as(result.err()).isZero();
        JsonNode rows = new ObjectMapper().readTree(result.out());
        assertThat(rows.isArray()).isTrue();
        assertThat(rows).isNotEmpty().allMatch(JsonNode::isObject);
    }

    @Test
    void holesAreNotInTheJsonOfTheLedger() {
        Workspace.Result result = team.run("ledger", "p", "--json");

        assertThat(result.err()).contains("hole: ");
        assertThat(result.out()).doesNotContain("hole: ");
    }

    @Test
    void inAPipeARowIsALine() {
        assertThat(team.run("quarantine", "list").out().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .endsWith(CAUSE);
    }

    @Test
    void onATerminalItIsAsWideAsThatAndNothingIsLost() {
        List<String> lines;
        try (Program list = new Program(folder, Map.of("COLUMNS", "80"), team.arguments("quarantine", "list"))) {
            assertThat(list.exit()).isZero();
            lines = list.out().lines().toList();
        }
        assertThat(lines).hasSizeGreaterThan(3).allMatch(line -> line.length() <= 80);
        int column = lines.get(0).indexOf("cause");
        assertThat(String.join(
                        " ",
                        lines.stream()
                                .skip(1)
                                .map(line -> line.substring(Math.min(column, line.length()))
                                        .strip())
                                .toList()))
                .isEqualTo(CAUSE);
    }

    /** A real terminal, of 70 characters: {@code script} makes one. */
    @Test
    void aRealTerminalIsMeasuredAndNotColouredAgainstItsWish() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")),
                "there is no script (util-linux) here, which makes a terminal");
        Path typed = folder.resolve("typed.sh");
        Files.writeString(
                typed,
                "stty cols 70\n'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                        + System.getProperty("java.class.path") + "' org.bokbuss.cli.Bokbuss \"$@\"\n");
        StringBuilder words = new StringBuilder("sh " + typed);
        for (String word : team.arguments("quarantine", "list")) {
            words.append(" '").append(word).append('\'');
        }
        ProcessBuilder builder = new ProcessBuilder(
                        "/usr/bin/script",
                        "-qec",
                        words.toString(),
                        folder.resolve("screen").toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("TERM", "xterm", "NO_COLOR", "1"));
        builder.environment().remove("COLUMNS");
        assertThat(builder.start().waitFor()).isZero();

        List<String> screen = Files.readAllLines(folder.resolve("screen")).stream()
                .filter(line -> !line.startsWith("Script "))
                .toList();
        assertThat(screen)
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.stripTrailing().length() <= 70);
        assertThat(String.join("", screen)).doesNotContain("\u001b[");
    }

    @Test
    void nothingIsColouredInAPipe() {
        try (Program help = new Program(folder, Map.of("TERM", "xterm"), "--help")) {
            assertThat(help.exit()).isZero();
            assertThat(help.out()).contains("quarantine").doesNotContain("\u001b");
        }
    }

    @Test
    void aFileOfHoldingsShowsHowFarItHasCome() throws Exception {
        StringBuilder csv = new StringBuilder("isbn,sigel,shelfMark\n");
        for (int i = 1000; i < 1040; i++) {
            String isbn = "97891000" + i;
            int sum = 0;
            for (int at = 0; at < isbn.length(); at++) {
                sum += (isbn.charAt(at) - '0') * (at % 2 == 0 ? 1 : 3);
            }
            csv.append(isbn).append((10 - sum % 10) % 10).append(",S,Hcf\n");
        }
        try (Sandbox libris =
                Sandbox.with().bibs(3).latency(Duration.ofMillis(400)).start()) {
            Workspace slow = new Workspace(folder, libris.baseUrl()).file("holdings.csv", csv.toString());
            libris.librisSettings().forEach(slow::with);
            assertThat(slow.run("holdings", "apply", folder + "/holdings.csv", "--dry-run")
                            .err())
                    .containsPattern("holdings.csv: \\d+ holdings, \\d+/s, at line \\d+ of 42");
        }
    }
}
