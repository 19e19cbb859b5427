package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages promise that can be seen without running anything; {@link ExamplesIT} runs them. */
class DocumentationTest {
    private static final int LONGEST_README = 180;
    private static final int FIRST_SCREEN = 35;

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Page page) {
        List<String> broken = new ArrayList<>();
        for (String link : page.links()) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty()
                    ? page.file()
                    : page.file().resolveSibling(parts[0]).normalize();
            if (!Files.exists(target)) {
                broken.add(link);
            } else if (parts.length > 1 && !Page.read(target).anchors().contains(parts[1])) {
                broken.add(link + " (no such heading)");
            }
        }
        assertThat(broken).isEmpty();
    }

    /** So that no example escapes: what is not run says why. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockIsRunOrSaysWhyNot(Page page) {
        assertThat(page.blocks()).allSatisfy(block -> assertThat(block.isNotRun()
                        || !Page.RUN.contains(block.language())
                                && !block.language().isEmpty()
                        || block.language().equals("sh") && block.mark().isEmpty()
                        || block.isRoute() && block.mark().isEmpty()
                        || block.language().matches("properties|yaml")
                                && !block.named("file").isEmpty()
                        || !block.named("from").isEmpty())
                .as("%s:%d ```%s %s", page, block.line(), block.language(), block.mark())
                .isTrue());
    }

    /** Excerpts of a program that another test runs. */
    @ParameterizedTest
    @MethodSource("pages")
    void excerptsStandInTheirFile(Page page) throws IOException {
        for (Page.Block block : page.blocks()) {
            if (block.named("from").isEmpty()) {
                continue;
            }
            List<String> lines;
            try (Stream<String> all = Files.lines(Path.of(block.named("from")))) {
                lines = all.map(String::strip).toList();
            }
            assertThat(block.text().lines().map(String::strip))
                    .as("%s:%d", page, block.line())
                    .isSubsetOf(lines);
        }
    }

    /** Also those that are not run. */
    @ParameterizedTest
    @MethodSource("pages")
    void settingsHaveKeysThatAreRead(Page page) throws IOException {
        for (Page.Block block : page.blocks()) {
            if (block.language().equals("properties") && block.named("from").isEmpty()) {
                Properties settings = new Properties();
                settings.load(new StringReader(block.text()));
                assertThat(settings.stringPropertyNames())
                        .as("%s:%d", page, block.line())
                        .allMatch(DocumentationTest::isRead);
            }
        }
    }

    private static boolean isRead(String key) {
        return Key.named(key.replaceFirst("\\.file$", "")).isPresent()
                || key.startsWith("camel.")
                || key.startsWith("log.level.")
                || Stream.of(".enabled", ".max-age", ".profile")
                        .anyMatch(end -> key.endsWith(end)
                                && Files.exists(Path.of("routes", key.replace(end, "") + ".camel.yaml")));
    }

    /** The first screen sets everything up: one command builds and runs, one runs the tests, as CI does. */
    @Test
    void readmeIsAFrontDoor() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));
        assertThat(lines).hasSizeLessThanOrEqualTo(LONGEST_README);
        List<Page.Block> first = Page.read(Path.of("README.md")).blocks().stream()
                .filter(block -> block.language().equals("sh") && block.line() <= FIRST_SCREEN)
                .toList();
        assertThat(first).hasSize(2);
        assertThat(first.get(0).text().strip().lines()).hasSize(1);
        assertThat(Files.readAllLines(Path.of(".ci/run")))
                .contains(first.get(1).text().strip());
    }

    @Test
    void architectureNamesEveryPackage() throws IOException {
        String page = GeneratedPage.read(Path.of("docs/architecture.md"));
        try (Stream<Path> packages = Files.list(Path.of("src/main/java/org/bokbuss"))) {
            assertThat(packages.filter(Files::isDirectory).map(each -> "`" + each.getFileName() + "`"))
                    .allSatisfy(name -> assertThat(page).contains(name));
        }
    }

    /** What troubleshooting quotes is what the program says. */
    @Test
    void theProgramSaysWhatTroubleshootingQuotes() throws IOException {
        String program;
        try (Stream<Path> files = Stream.concat(
                Files.walk(Path.of("src/main/java")), Stream.of(Path.of("src/main/assembly/bin/bokbuss")))) {
            program = files.filter(Files::isRegularFile)
                    .map(DocumentationTest::text)
                    .collect(Collectors.joining("\n"))
                    // A sentence goes on after a line's end, and %d stands for a number.
                    .replaceAll("\"\\s*\\+\\s*\"", "")
                    .replaceAll("%(d|\\.0f|s)", "…");
        }
        List<String> quoted = Page.read(Path.of("docs/howto/troubleshooting.md")).prose().stream()
                .flatMap(line ->
                        Pattern.compile("^\\| `([^`]+)` \\|").matcher(line).results())
                .map(found -> found.group(1))
                .toList();
        assertThat(quoted).hasSizeGreaterThan(12);
        assertThat(quoted)
                .allSatisfy(sentence ->
                        assertThat(sentence.split(" ?… ?")).as(sentence).allMatch(program::contains));
    }

    private static String text(Path file) {
        return GeneratedPage.read(file);
    }

    /** The units are those that systemd takes; where there is no systemd, nobody can tell. */
    @Test
    void systemdTakesTheUnits() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not installed");
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        try (Stream<Path> units = Files.list(Path.of("docs/systemd"))) {
            units.map(unit -> unit.toString().replace("@.", "@libris-bib.")).forEach(command::add);
        }
        assertThat(command).hasSize(6);
        Process verify = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes());
        assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines()
                        // The program lies in /opt/bokbuss only where it is installed.
                        .filter(line -> line.contains("bokbuss") && !line.contains("is not executable")))
                .isEmpty();
    }
}
