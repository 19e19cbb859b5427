package org.bokbuss.state;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.bokbuss.config.OwnerOnly;
import org.bokbuss.config.UserError;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The state in a file, for one machine. */
final class SqliteFile {
    static final String URL = "jdbc:sqlite:";

    private static final Duration OPENING = Duration.ofSeconds(30);

    /** Small: fingerprints are hashes, so each new one among millions changes a page of its own, and is written with it. */
    private static final int PAGE_BYTES = 1024;

    private static final int CACHE_KILOBYTES = 32 << 10;

    /** How long (64 MB) the write-ahead log may become before it is folded back into the file during a run. */
    private static final int LOG_PAGES = 1 << 16;

    private SqliteFile() {}

    static Database open(String url, Clock clock) {
        Path file = file(url.substring(URL.length()).replaceAll("\\?.*", ""));
        make(file.toAbsolutePath());
        SqliteLibrary.useCached();
        HikariConfig config = new HikariConfig();
        config.setDataSource(source(url));
        config.setConnectionInitSql("pragma wal_autocheckpoint = " + LOG_PAGES);
        Instant patience = Instant.now().plus(OPENING);
        while (true) {
            try {
                if (Files.size(file) == 0) {
                    begin(url);
                }
                return Database.open(config, "sqlite", clock);
            } catch (SQLException | IOException | RuntimeException e) {
                Throwable cause = Database.innermost(e);
                if (!busy(cause) || Instant.now().isAfter(patience)) {
                    throw new UserError("state.url: " + file + " cannot be opened: " + cause.getMessage(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** Not by the list of all drivers: to look for them, every library on the class path is opened. */
    private static SQLiteDataSource source(String url) {
        Properties pragmas = new Properties();
        pragmas.setProperty("journal_mode", "WAL");
        // FULL: a confirmed page survives a power cut as well as a kill.
        pragmas.setProperty("synchronous", "FULL");
        pragmas.setProperty("busy_timeout", "30000");
        // What a chunk changes is held until it is committed, and not written twice.
        pragmas.setProperty("cache_size", String.valueOf(-CACHE_KILOBYTES));
        pragmas.setProperty("journal_size_limit", "4194304");
        pragmas.setProperty("transaction_mode", "IMMEDIATE");
        SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig(pragmas));
        source.setUrl(url);
        return source;
    }

    /** The pages of a file have the size that it begins with. */
    private static void begin(String url) throws SQLException {
        try (var connection = JDBC.createConnection(url, new Properties());
                var sql = connection.createStatement()) {
            sql.execute("pragma page_size = " + PAGE_BYTES);
            sql.execute("pragma journal_mode = wal");
        }
    }

    /** SQLite does not wait, whatever its timeout, while another process makes the same file a database. */
    private static boolean busy(Throwable cause) {
        return cause instanceof SQLiteException e
                && e.getResultCode().name().startsWith(SQLiteErrorCode.SQLITE_BUSY.name());
    }

    private static Path file(String name) {
        if (name.isEmpty() || name.startsWith(":")) {
            throw new UserError("state.url: jdbc:sqlite:" + name
                    + " names no file, and what it holds would not survive the process; use"
                    + " jdbc:sqlite:state/bokbuss.db");
        }
        Path file = Path.of(name);
        if (Files.isDirectory(file)) {
            throw new UserError(
                    "state.url: " + file + " is a folder; name a file in it, such as " + file.resolve("bokbuss.db"));
        }
        return file;
    }

    /** SQLite gives the files beside it the rights that it finds at this one. */
    private static void make(Path file) {
        Path folder = file.getParent();
        try {
            OwnerOnly.makeFolder(folder);
        } catch (IOException e) {
            throw new UserError("state.url: the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        if (!Files.isWritable(folder)) {
            throw new UserError(
                    "state.url: the folder " + folder + " is not writable; change its rights or the setting");
        }
        try {
            OwnerOnly.makeFile(file);
        } catch (IOException e) {
            throw new UserError("state.url: " + file + " cannot be made: " + e.getMessage(), e);
        }
    }
}
