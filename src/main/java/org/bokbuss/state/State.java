package org.bokbuss.state;

import java.time.Clock;
import java.time.Instant;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/**
 * What survives a restart: positions, the window ledger, seen records, quarantine and leases, in one database.
 *
 * <p>Everything that follows from a delivered chunk is one transaction ({@link #confirm}), fenced by the lease: a
 * process that was overtaken writes nothing.
 */
public final class State implements AutoCloseable {
    private final Database database;
    private final Leases leases;
    private final Positions positions;
    private final Ledger ledger;
    private final Quarantine quarantine;
    private final Fingerprints fingerprints;
    private final AuditLog auditLog;

    private State(Database database) {
        this.database = database;
        this.leases = new Leases(database);
        this.positions = new Positions(database, leases);
        this.ledger = new Ledger(database, leases);
        this.quarantine = new Quarantine(database);
        this.fingerprints = new Fingerprints(database);
        this.auditLog = new AuditLog(database);
    }

    /**
     * Opens the database that the settings name and brings its schema up to date.
     *
     * @throws UserError if it cannot be opened or written
     */
    public static State open(Settings settings) {
        return open(
                settings.text(Key.STATE_URL),
                settings.find(Key.STATE_USERNAME).orElse(null),
                settings.find(Key.STATE_PASSWORD).orElse(null),
                null);
    }

    /** The same, of a database that needs no password. */
    public static State open(String url) {
        return open(url, null, null, null);
    }

    /** @param clock null for the database's own */
    static State open(String url, String username, String password, Clock clock) {
        if (url.startsWith(SqliteFile.URL)) {
            return new State(SqliteFile.open(url, clock == null ? Clock.systemUTC() : clock));
        }
        if (url.startsWith(PostgresServer.URL)) {
            return new State(PostgresServer.open(url, username, password, clock));
        }
        throw new UserError("state.url: " + url.replaceAll("[?;].*", "")
                + " is not a database Bokbuss knows; use jdbc:sqlite:state/bokbuss.db, or jdbc:postgresql://HOST/NAME"
                + " where several processes share the work");
    }

    public Leases leases() {
        return leases;
    }

    public Positions positions() {
        return positions;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    public Fingerprints fingerprints() {
        return fingerprints;
    }

    /** What was written into other systems, and what waits to be. */
    public AuditLog auditLog() {
        return auditLog;
    }

    /**
     * Writes what a delivered chunk has made true, in one transaction.
     *
     * @throws LeaseLost if another process has taken over
     * @throws IllegalStateException if the window is not open: nothing may move the position behind its back
     */
    public void confirm(Lease lease, LedgerRow window, long pipelineNumber, ChunkCommit done) {
        leases.useTransaction(lease, sql -> {
            Instant now = database.clock().instant();
            Ledger.confirm(sql, window, done, now);
            fingerprints.remember(sql, pipelineNumber, done.seen());
            Quarantine.confirm(sql, window, done, now);
            Positions.confirm(sql, window.pipeline(), done);
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
