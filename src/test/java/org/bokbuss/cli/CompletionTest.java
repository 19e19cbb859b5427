package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion in the shells themselves. */
class CompletionTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aTeam() {
        new Workspace(folder, URI.create("http://127.0.0.1:1"))
                .route("mine", folder, "set: bib")
                .file("routes/Own.java", "from(\"kamelet:libris-oaipmh-source?set=bib&pipeline=mineral\")");
        for (String shell : List.of("bash", "zsh", "fish")) {
            Workspace.Result script = Workspace.bokbuss("completion", shell);
            assertThat(script.exit()).isZero();
            new Workspace(folder, URI.create("http://127.0.0.1:1")).file("bokbuss." + shell, script.out());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "once, min, mine mineral",
        "quarantine list, mine, mine mineral",
        "'', sche, schema",
        "quarantine, re, replay",
        "once, --l, --limit",
        "kamelets, libris-x, libris-xsearch-source",
        "completion, f, fish"
    })
    void inBashAndFish(String command, String word, String offered) throws Exception {
        String line = ("bokbuss " + command).strip();
        int words = line.split(" ").length;
        String bash = shell(
                "bash",
                "-c",
                "source ./bokbuss.bash; COMP_WORDS=(" + line + " " + word + "); COMP_CWORD=" + words
                        + "; _complete_bokbuss 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\" | sort -u");
        assertThat(bash.lines()).containsExactly(offered.split(" "));

        assumeTrue(isThere("fish"), "there is no fish here");
        String fish = shell("fish", "-c", "source bokbuss.fish; complete -C '" + line + " " + word + "'");
        assertThat(fish.lines().map(each -> each.replaceFirst("\t.*", ""))).containsExactly(offered.split(" "));
    }

    /** At its own prompt, in a terminal that zsh makes. */
    @Test
    void inZsh() throws Exception {
        assumeTrue(isThere("zsh"), "there is no zsh here");
        Files.writeString(folder.resolve("type.zsh"), """
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell 'source ./bokbuss.zsh; print REA""DY'
                zpty -r shell before '*READY*'
                zpty -w -n shell $'bokbuss sche\\t'
                zpty -r shell command '*schema*'
                zpty -w -n shell $'\\x15bokbuss once miner\\t'
                zpty -r shell pipeline '*mineral*'
                print -r -- done
                """);

        assertThat(shell("zsh", "-f", "type.zsh")).contains("done");
    }

    private static boolean isThere(String shell) {
        return Files.isExecutable(Path.of("/usr/bin", shell)) || Files.isExecutable(Path.of("/bin", shell));
    }

    private String shell(String... command) throws Exception {
        Path out = Files.createTempFile(folder, "out", "");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the shell still waits: " + Files.readString(out));
        }
        return Files.readString(out);
    }
}
