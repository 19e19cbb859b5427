package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KameletCatalogueTest {

    private static final Path FIXTURES = Path.of("src/test/resources/org/bokbuss/check/grammar");

    @Test
    void theKameletsKeepTheRulesOfTheCatalogue() throws IOException {
        Path folder = Path.of("src/main/resources/kamelets");
        if (Files.isDirectory(folder)) {
            assertThat(KameletGrammar.problems(folder)).isEmpty();
        }
    }

    /** Else a pipeline, a query or a topic of that name would break the kamelet. */
    @Test
    void noBeanHasANameThatAValueMayHave() throws IOException {
        try (Stream<Path> kamelets = Files.list(Path.of("src/main/resources/kamelets"))) {
            for (Path kamelet : kamelets.toList()) {
                assertThat(Files.readString(kamelet))
                        .as(kamelet.toString())
                        .doesNotContainPattern("(?m)^      - name: [^_]");
            }
        }
    }

    /** What {@code camel run} takes from a repository, and what the page on embedding names. */
    @Test
    void theVersionIsThatOfThePom() throws IOException {
        Matcher pom = Pattern.compile("<artifactId>bokbuss</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        Pattern named = Pattern.compile(
                "org\\.bokbuss:bokbuss:([\\w.-]+)|<artifactId>bokbuss</artifactId>\\s*<version>([^<]+)<");
        try (Stream<Path> files =
                Stream.concat(Files.list(Path.of("src/main/resources/kamelets")), Files.list(Path.of("docs/howto")))) {
            for (Path file : files.toList()) {
                assertThat(named.matcher(Files.readString(file)).results())
                        .as(file.toString())
                        .allSatisfy(found -> assertThat(found.group()).contains(pom.group(1)));
            }
        }
    }

    @Test
    void aTidyKameletPasses() throws IOException {
        assertThat(KameletGrammar.problems(FIXTURES.resolve("good"))).isEmpty();
    }

    @Test
    void everyFaultOfAnUntidyOneIsNamed() throws IOException {
        assertThat(KameletGrammar.problems(FIXTURES.resolve("bad")))
                .containsExactly(
                        "unclear-action.kamelet.yaml: label kamelet.type is 'verb'",
                        "unclear-action.kamelet.yaml: the name does not end with -verb",
                        "unclear-action.kamelet.yaml: title 'Tidy File' does not end with its type",
                        "unclear-action.kamelet.yaml: the template does not mention kamelet:source",
                        "untidy-file-sink.kamelet.yaml: metadata.name is 'untidy-files-sink'",
                        "untidy-file-sink.kamelet.yaml: the name does not end with -source",
                        "untidy-file-sink.kamelet.yaml: has no provider",
                        "untidy-file-sink.kamelet.yaml: has no icon",
                        "untidy-file-sink.kamelet.yaml: catalog.version is not 4.18.0",
                        "untidy-file-sink.kamelet.yaml: definition.type is not object",
                        "untidy-file-sink.kamelet.yaml: title 'Tidy File' does not end with its type",
                        "untidy-file-sink.kamelet.yaml: has no description",
                        "untidy-file-sink.kamelet.yaml: property directory has no description",
                        "untidy-file-sink.kamelet.yaml: title 'the Directory' of directory is not in capitals",
                        "untidy-file-sink.kamelet.yaml: title 'the Directory' of directory begins with an article",
                        "untidy-file-sink.kamelet.yaml: property unused has no type",
                        "untidy-file-sink.kamelet.yaml: title 'The Unused' of unused begins with an article",
                        "untidy-file-sink.kamelet.yaml: property token is a password and not in the group of"
                                + " credentials",
                        "untidy-file-sink.kamelet.yaml: property bare has no title",
                        "untidy-file-sink.kamelet.yaml: requires 'missing', which it does not declare",
                        "untidy-file-sink.kamelet.yaml: requires a property twice",
                        "untidy-file-sink.kamelet.yaml: the template does not mention kamelet:sink",
                        "untidy-file-sink.kamelet.yaml: the template uses {{undeclared}}, which is not declared",
                        "untidy-file-sink.kamelet.yaml: the template does not use {{unused}}",
                        "untidy-file-sink.kamelet.yaml: dependency 'github:someone/something' is neither camel: nor"
                                + " mvn:",
                        "untidy-file-sink.kamelet.yaml: has the same title as unclear-action.kamelet.yaml");
    }
}
