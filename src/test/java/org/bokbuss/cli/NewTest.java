package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bokbuss.check.Kamelets;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that {@code new} writes: each passes {@code check} and its own test. */
class NewTest {
    @TempDir
    Path folder;

    private Workspace team;

    @BeforeEach
    void emptyFolder() {
        // Nobody listens there: neither check --offline nor test asks it.
        team = new Workspace(folder, URI.create("http://127.0.0.1:9"));
    }

    @Test
    void everySourceToEverySinkPassesCheckAndTest() {
        Kamelets kamelets = new Kamelets(getClass().getClassLoader());
        int pairs = 0;
        for (String source : kamelets.names().stream()
                .filter(each -> each.endsWith("-source"))
                .toList()) {
            for (String sink : kamelets.names().stream()
                    .filter(each -> each.matches("record-.*-sink"))
                    .toList()) {
                Workspace.Result made = team.run("new", "p" + ++pairs, "--source", source, "--sink", sink);
                assertThat(made.exit()).as(made.err()).isZero();
            }
        }
        assertThat(pairs).isGreaterThanOrEqualTo(30);

        Workspace.Result check = team.run("check", "--offline", "--set", "boknett.client-id=a");
        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.err()).doesNotContain(".camel.yaml:");
        Workspace.Result test = team.run("test");
        assertThat(test.exit()).as(test.out() + test.err()).isZero();
        assertThat(test.out()).contains(pairs + " tests, 0 failed");
    }

    @Test
    void theTestFailsWhereTheSinkIsTakenAway() {
        team.run("new", "mine", "--source", "libris-oaipmh", "--sink", "file");
        assertThat(team.run("test").exit()).isZero();

        team.file(
                "routes/mine.camel.yaml",
                team.text("routes/mine.camel.yaml").replaceFirst("(?s)- to:.*", "- log: gone\n"));
        assertThat(team.run("test").exit()).isEqualTo(1);
    }

    @Test
    void parametersAreGiven() {
        Workspace.Result made = team.run(
                "new",
                "mine",
                "--source",
                "libris-oaipmh",
                "--sink",
                "file",
                "--with",
                "set=bib:Gbg",
                "--with",
                "format=single");

        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(team.text("routes/mine.camel.yaml"))
                .contains(
                        "set: \"bib:Gbg\"", "format: single", "directory: out/mine", "yaml-language-server: $schema=");
    }

    @Test
    void whatIsWrongIsSaidAndNothingIsWritten() {
        assertMistake(
                "there is no source libris-oaipm to begin with; did you mean 'libris-oaipmh-source'?",
                "new",
                "mine",
                "--source",
                "libris-oaipm",
                "--sink",
                "file");
        assertMistake(
                "have no parameter sett",
                "new",
                "mine",
                "--source",
                "libris-oaipmh",
                "--sink",
                "file",
                "--with",
                "sett=a");
        assertMistake("is no name of a pipeline", "new", "../mine", "--source", "libris-oaipmh", "--sink", "file");
        assertMistake("say --source: one of ", "new", "mine");
        assertThat(folder.resolve("routes")).doesNotExist();

        team.run("new", "mine", "--source", "libris-oaipmh", "--sink", "file");
        assertMistake("is there already", "new", "mine", "--source", "libris-oaipmh", "--sink", "file");
    }

    private void assertMistake(String sentence, String... command) {
        Workspace.Result result = team.run(command);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(sentence);
    }

    /** In a terminal, which {@code script} makes: a source by its name, a set, the first sink. */
    @Test
    void threeQuestionsAreAsked() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")),
                "there is no script (util-linux) here, which makes a terminal");
        String command = "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' org.bokbuss.cli.Bokbuss new mine --routes '"
                + folder.resolve("routes") + "'";
        Path answers = Files.writeString(folder.resolve("answers"), "libris-oaipmh\nbib:Gbg\n1\n");
        Process process = new ProcessBuilder(
                        "/usr/bin/script",
                        "-qec",
                        command,
                        folder.resolve("screen").toString())
                .redirectInput(answers.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();

        assertThat(Files.readString(folder.resolve("screen")))
                .containsSubsequence("Where do the records come from?", "Which set?", "Where do they go?", "wrote ");
        assertThat(team.text("routes/mine.camel.yaml"))
                .contains("kamelet:libris-oaipmh-source", "set: \"bib:Gbg\"", "kamelet:record-file-sink");
    }
}
