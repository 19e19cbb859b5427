package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a team gets to read when something is set up wrong: one sentence, at the right line, and nothing is done. */
class MistakesTest {
    private static final Instant POSITION = Instant.parse("2020-02-02T00:00:00Z");
    private static final Sandbox LIBRIS = Sandbox.with().bibs(12).start();

    @TempDir
    Path folder;

    private Workspace trip;

    @BeforeEach
    void aTeamThatHasHarvestedBefore() {
        trip = new Workspace(folder, LIBRIS.baseUrl()).with("http.retry.max-attempts", "2");
        trip.position("p", POSITION);
    }

    @AfterAll
    static void close() {
        LIBRIS.close();
    }

    private void assertMistake(Workspace.Result result, String... sentence) {
        assertRefusal(2, result, sentence);
    }

    /** One line, without what only programmers can read; and all is as before. */
    private void assertRefusal(int exit, Workspace.Result result, String... sentence) {
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(result.err()).doesNotContain("\tat ").doesNotContainPattern("\\w(Exception|Error)\\b");
        assertThat(result.complaints()).as(result.err()).hasSize(1);
        assertThat(result.complaints()).allSatisfy(line -> assertThat(line).contains(List.of(sentence)));
        assertThat(Files.exists(trip.out())).as("something was delivered").isFalse();
        try (var state = trip.state()) {
            assertThat(state.positions().of("p").orElseThrow().position()).isEqualTo(POSITION);
            assertThat(state.positions().all()).noneMatch(row -> row.running());
        }
    }

    private String route(int line) {
        return folder.resolve("routes/p.camel.yaml") + ":" + line + ":";
    }

    // Routes

