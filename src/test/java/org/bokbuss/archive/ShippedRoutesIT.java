package org.bokbuss.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Title;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Accounts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive as a team uses it: its routes switched on in its own configuration, its commands typed one after another,
 * its kamelets in routes of one's own. Upstream is the sandbox, Kafka is a real broker.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShippedRoutesIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int KNOWN = 20;
    private static final Pattern KAMELET = Pattern.compile("kamelet:([a-z0-9-]+)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+) {2,}\\S");

    /** Those that wait for somebody else's files and messages. */
    private static final List<String> WAITING = List.of("holdings-inbox", "kafka-holdings");

    /** Those that end in systems that this test does not have: see {@code ReadyPipelinesTest}. */
    private static final List<String> TO_OTHERS =
            List.of("libris-alma", "libris-postgresql", "libris-search", "libris-sftp", "quarantine-mail");

    private static final Map<String, String> OWN_ROUTES =
            Map.of("marc.camel.yaml", """
                - route:
                    id: marc
                    from:
                      uri: kamelet:libris-marc-export-source
                      parameters: { pipeline: marc, profile: config/iso2709.properties, from: "2024-01-01T00:00:00Z" }
                      steps:
                        - to: { uri: 'kamelet:marc-to-marcxml-action' }
                        - to: { uri: 'kamelet:marc-to-json-action' }
                        - to: { uri: 'kamelet:record-file-sink', parameters: { directory: out/marc, format: cloudevents } }
                """, "look-ups.camel.yaml", """
                - route:
                    id: look-ups
                    from:
                      uri: kamelet:boknett-inventory-source
                      parameters: { pipeline: look-ups, format: json }
                      steps:
                        - to: { uri: 'kamelet:boknett-lookup-action' }
                        - to: { uri: 'kamelet:libris-lookup-action' }
                        - to: { uri: 'kamelet:bibdb-lookup-action', parameters: { sigel: S } }
                        - to: { uri: 'kamelet:record-file-sink', parameters: { directory: out/look-ups, format: cloudevents } }
                """, "bibs.camel.yaml", """
                - route:
                    id: bibs
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: bibs, set: bib, metadataPrefix: jsonld, ownWrites: skip }
                      steps:
                        - filter:
                            simple: "${header.CamelCloudEventType} == 'bokbuss.record.changed'"
                            steps:
                              - to: { uri: 'kamelet:libris-record-action' }
                              - to: { uri: 'kamelet:libris-record-sink', parameters: { pipeline: bibs } }
                """);

    @TempDir
    static Path folder;

    private static Unpacked archive;
    private static Path home;
    private static Sandbox sandbox;
    private static KafkaBroker broker;

    @BeforeAll
    static void configure() throws Exception {
        archive = new Unpacked(folder);
        home = archive.home();
        sandbox = Sandbox.with().bibs(40).start();
        giveTheIsbnsOfTitles();
        broker = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"));
        Map<String, String> settings = new TreeMap<>(sandbox.settings());
        settings.put("kafka.brokers", broker.brokers());
        settings.put("libris.write.enabled", "true");
        for (String repository : List.of("nasjonalbibliografien", "biblioteksentralen")) {
            settings.put(repository + ".url", sandbox.baseUrl() + "/api/oaipmh/");
            settings.put(repository + ".set", "bib");
            settings.put(repository + ".format", "marcxml");
        }
        settings.put("harvest.settle", "0s");
        pipelines().stream()
                .filter(pipeline -> !TO_OTHERS.contains(pipeline))
                .forEach(pipeline -> settings.put(pipeline + ".enabled", "true"));
        configure(settings);
    }

    /** Libris has some titles of Boknett, the others it does not know. */
    private static void giveTheIsbnsOfTitles() {
        List<Title> titles = sandbox.boknett().titles().toList();
        List<Entry> bibs = bibs();
        for (int i = 0; i < KNOWN; i++) {
            String isbn = titles.get(i).isbn();
            sandbox.writing().edit(bibs.get(i).id(), document -> {
                ((ObjectNode) document.at("/@graph/1"))
                        .putArray("identifiedBy")
                        .addObject()
                        .put("@type", "ISBN")
                        .put("value", isbn);
                return document;
            });
        }
    }

    private static List<Entry> bibs() {
        return sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .toList();
    }

    private static void configure(Map<String, String> settings) throws IOException {
        Files.writeString(
                home.resolve("config/application.properties"),
                settings.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        sandbox.close();
    }

    /** The routes that lie in the archive, by the names of their files. */
    private static List<String> pipelines() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("routes"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".camel.yaml"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> harvested() throws IOException {
        return pipelines().stream()
                .filter(name -> !WAITING.contains(name) && !TO_OTHERS.contains(name))
                .toList();
    }

    private static Unpacked.Ended bokbuss(String... command) throws Exception {
        return archive.run(home, command);
    }

    private static String said(String... command) throws Exception {
        Unpacked.Ended ended = bokbuss(command);
        assertThat(ended.exit())
                .as(String.join(" ", command) + "\n" + ended.said())
                .isZero();
        return ended.said();
    }

    @Test
    @Order(1)
    void everyCommandSaysHowItIsUsed() throws Exception {
        List<String> commands = commands();
        assertThat(commands).contains("run", "once", "quarantine");
        for (String command : commands) {
            assertThat(said(command, "--help")).startsWith("Usage: bokbuss " + command);
            for (String part : commands(command)) {
                assertThat(said(command, part, "--help")).startsWith("Usage: bokbuss " + command + " " + part);
            }
        }
    }

    private static List<String> commands(String... of) throws Exception {
        List<String> line = Stream.concat(Stream.of(of), Stream.of("--help")).toList();
        String[] parts = said(line.toArray(String[]::new)).split("(?m)^Commands:$");
        return parts.length == 1
                ? List.of()
                : COMMAND.matcher(parts[1])
                        .results()
                        .map(found -> found.group(1))
                        .toList();
    }

    @Test
    @Order(2)
    void everyRouteStandsTheCheckWithItsUpstream() throws Exception {
        said("check");
    }

    @Test
    @Order(3)
    void aRouteIsExplained() throws Exception {
        assertThat(said("explain", "libris-marc")).contains(sandbox.baseUrl().toString());
    }

    @Test
    @Order(4)
    void everyRouteHarvests() throws Exception {
        Unpacked.Ended once =
                bokbuss(Stream.concat(Stream.of("once"), harvested().stream()).toArray(String[]::new));

        // Norway's titles that Libris does not know are quarantined, as the route's first lines say.
        assertThat(once.exit()).as(once.said()).isIn(0, 3);
        String status = said("status");
        assertThat(harvested()).allSatisfy(pipeline -> assertThat(status).contains(pipeline));
        assertThat(harvested())
                .filteredOn(pipeline -> !pipeline.startsWith("boknett-") || pipeline.equals("boknett-inventory"))
                .allSatisfy(pipeline -> assertThat(home.resolve("out").resolve(pipeline))
                        .as(once.said())
                        .isNotEmptyDirectory());
        assertThat(broker.records("boknett-inventory")).isNotEmpty();
        assertThat(said("holdings", "audit")).contains("boknett-holdings");
    }

    @Test
    @Order(5)
    void whatWasDoneCanBeLookedUpAndSetBack() throws Exception {
        assertThat(said("ledger", "libris-bib")).contains("complete");
        assertThat(said("position", "show", "libris-bib")).isNotBlank();
        said("position", "set", "libris-bib", "2024-02-01");
        said("position", "reset", "libris-bib");
        said("backfill", "libris-bib", "--from", "2024-01-01", "--until", "2024-03-01", "--slices", "2");
        String row = said("quarantine", "list", "boknett-holdings")
                .lines()
                .flatMap(line -> Pattern.compile("^\\s*(\\d+)\\s").matcher(line).results())
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(said("quarantine", "show", row)).isNotBlank();
        assertThat(bokbuss("quarantine", "replay", row).exit())
                .as("Libris does not know it yet")
                .isEqualTo(3);
        said("quarantine", "drop", row);
    }

    @Test
    @Order(6)
    void theDropFolderAndTheTopicAreTaken() throws Exception {
        List<Entry> bibs = bibs().stream().limit(2).toList();
        Files.createDirectories(home.resolve("in/holdings"));
        Path said = folder.resolve("run.txt");
        Process run = archive.start(home, said, "run");
        try {
            Path part = home.resolve("in/holdings/mine.csv.part");
            Files.writeString(part, "bib;sigel;shelfMark\n" + bibs.get(0).uri() + ";S;Hcf dropped\n");
            // By the shell: this process itself may have no locale in which å can stand in a name.
            String named = "mv mine.csv.part \"$(printf '\\303\\205re.csv')\"";
            assertThat(new ProcessBuilder("sh", "-c", named)
                            .directory(part.getParent().toFile())
                            .start()
                            .waitFor())
                    .isZero();
            send("{\"bib\": \"%s\", \"shelfMark\": \"Hcf sent\"}"
                    .formatted(bibs.get(1).uri()));

            await().atMost(SOON).failFast(() -> !run.isAlive()).untilAsserted(() -> assertThat(bibs)
                    .allSatisfy(bib -> assertThat(shelfMarks(bib))
                            .as(Files.readString(said))
                            .containsAnyOf("Hcf dropped", "Hcf sent")));
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            home.resolve("in/holdings/done").toFile().list())
                    .as(Files.readString(said))
                    .hasSize(2));
        } finally {
            run.destroy();
            run.waitFor();
        }
    }

    private static List<String> shelfMarks(Entry bib) {
        return sandbox.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S") && !holding.deleted())
                .flatMap(holding -> sandbox.writing().document(holding.id()).findValues("shelfMark").stream())
                .map(mark -> mark.toString().replace("\"", " "))
                .flatMap(text ->
                        Pattern.compile("Hcf [a-z]+").matcher(text).results().map(found -> found.group()))
                .toList();
    }

    private static void send(String holding) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.brokers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("holdings", "k", holding)).get();
        }
    }

    @Test
    @Order(7)
    void theOtherKameletsWorkInRoutesOfOnesOwn() throws Exception {
        Path team = Files.createDirectories(folder.resolve("team"));
        Files.createDirectories(team.resolve("routes"));
        Files.createDirectories(team.resolve("config"));
        Files.writeString(
                team.resolve("config/iso2709.properties"),
                Files.readString(home.resolve("config/marc-export.properties"))
                        .replaceFirst("(?m)^format=.*$", "format=ISO2709"));
        for (var route : OWN_ROUTES.entrySet()) {
            Files.writeString(team.resolve("routes").resolve(route.getKey()), route.getValue());
        }
        Unpacked.Ended once = archive.run(
                team,
                "once",
                "marc",
                "look-ups",
                "bibs",
                "--config",
                home.resolve("config/application.properties").toString(),
                "--set",
                "libris.client-id=" + Accounts.CATALOGUER_ID,
                "--set",
                "libris.client-secret=" + Accounts.CATALOGUER_SECRET);

        assertThat(once.exit()).as(once.said()).isZero();
        assertThat(team.resolve("out/marc")).isNotEmptyDirectory();
        assertThat(team.resolve("out/look-ups")).isNotEmptyDirectory();
    }

    @Test
    @Order(8)
    void noKameletIsLeftOut() throws IOException {
        var used = new TreeSet<String>();
        for (String pipeline : pipelines()) {
            used.addAll(kamelets(Files.readString(home.resolve("routes/" + pipeline + ".camel.yaml"))));
        }
        OWN_ROUTES.values().forEach(route -> used.addAll(kamelets(route)));

        assertThat(used).containsAll(shippedKamelets());
    }

    private static List<String> kamelets(String route) {
        return KAMELET.matcher(route).results().map(found -> found.group(1)).toList();
    }

    private static List<String> shippedKamelets() throws IOException {
        Path jar;
        try (Stream<Path> files = Files.walk(home)) {
            jar = files.filter(file -> file.getFileName().toString().startsWith("bokbuss")
                            && file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
        try (ZipFile zip = new ZipFile(jar.toFile(), StandardCharsets.UTF_8)) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("kamelets/") && name.endsWith(".kamelet.yaml"))
                    .map(name -> name.substring("kamelets/".length(), name.indexOf(".kamelet.yaml")))
                    .toList();
        }
    }

    @Test
    @Order(9)
    void theDemoRunsInAnEmptyFolder() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        Unpacked.Ended demo = archive.run(empty, "demo");

        assertThat(demo.exit()).as(demo.said()).isZero();
        assertThat(empty.resolve("out")).isNotEmptyDirectory();
    }

    @Test
    @Order(10)
    void theSandboxAnswers() throws Exception {
        Path said = folder.resolve("sandbox.txt");
        Process process = archive.start(folder, said, "sandbox", "--port", "0");
        try {
            await().atMost(SOON).until(() -> Files.readString(said).contains("http://127.0.0.1:"));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }
}
