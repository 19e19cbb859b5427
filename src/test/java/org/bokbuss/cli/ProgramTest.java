package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs long, or depends on folder and environment: as a process of its own. */
class ProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void runHarvestsByTheScheduleUntilItIsStopped() {
        try (Sandbox libris = Sandbox.with().bibs(30).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib, schedule: '* * * * * ?'");
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(PATIENCE).until(() -> trip.subjects().size() == 30);
                String changed = libris.catalogue()
                        .entries()
                        .filter(entry -> entry.kind() == Kind.BIB)
                        .findFirst()
                        .orElseThrow()
                        .uri();
                libris.catalogue().update(changed);
                await().atMost(PATIENCE).until(() -> trip.subjects().size() == 31);

                assertThat(trip.subjects().get(30)).isEqualTo(changed);
                assertThat(program.stop().exit()).as(program.err()).isIn(0, 143);
                assertThat(program.err())
                        .contains("running p; stop with Ctrl-C")
                        .doesNotContain("\tat ");
            }
            try (var state = trip.state()) {
                assertThat(state.positions().of("p").orElseThrow().running()).isFalse();
                assertThat(state.ledger().of("p")).allMatch(row -> row.state() == WindowState.COMPLETE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "elsewhere", "swallowed"})
    void runEndsWhereMemoryDoesNotSuffice(String how) {
        try (Sandbox libris = Sandbox.with().bibs(30).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib", "- bean: { beanType: org.bokbuss.workspace.Hungry, method: " + how + " }");
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                assertThat(program.exit()).as(program.err()).isEqualTo(4);
                assertThat(program.err())
                        .contains("out of memory", "-Xmx", "the position is kept")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void runRunsOnlyWhatIsSwitchedOn() {
        try (Sandbox libris = Sandbox.with().bibs(30).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("on", folder.resolve("out/on"), "set: bib")
                    .route("off", folder.resolve("out/off"), "set: bib");
            trip.file(
                    "routes/off.camel.yaml",
                    trip.text("routes/off.camel.yaml")
                            .replace("    id: off\n", "    id: off\n    autoStartup: false\n"));
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(PATIENCE)
                        .until(() -> Workspace.events(folder.resolve("out/on")).size() == 30);

                assertThat(program.stop().exit()).isIn(0, 143);
                assertThat(program.err()).contains("running on;");
            }
            assertThat(folder.resolve("out/off")).doesNotExist();
        }
    }

    @Test
    void theSandboxSaysWhereItIs() throws Exception {
        String[] args = {"sandbox", "--port", "0", "--records", "12", "--fault", "503@1"};
        try (Program program = new Program(folder, Map.of(), args)) {
            await().atMost(PATIENCE).until(() -> program.out().matches("(?s)libris\\.base-url=http://\\S+\\s+bibdb.*"));
            URI address =
                    URI.create(program.out().lines().findFirst().orElseThrow().replace("libris.base-url=", "")
                            + "/api/oaipmh/?verb=ListRecords&metadataPrefix=marcxml&set=bib");
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(address).build();

            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
            assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("<ListRecords>");
        }
    }

    @Test
    void theDemoShowsWhatArrives() throws IOException {
        try (Program program = new Program(folder, Map.of(), "demo")) {
            assertThat(program.exit()).as(program.err()).isZero();

            assertThat(program.out())
                    .contains("sandbox: an imitation of Libris, bibdb and Boknett at http://127.0.0.1:")
                    .contains(
                            "bibdb-libraries: ",
                            "boknett-inventory: ",
                            "libris-bib: ",
                            "libris-changes: ",
                            "libris-dump: ",
                            "libris-find: ",
                            "libris-holdings: ",
                            "libris-marc: ",
                            "libris-nb: ",
                            "libris-sru: ",
                            "libris-xsearch: ",
                            "; complete")
                    .contains("files in " + folder.toRealPath().resolve("out"));
            assertThat(program.err()).doesNotContain("\tat ").doesNotContain("ERROR");
        }
        assertThat(Workspace.events(folder.resolve("out/libris-bib"))).isNotEmpty();
        assertThat(files("out/libris-holdings")).anyMatch(name -> name.endsWith(".json"));
        assertThat(files("out/libris-marc")).anyMatch(name -> name.endsWith(".marcxml"));
        assertThat(files("out/libris-nb")).anyMatch(name -> name.endsWith(".marcxml"));
        // Nothing is left that a later run would take for a position.
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private Stream<String> files(String directory) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void theDefaultFoldersAndTheEnvironmentServe() {
        Workspace trip = new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .route("p", Path.of("out"), "set: bib")
                .file("config/application.properties", "libris.base-url=http://127.0.0.1:2\nhttp.retry.delay=1ms\n")
                .file("address", "http://127.0.0.1:4\n");

        assertThat(explained(Map.of())).contains("GET http://127.0.0.1:2/api/oaipmh/?verb=ListRecords");
        assertThat(explained(Map.of("LIBRIS_BASE_URL", "http://127.0.0.1:3"))).contains("GET http://127.0.0.1:3/");
        assertThat(trip.subjects()).isEmpty();
        trip.file("config/application.properties", "");
        assertThat(explained(Map.of("LIBRIS_BASE_URL_FILE", "address"))).contains("GET http://127.0.0.1:4/");
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile() {
        new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .route("p", Path.of("out"), "set: '{{our.set:bib}}'")
                .file("config/application.properties", "libris.base-url=http://127.0.0.1:2\nour.set=auth\n");
        Map<String, String> environment = Map.of("LIBRIS_BASE_URL", "http://127.0.0.1:3", "OUR_SET", "hold");

        assertThat(explained(environment)).contains("GET http://127.0.0.1:3/").contains("set=hold");
        assertThat(explained(environment, "--set", "libris.base-url=http://127.0.0.1:4", "--set", "our.set=nb"))
                .contains("GET http://127.0.0.1:4/")
                .contains("set=nb");
    }

    private String explained(Map<String, String> environment, String... options) {
        String[] args =
                Stream.concat(Stream.of("explain", "p"), Stream.of(options)).toArray(String[]::new);
        try (Program program = new Program(folder, environment, args)) {
            assertThat(program.exit()).as(program.err()).isZero();
            return program.out();
        }
    }
}
