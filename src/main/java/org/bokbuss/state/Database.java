package org.bokbuss.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import org.bokbuss.config.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteDataSource;

/** A pool of connections to a database whose schema is up to date; what goes wrong there has one name. */
final class Database implements AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Clock clock;
    private final boolean arrays;

    private Database(HikariDataSource pool, Clock clock) {
        this.pool = pool;
        this.arrays = !(pool.getDataSource() instanceof SQLiteDataSource);
        this.jdbi = Jdbi.create(pool);
        this.clock = clock;
    }

    /** Connects, and brings the schema up to date with the scripts of that folder. */
    static Database open(HikariConfig config, String scripts, Clock clock) {
        config.setPoolName("bokbuss-state");
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(1);
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Database database = new Database(pool, clock);
            new Schema(scripts).migrate(database.jdbi);
            return database;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Whether a statement takes an array: then one message carries as many rows as there are. */
    boolean hasArrays() {
        return arrays;
    }

    /** At a run's end: folds back what SQLite has in its write-ahead log, as far as nobody reads it. */
    void fold() {
        if (!arrays) {
            useHandle(sql -> sql.execute("pragma wal_checkpoint(passive)"));
        }
    }

    /** The time that leases are told by: the same for all who share the database. */
    Clock clock() {
        return clock;
    }

    /** Work with a connection. */
    interface Work<T> {
        T with(Handle sql);
    }

    /** The same, without result. */
    interface Task {
        void with(Handle sql);
    }

    <T> T inTransaction(Work<T> work) {
        return named(() -> jdbi.inTransaction(work::with));
    }

    void useTransaction(Task task) {
        inTransaction(sql -> {
            task.with(sql);
            return null;
        });
    }

    <T> T withHandle(Work<T> work) {
        return named(() -> jdbi.withHandle(work::with));
    }

    void useHandle(Task task) {
        withHandle(sql -> {
            task.with(sql);
            return null;
        });
    }

    /** A plain connection, for what is done for every record: Jdbi reads each statement anew. */
    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    static StateUnavailable unavailable(Exception e) {
        return new StateUnavailable(
                Secrets.mask("the state database refuses: " + innermost(e).getMessage()), e);
    }

    private interface Attempt<T> {
        T make();
    }

    private static <T> T named(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    static Throwable innermost(Throwable e) {
        return e.getCause() == null || e.getCause() == e ? e : innermost(e.getCause());
    }

    @Override
    public void close() {
        pool.close();
    }
}
