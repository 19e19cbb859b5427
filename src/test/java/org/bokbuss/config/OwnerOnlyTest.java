package org.bokbuss.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** State and spool hold logins' tokens and whole records: nobody else on the machine reads them. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class OwnerOnlyTest {
    @TempDir
    private Path folder;

    @Test
    void theStateIsItsOwnersAlone() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(5).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib");

            assertThat(trip.once().exit()).isZero();
            try (State open = trip.state()) {
                open.quarantine().of("p");

                assertThat(rights(folder.resolve("state")))
                        .containsKeys("", "spool", "bokbuss.db", "bokbuss.db-wal")
                        .allSatisfy(
                                (name, rights) -> assertThat(rights).as(name).endsWith("------"));
            }
        }
    }

    @Test
    void rightsThatAreThereAreTheOperators() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-x---"));

        State.open("jdbc:sqlite:" + state.resolve("bokbuss.db")).close();

        assertThat(rights(state)).containsEntry("", "rwxr-x---").containsEntry("bokbuss.db", "rw-------");
    }

    private static Map<String, String> rights(Path top) throws IOException {
        Map<String, String> rights = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.toList()) {
                rights.put(
                        top.relativize(each).toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
        }
        return rights;
    }
}