    static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of("from: {{no.such.key}}", 5, "{{no.such.key}} is not set"),
                Arguments.of("st: bib", 5, "'st' of libris-oaipmh-source"),
                Arguments.of("metadataPrefix: mods", 5, "'metadataPrefix'"),
                Arguments.of("from: yesterday", 5, "'from'"),
                Arguments.of("overlap: long", 5, "'overlap'"),
                Arguments.of("schedule: hourly", 5, "'schedule'"),
                Arguments.of("unchanged: maybe", 5, "'unchanged'"),
                Arguments.of("set: [bib", 5, "not YAML"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aParameterOfTheSource(String parameter, int line, String sentence) {
        trip.route(parameter.replace("{{", "\"{{").replace("}}", "}}\""));

        assertMistake(trip.once(), sentence);
        assertThat(trip.once().complaints().get(0)).contains("p.camel.yaml:");
    }

    @Test
    void aPipelineWithoutName() {
        trip.file("routes/p.camel.yaml", """
            - route:
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { set: bib }
                  steps:
                    - log: "x"
            """);

        assertMistake(trip.once(), route(3), "'pipeline'", "libris-oaipmh-source");
    }

    @Test
    void aPipelineNameThatCouldNotBeAFile() {
        trip.file("routes/p.camel.yaml", """
            - route:
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: "../p" }
                  steps:
                    - log: "x"
            """);

        assertMistake(trip.run("once", "../p"), "'../p'", "begins with a letter or digit");
    }

    @Test
    void aSinkWithoutFolder() {
        trip.route("set: bib", "- to: { uri: 'kamelet:record-file-sink', parameters: { format: single } }");

        assertMistake(trip.once(), route(7), "'directory'", "record-file-sink");
    }

    @Test
    void anUnknownKamelet() {
        trip.route("set: bib", "- to: kamelet:record-fil-sink");

        assertMistake(trip.once(), route(7), "'record-fil-sink'", "did you mean 'record-file-sink'?");
    }

    @Test
    void anUnknownStep() {
        trip.route("set: bib", "- sett: { name: x }");

        assertMistake(trip.once(), route(7), "'sett'");
    }

    @Test
    void anUnknownCamelComponent() {
        trip.route("set: bib", "- to: carrierpigeon:home");

        assertMistake(trip.once(), "'carrierpigeon'");
    }

    @Test
    void aFolderWithoutRoutes() throws IOException {
        Files.createDirectories(folder.resolve("routes"));

        assertMistake(trip.once(), folder.resolve("routes").toString(), "no *.camel.yaml files here");
    }

    @Test
    void noFolderOfRoutes() {
        assertMistake(trip.once(), folder.resolve("routes").toString(), "there is no such folder", "--routes");
    }

    @Test
    void routesThatDoNotBeginAtASource() {
        trip.file("routes/p.camel.yaml", """
            - route:
                from:
                  uri: direct:nothing
                  steps:
                    - log: "x"
            """);

        assertMistake(trip.once(), folder.resolve("routes").toString(), "nothing would run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"once q", "explain q", "backfill q --from 2024-01-01 --until 2024-02-01", "run q"})
    void anUnknownPipeline(String command) {
        trip.route("set: bib");

        assertMistake(trip.run(command.split(" ")), "there is no pipeline q", "there are: p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ledger q", "position show q"})
    void aPipelineThatNeverRan(String command) {
        assertMistake(trip.run(command.split(" ")), "q has not run yet");
    }

    // Configuration

    @Test
    void noSuchConfiguration() {
        trip.route("set: bib");

        assertMistake(
                trip.run("once", "p", "--config", folder + "/no.properties"),
                folder + "/no.properties",
                "there is no such file",
                "--config");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libris.base-ulr=http://127.0.0.1",
                "harvest.setle=0s",
                "deliver.retry.max=3",
                "http.retry.max-attempts=many",
                "http.retry.delay=soon",
                "libris.base-url=libris",
                "libris.token-url=http://login.example/token",
                "libris.verify-url=http://login.example/verify",
                "boknett.base-url=http://127.0.0.1.example",
                "boknett.token-url=http://login.example/token",
                "boknett.login-url=http://login.example/tickets",
            })
    void aKeyOfTheConfiguration(String setting) {
        trip.route("set: bib").file("team.properties", "# ours\n" + setting + "\n");
        String key = setting.replaceAll("=.*", "");

        assertMistake(
                trip.run("once", "p", "--config", folder + "/team.properties"),
                folder + "/team.properties:2:",
                "'" + key + "'");
        assertMistake(trip.run("once", "p", "--set", setting), "--set", "'" + key + "'");
    }

    @Test
    void aRouteInJavaThatDoesNotCompile() {
        trip.file("routes/Bad.java", """
            import org.apache.camel.builder.RouteBuilder;
            public class Bad extends RouteBuilder {
                public void configure() {
                    from("kamelet:libris-oaipmh-source?pipeline=p&set=bib").too("log:x");
                }
            }
            """);

        assertMistake(trip.once(), "Bad.java:4: cannot find symbol: method too(String)");
        assertMistake(trip.run("check", "--offline"), "Bad.java:4: cannot find symbol: method too(String)");

        trip.file("routes/Bad.java", "public class Bad extends Missing {");
        assertMistake(trip.once(), "Bad.java:1: ");
    }

    @Test
    void aSettingWithoutValue() {
        trip.route("set: bib");

        Workspace.Result result = trip.run("once", "p", "--set", "libris.base-url");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("KEY=VALUE").contains("Usage: bokbuss once");
    }

    @Test
    void aFileNamedByASetting() {
        trip.route("set: bib");

        assertMistake(
                trip.run("once", "p", "--set", "http.contact.file=" + folder + "/secret"),
                "http.contact.file",
                folder + "/secret",
                "cannot be read");
    }

    // State and output

    @ParameterizedTest
    @ValueSource(strings = {"once p", "status", "ledger p", "position show p", "quarantine list", "explain p"})
    void aStateThatIsNoDatabase(String command) {
        trip.route("set: bib");

        assertMistake(trip.with(command, "state.url", "nonsense"), "state.url", "nonsense", "jdbc:sqlite:");
    }

    @Test
    void aStateThatCannotBeWritten() {
        trip.route("set: bib").file("taken", "a file");

        assertMistake(
                trip.with("once p", "state.url", "jdbc:sqlite:" + folder + "/taken/bokbuss.db"),
                "state.url",
                folder + "/taken",
                "cannot be made");
    }

    @Test
    void aStateThatIsAnotherFile() {
        trip.route("set: bib").file("notes.txt", "these are not the bytes of a database, and they are long enough\n");

        assertMistake(
                trip.with("once p", "state.url", "jdbc:sqlite:" + folder + "/notes.txt"), "state.url", "notes.txt");
    }

    @Test
    void aSpoolThatCannotBeWritten() {
        trip.route("set: bib").file("taken", "a file");

        Workspace.Result result = trip.with("once p", "state.spool", folder + "/taken/spool");

        assertMistake(result, "state.spool", folder + "/taken");
    }

    @Test
    void anOutputFolderThatCannotBeMade() {
        trip.route("set: bib").file("out", "a file");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.complaints()).hasSize(1);
        assertThat(result.complaints().get(0))
                .contains("directory=" + trip.out(), "record-file-sink", "cannot be made");
        assertThat(result.complaints().get(0)).doesNotContain("Exception");
        assertThat(result.err()).doesNotContain("\tat ");
        try (var state = trip.state()) {
            assertThat(state.positions().of("p").orElseThrow().position()).isEqualTo(POSITION);
            assertThat(state.ledger().of("p")).extracting(row -> row.records()).containsOnly(0L);
        }
    }

    @Test
    void marcxmlFilesForJsonRecords() {
        trip.route(
                "set: bib, metadataPrefix: jsonld",
                "- to: { uri: 'kamelet:record-file-sink', parameters: { format: marcxml, directory: %s } }"
                        .formatted(folder.resolve("marc")));

        Workspace.Result result = trip.once();

        assertThat(result.complaints()).hasSize(1);
        assertThat(result.complaints().get(0))
                .contains("format=marcxml", "application/ld+json", "metadataPrefix=marcxml");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(trip.subjects()).isEmpty();
    }

    // Libris

    @Test
    void aHostThatDoesNotAnswer() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        trip.route("set: bib");

        Workspace.Result result = trip.with("once p", "libris.base-url", "http://127.0.0.1:" + closed);

        assertRefusal(4, result, "127.0.0.1:" + closed, "refused");
    }

