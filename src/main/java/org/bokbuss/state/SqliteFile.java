package org.bokbuss.state;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.bokbuss.config.OwnerOnly;
import org.bokbuss.config.UserError;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The state in a file, for one machine. */
final class SqliteFile {
    static final String URL = "jdbc:sqlite:";

    private static final Duration OPENING = Duration.ofSeconds(30);

    private SqliteFile() {}

    static Database open(String url, Clock clock) {
        Path file = file(url.substring(URL.length()).replaceAll("\\?.*", ""));
        make(file.toAbsolutePath());
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.addDataSourceProperty("journal_mode", "WAL");
        // FULL: a confirmed page survives a power cut as well as a kill.
        config.addDataSourceProperty("synchronous", "FULL");
        config.addDataSourceProperty("busy_timeout", "30000");
        config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        Instant patience = Instant.now().plus(OPENING);
        while (true) {
            try {
                return Database.open(config, "sqlite", clock);
            } catch (RuntimeException e) {
                Throwable cause = Database.innermost(e);
                if (!busy(cause) || Instant.now().isAfter(patience)) {
                    throw new UserError("state.url: " + file + " cannot be opened: " + cause.getMessage(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
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
