package org.bokbuss.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of loaded classes that {@code bin/bokbuss} has made to start sooner. */
class ClassArchiveIT {
    @TempDir
    private Path folder;

    private Unpacked program;
    private Path work;
    private int starts;

    @BeforeEach
    void unpack() throws Exception {
        work = Files.createDirectory(folder.resolve("work"));
        program = new Unpacked(Files.createDirectory(folder.resolve("program")));
        program.set("BOKBUSS_CLASSES", "");
        program.set("XDG_CACHE_HOME", folder.resolve("user").toString());
    }

    @Test
    void isMadeByTheFirstStartAndUsedByTheNext() throws Exception {
        assertThat(takesClassesFromAFile()).as("the first start").isFalse();
        await().atMost(Duration.ofMinutes(2)).until(() -> program.hasClassArchives(1));

        assertThat(takesClassesFromAFile()).as("the next").isTrue();
        assertThat(unpacksItsOwnDatabase()).as("the library of SQLite").isFalse();
    }

    @Test
    @Tag("long")
    void isNotUsedAfterAnUpgradeAndMadeAgain() throws Exception {
        isMadeByTheFirstStartAndUsedByTheNext();

        upgrade();
        assertThat(takesClassesFromAFile()).as("the first after an upgrade").isFalse();
        await().atMost(Duration.ofMinutes(2)).until(() -> program.hasClassArchives(2));
    }

    @Test
    void isDoneWithoutWhereNothingCanBeWritten() throws Exception {
        Files.createFile(program.home().resolve("cache"));
        Files.createFile(folder.resolve("user"));

        assertThat(takesClassesFromAFile()).isFalse();
    }

    /** Runs a command that opens the state and has no folder for what it would unpack. */
    private boolean unpacksItsOwnDatabase() throws Exception {
        program.set("BOKBUSS_JAVA_OPTS", "-Dorg.sqlite.tmpdir=" + folder.resolve("nowhere"));
        return program.run(work, "status").exit() != 0;
    }

    /** Runs a command that must succeed. */
    private boolean takesClassesFromAFile() throws Exception {
        Path log = folder.resolve("classes-" + ++starts + ".txt");
        program.set("BOKBUSS_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        Unpacked.Ended ended = program.run(work, "status");
        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.said()).startsWith("pipeline").doesNotContain("warning");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.contains(" org.bokbuss.") && line.contains("shared objects file"));
        }
    }

    /** Another jar under the same name. */
    private void upgrade() throws IOException {
        try (var jar = FileSystems.newFileSystem(program.home().resolve("bokbuss.jar"))) {
            Files.writeString(jar.getPath("upgraded"), "");
        }
    }
}