    @Test
    void aHostThatDoesNotExist() {
        trip.route("set: bib");

        Workspace.Result result = trip.with("once p", "libris.base-url", "http://no-such-host.invalid");

        assertRefusal(4, result, "no-such-host.invalid");
    }

    @Test
    void aSetThatLibrisRefuses() {
        trip.route("set: nosuch");

        assertMistake(trip.once(), "badArgument", "nosuch", "libris-oaipmh-source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "check"})
    void noContactForLibrisToCall(String command) {
        trip.route("set: bib");
        List<String> line = command.equals("once") ? List.of("once", "p") : List.of("check");

        // Was it contacted, the host would be found not to exist, and the exit code would be another.
        Workspace.Result result = trip.with(String.join(" ", line), "libris.base-url", "http://no-such-host.kb.se");

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.out() + result.err())
                .contains("http.contact is not set")
                .doesNotContain("UnknownHost");
    }

    @Test
    void anotherRunOnTheSamePipeline() {
        trip.route("set: bib");
        try (var other = trip.state()) {
            var lease = other.leases().acquire("p").orElseThrow();

            Workspace.Result result = trip.once();
            other.leases().release(lease);

            assertRefusal(4, result, "p is being harvested by another run", "try again");
        }
    }

    @Test
    void thePositionIsNotMovedUnderARun() {
        try (var other = trip.state()) {
            var lease = other.leases().acquire("p").orElseThrow();

            Workspace.Result result = trip.run("position", "set", "p", "2024-01-01");
            other.leases().release(lease);

            assertMistake(result, "p is being harvested by another process");
        }
    }

    // The command line

    @ParameterizedTest
    @CsvSource({
        "backfill p --from 2024-02-01 --until 2024-01-01, --from",
        "backfill p --from 2024-01-01 --until 2024-02-01 --slices 0, --slices",
        "backfill p --from yesterday --until 2024-02-01, --from=yesterday",
        "position set p yesterday, T=yesterday",
        "quarantine show 7, no quarantined record 7",
        "quarantine drop 7, no quarantined record 7",
        "quarantine replay q, neither a pipeline nor a quarantined record q",
        "once p --limit -1, --limit -1"
    })
    void anArgument(String command, String sentence) {
        trip.route("set: bib");

        assertMistake(trip.run(command.split(" ")), sentence);
    }

    @Test
    void theSandboxNamesItsFaults() {
        Workspace.Result result = Workspace.bokbuss("sandbox", "--port", "0", "--fault", "flood@5");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("flood", "503", "cut", "conversion").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold;S", "bib hold"})
    void aSetThatCannotBeOneIsFoundWithoutAsking(String set) {
        trip.route("set: '" + set + "'");

        assertMistake(
                trip.run("check", "--offline"),
                "p.camel.yaml:5: 'set' of libris-oaipmh-source is '" + set + "', which does not fit the pattern");
    }

    @Test
    void aPipelinesNameThatCannotBeOneIsFoundWithoutAsking() {
        trip.route("set: bib");
        trip.file("routes/p.camel.yaml", trip.text("routes/p.camel.yaml").replace("pipeline: p,", "pipeline: 'a b',"));

        assertMistake(
                trip.run("check", "--offline"),
                "p.camel.yaml:5: 'pipeline' of libris-oaipmh-source is 'a b', which is no name of a pipeline");
    }
}
