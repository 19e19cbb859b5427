package org.bokbuss.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state in a real SQLite file. */
class SqliteStateTest extends StateTest {
    @TempDir
    private Path folder;

    @Override
    String url() {
        return "jdbc:sqlite:" + folder.resolve("state/bokbuss.db");
    }

    @Override
    String fresh() {
        return "jdbc:sqlite:" + folder.resolve("fresh.db");
    }

    @Override
    void refusePositions() throws SQLException {
        sql("create trigger full_disk before update of position on pipeline begin select raise(abort, 'full'); end");
    }

    @Test
    void aChunkIsInTheLogUntilARunEnds() throws Exception {
        Path log = folder.resolve("state/bokbuss.db-wal");
        Path file = folder.resolve("state/bokbuss.db");
        try (State alone = State.open(url(), null, null, clock)) {
            Lease lease = alone.leases().acquire("q").orElseThrow();
            LedgerRow window = alone.ledger().open(lease, "q", WindowKind.LIVE, null, clock.instant());
            var before = Files.readAllBytes(file);

            alone.confirm(lease, window, alone.positions().number("q"), some(100_000));

            assertThat(Files.size(log)).as("what was confirmed").isGreaterThan(1_500_000);
            assertThat(Files.readAllBytes(file)).as("is not folded back yet").isEqualTo(before);

            alone.positions().completed(lease, "q");

            assertThat(Files.size(file)).as("the run has ended").isGreaterThan(1_500_000);
        }
    }

    @Test
    void aNewFileHasSmallPages() throws Exception {
        try (var connection = DriverManager.getConnection(url());
                var size = connection.createStatement().executeQuery("pragma page_size")) {
            assertThat(size.getInt(1)).isEqualTo(1024);
        }
    }

    private static ChunkCommit some(int fingerprints) {
        return new ChunkCommit(
                1,
                "2",
                fingerprints,
                0,
                0,
                List.of(),
                new SplittableRandom(1)
                        .longs(fingerprints)
                        .mapToObj(record -> new Fingerprint(record, 1))
                        .toList(),
                List.of(),
                false,
                null,
                null);
    }

    @Nested
    class File {
        @Test
        void followsALinkToTheFolder() throws IOException {
            Path mount = Files.createDirectory(folder.resolve("mount"));
            Path link = Files.createSymbolicLink(folder.resolve("link"), mount);

            State.open("jdbc:sqlite:" + link.resolve("bokbuss.db"), null, null, clock)
                    .close();

            assertThat(mount.resolve("bokbuss.db")).exists();
        }

        @Test
        void aFolderIsRefused() {
            assertRefused("jdbc:sqlite:" + folder, "state.url", folder.toString(), "is a folder");
        }

        @Test
        void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
            Path file = Files.writeString(folder.resolve("letter.txt"), "Dear colleagues, ".repeat(100));

            assertRefused("jdbc:sqlite:" + file, "state.url", file.toString(), "not a database");

            assertThat(file).hasContent("Dear colleagues, ".repeat(100));
        }

        @Test
        void inAFolderThatCannotBeMadeIsRefused() throws IOException {
            Path file = Files.createFile(folder.resolve("file"));

            assertRefused(
                    "jdbc:sqlite:" + file.resolve("state/bokbuss.db"), "state.url", "the folder", "cannot be made");
        }

        @Test
        void inAFolderThatCannotBeWrittenIsRefused() {
            Path unwritable = Path.of("/proc");
            org.assertj.core.api.Assumptions.assumeThat(unwritable.resolve("self"))
                    .exists();

            assertRefused("jdbc:sqlite:/proc/bokbuss.db", "state.url", "/proc");
        }

        @Test
        void aDatabaseInMemoryIsRefusedForItSurvivesNothing() {
            assertRefused("jdbc:sqlite::memory:", "state.url", "names no file");
            assertRefused("jdbc:sqlite:", "state.url", "names no file");
        }

        @Test
        void anotherKindOfDatabaseIsRefusedWithoutItsPassword() {
            assertThatThrownBy(() -> State.open("jdbc:oracle:thin:@host?password=secret"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("state.url")
                    .hasMessageContaining("jdbc:sqlite:")
                    .hasMessageNotContaining("secret");
        }

        private void assertRefused(String url, String... words) {
            assertThatThrownBy(() -> State.open(url, null, null, clock).close())
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(words)
                    .message()
                    .doesNotContain("\n", "Exception");
        }
    }
}
