package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bokbuss.config.Settings;
import org.bokbuss.kafka.KafkaBroker;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Accounts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the pages, typed as written: a page at a time, its blocks in their order, by a shell in an empty
 * folder with the archive. The environment leads them to the sandbox and to a broker, so that the pages need not.
 */
class ExamplesIT {
    private static final long PATIENCE_SECONDS = 400;
    private static final String OAI = "https://repository.example.org/oai";

    private static final Pattern DIRECTORY = Pattern.compile("directory: ([\\w/-]+)");

    private static Sandbox sandbox;
    private static KafkaBroker broker;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.with().bibs(60).start();
        broker = KafkaBroker.start(Files.createTempDirectory("bokbuss-kafka"));
        // The book of the example; each title of Boknett.
        List<String> isbns = new ArrayList<>(List.of("9789170002908"));
        sandbox.boknett().titles().forEach(title -> isbns.add(title.isbn()));
        List<Entry> bibs = sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .toList();
        for (int i = 0; i < Math.min(bibs.size(), isbns.size()); i++) {
            String isbn = isbns.get(i);
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

    @AfterAll
    static void stop() {
        broker.close();
        sandbox.close();
    }

    static List<Page> pages() {
        return Page.all().stream()
                .filter(page -> !page.file().startsWith(KameletPagesTest.PAGES))
                .filter(page ->
                        page.blocks().stream().anyMatch(block -> !step(block).isEmpty()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void areTypedAsWritten(Page page, @TempDir Path folder) throws Exception {
        type(List.of(page), folder, Map.of());
    }

    /** All in one run, since each page has a route of its own. */
    @Test
    void ofTheKameletsHarvest(@TempDir Path folder) throws Exception {
        List<Page> pages = Page.all().stream()
                .filter(page -> page.file().startsWith(KameletPagesTest.PAGES))
                .toList();
        List<String> routes = pages.stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> !block.isNotRun())
                .flatMap(block -> block.routes().stream())
                .toList();
        assertThat(routes).doesNotHaveDuplicates().hasSizeGreaterThan(20);

        type(pages, folder, Map.of("libris.write.enabled", "true"));
    }

    private static String step(Page.Block block) {
        if (block.isNotRun()) {
            return "";
        }
        if (block.language().equals("sh")) {
            return "run";
        }
        return block.isRoute() ? "route" : block.named("file").isEmpty() ? "" : "file";
    }

    private static void type(List<Page> pages, Path folder, Map<String, String> more) throws Exception {
        Path blocks = Files.createDirectory(folder.resolve("blocks"));
        StringBuilder script = new StringBuilder("set -e\n");
        List<String> routes = new ArrayList<>();
        String typed = "";
        for (Page page : pages) {
            for (Page.Block block : page.blocks()) {
                String text = block.text().replace(OAI, sandbox.baseUrl() + "/api/oaipmh/");
                Path file = Files.writeString(
                        blocks.resolve("%s-%d".formatted(page.file().getFileName(), block.line())), text);
                script.append("echo '== %s:%d'\n".formatted(page, block.line()));
                switch (step(block)) {
                    case "run" -> {
                        script.append(text);
                        typed += text;
                    }
                    case "route" -> {
                        script.append("cp '%s' routes/%s.camel.yaml\n"
                                .formatted(file, block.routes().get(0)));
                        // A route that another one leads to is none to be run.
                        block.routes().stream()
                                .filter(route -> block.text().contains("pipeline: " + route))
                                .forEach(routes::add);
                    }
                    case "file" -> script.append("cat '%s' >> %s\n".formatted(file, block.named("file")));
                    default -> {}
                }
            }
        }
        String said = typed;
        List<String> left =
                routes.stream().filter(route -> !said.contains(route)).toList();
        if (!left.isEmpty()) {
            // What a source of Norway brings Libris may not know: 3, complete but some in quarantine.
            script.append("bin/bokbuss once " + String.join(" ", left) + " || [ $? = 3 ]\n");
        }
        Files.createSymbolicLink(folder.resolve("target"), Path.of("target").toAbsolutePath());
        String unpack = "tar xzf target/bokbuss.tar.gz && cd bokbuss-*/\n";
        shell(folder, (typed.contains(unpack) ? "" : unpack) + script, more);
        assertDelivered(pages, folder);
    }

    /** What a route says it delivers into is there, and not empty. */
    private static void assertDelivered(List<Page> pages, Path folder) throws IOException {
        Path home;
        try (Stream<Path> unpacked = Files.list(folder)) {
            home = unpacked.filter(file -> file.getFileName().toString().startsWith("bokbuss-"))
                    .findFirst()
                    .orElseThrow();
        }
        List<Path> into = pages.stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.isRoute() && !block.isNotRun())
                .flatMap(block -> DIRECTORY.matcher(block.text()).results())
                // Of what a library holds, the sandbox has deleted nothing.
                .filter(found -> !found.group(1).endsWith("/deleted"))
                .map(found -> home.resolve(found.group(1)))
                .toList();
        assertThat(into).allSatisfy(delivered -> assertThat(delivered).isNotEmptyDirectory());
    }

    private static void shell(Path folder, String script, Map<String, String> more) throws Exception {
        Path output = folder.resolve("output.txt");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = shell.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("BOKBUSS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        environment.put("BOKBUSS_CLASSES", "none");
        settings(more).forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        Process process = shell.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError("no end after " + PATIENCE_SECONDS + " s: " + Files.readString(output));
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(sandbox.settings());
        settings.remove("libris.write.enabled");
        settings.put("libris.client-id", Accounts.CATALOGUER_ID);
        settings.put("libris.client-secret", Accounts.CATALOGUER_SECRET);
        settings.put("kafka.brokers", broker.brokers());
        settings.put("harvest.settle", "0s");
        for (String repository : List.of("nasjonalbibliografien", "biblioteksentralen")) {
            settings.put(repository + ".url", sandbox.baseUrl() + "/api/oaipmh/");
            settings.put(repository + ".set", "bib");
            settings.put(repository + ".format", "marcxml");
        }
        settings.putAll(more);
        return settings;
    }
}
