package org.bokbuss.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bokbuss.config.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The windows that were harvested, a row each, for a person to read; what a stop left open is gone on with. */
public final class Ledger {
    private final Database database;
    private final Leases leases;
    private final Clock clock;

    Ledger(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
        this.clock = database.clock();
    }

    /** The window that a crash or a stop left open, if any. */
    public Optional<LedgerRow> unfinished(String pipeline, WindowKind kind) {
        return database.withHandle(sql -> sql.select(
                        "select * from ledger where pipeline = ? and kind = ? and state = 'open' order by id limit 1",
                        pipeline,
                        kind.text())
                .map(Ledger::row)
                .findFirst());
    }

    /** The same, for a slice of a backfill. */
    public Optional<LedgerRow> unfinished(String pipeline, WindowKind kind, Instant from, Instant until) {
        return database.withHandle(sql -> sql.select(
                        "select * from ledger where pipeline = ? and kind = ? and state = 'open'"
                                + " and from_time = ? and until_time = ? order by id limit 1",
                        pipeline,
                        kind.text(),
                        Columns.text(from),
                        Columns.text(until))
                .map(Ledger::row)
                .findFirst());
    }

    /** Opens a window. */
    public LedgerRow open(Lease lease, String pipeline, WindowKind kind, Instant from, Instant until) {
        return leases.inTransaction(lease, sql -> {
            Positions.register(sql, pipeline);
            return sql.select(
                            "insert into ledger (pipeline, kind, from_time, until_time, state, opened, attempts)"
                                    + " values (?, ?, ?, ?, 'open', ?, 0) returning *",
                            pipeline,
                            kind.text(),
                            Columns.text(from),
                            Columns.text(until),
                            clock.instant().toString())
                    .map(Ledger::row)
                    .one();
        });
    }

    /** Counts another beginning of the window's harvest; {@code cursor} is where it begins, null for its start. */
    public void attempt(Lease lease, LedgerRow window, String cursor) {
        leases.useTransaction(
                lease,
                sql -> sql.execute(
                        "update ledger set attempts = attempts + 1, cursor = ? where id = ?", cursor, window.id()));
    }

    /** Closes a window with a note; without claiming it complete unless that is the state. */
    public void close(Lease lease, LedgerRow window, WindowState state, String note) {
        leases.useTransaction(
                lease,
                sql -> sql.execute(
                        "update ledger set state = ?, closed = ?, note = ? where id = ?",
                        state.text(),
                        clock.instant().toString(),
                        Secrets.mask(note),
                        window.id()));
    }

    /** All windows of a pipeline, oldest first. */
    public List<LedgerRow> of(String pipeline) {
        return database.withHandle(sql -> sql.select("select * from ledger where pipeline = ? order by id", pipeline)
                .map(Ledger::row)
                .list());
    }

    /** The last windows of a pipeline, oldest first. */
    public List<LedgerRow> of(String pipeline, int last) {
        return database.withHandle(sql -> sql.select(
                        "select * from (select * from ledger where pipeline = ? order by id desc limit ?) order by id",
                        pipeline,
                        last)
                .map(Ledger::row)
                .list());
    }

    /** @throws IllegalStateException if the window is not open: nothing may move the position behind its back */
    static void confirm(Handle sql, LedgerRow window, ChunkCommit done, Instant now) {
        int open = sql.execute(
                """
                update ledger set pages = pages + ?, portions = portions + ?, cursor = ?,
                    records = records + ?, deletions = deletions + ?, repeats = repeats + ?, set_aside = set_aside + ?
                where id = ? and state = 'open'
                """,
                done.pages(),
                done.delivered() > 0 ? 1 : 0,
                done.cursor(),
                done.delivered(),
                done.deletions(),
                done.repeats(),
                done.setAside().size(),
                window.id());
        if (open == 0) {
            throw new IllegalStateException("window " + window.id() + " of " + window.pipeline() + " is not open");
        }
        if (done.complete()) {
            sql.execute(
                    "update ledger set state = 'complete', closed = ?, cursor = null, note = null where id = ?",
                    now.toString(),
                    window.id());
        }
    }

    /** A position moved by hand: the live window that was open is given up, and the old position kept in the note. */
    static void moved(Handle sql, String pipeline, Instant to, String note, Instant now) {
        sql.execute(
                "update ledger set state = 'abandoned', closed = ?, note = 'the position was moved'"
                        + " where pipeline = ? and kind = 'live' and state = 'open'",
                now.toString(),
                pipeline);
        sql.execute(
                "insert into ledger (pipeline, kind, from_time, state, opened, closed, note)"
                        + " values (?, 'position', ?, 'moved', ?, ?, ?)",
                pipeline,
                Columns.text(to),
                now.toString(),
                now.toString(),
                note);
    }

    private static LedgerRow row(ResultSet row, StatementContext context) throws SQLException {
        return new LedgerRow(
                row.getLong("id"),
                row.getString("pipeline"),
                WindowKind.of(row.getString("kind")),
                Columns.time(row.getString("from_time")),
                Columns.time(row.getString("until_time")),
                WindowState.of(row.getString("state")),
                Columns.time(row.getString("opened")),
                Columns.time(row.getString("closed")),
                row.getInt("attempts"),
                row.getInt("pages"),
                row.getInt("portions"),
                row.getLong("records"),
                row.getLong("deletions"),
                row.getLong("repeats"),
                row.getLong("set_aside"),
                row.getString("cursor"),
                row.getString("note"));
    }
}
