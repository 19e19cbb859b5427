package org.bokbuss.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bokbuss.config.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** What is written into other systems: the audit log, the deletions that wait, and where deleting was stopped. */
public final class AuditLog {
    private final Database database;
    private final GroupCommit together;

    AuditLog(Database database) {
        this.database = database;
        this.together = new GroupCommit(database);
    }

    // Audit

    /** Notes a write before it is made. @return its number */
    public long begin(AuditRow write) {
        return together.inTransaction(sql -> begin(sql, write));
    }

    /**
     * Notes a deletion before it is made, and counts it: here, where other processes count too. One record counts once,
     * however often it is tried.
     *
     * @param byDay count those of this day by UTC, rather than those since the pipeline's last complete run
     * @param most how many there may be
     * @return its number; empty if there have been enough, now or earlier and nobody has allowed more since
     */
    public OptionalLong beginDeletion(AuditRow deletion, boolean byDay, long most) {
        return together.inTransaction(sql ->
                mayDelete(sql, deletion, byDay, most) ? OptionalLong.of(begin(sql, deletion)) : OptionalLong.empty());
    }

    private long begin(Handle sql, AuditRow write) {
        return sql.createUpdate("""
            insert into audit (at, pipeline, who, action, record, bib, before, after, outcome)
            values (:at, :pipeline, :who, :action, :record, :bib, :before, :after, :outcome)
            """)
                .bind("at", database.clock().instant().toString())
                .bind("pipeline", write.pipeline())
                .bind("who", write.who())
                .bind("action", write.action().text())
                .bind("record", write.record())
                .bind("bib", write.bib())
                .bind("before", Columns.withoutNul(write.before()))
                .bind("after", Columns.withoutNul(write.after()))
                .bind("outcome", AuditOutcome.BEGUN.text())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    private boolean mayDelete(Handle sql, AuditRow deletion, boolean byDay, long most) {
        String pipeline = deletion.pipeline();
        Positions.register(sql, pipeline);
        // PostgreSQL lets the next process look when this one is done.
        sql.execute("update pipeline set name = name where name = ?", pipeline);
        Optional<Long> stoppedAt = stoppedAt(sql, pipeline);
        if (stoppedAt.isPresent() && most <= stoppedAt.get()) {
            return false;
        }
        String since = byDay ? day() : lastComplete(sql, pipeline);
        boolean allowed = isCounted(sql, deletion, since) || count(sql, pipeline, since, most);
        sql.execute("update pipeline set deletions_stopped_at = ? where name = ?", allowed ? null : most, pipeline);
        return allowed;
    }

    private String day() {
        return LocalDate.ofInstant(database.clock().instant(), ZoneOffset.UTC).toString();
    }

    /** Without its Z, which sorts behind fractions of the second. */
    private static String lastComplete(Handle sql, String pipeline) {
        return sql.select("select coalesce(rtrim(last_complete, 'Z'), '') from pipeline where name = ?", pipeline)
                .mapTo(String.class)
                .one();
    }

    private static boolean isCounted(Handle sql, AuditRow deletion, String since) {
        return sql.select(
                                "select count(*) from audit where record = ? and pipeline = ? and action = ? and at >= ?",
                                deletion.record(),
                                deletion.pipeline(),
                                AuditAction.DELETE.text(),
                                since)
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static boolean count(Handle sql, String pipeline, String since, long most) {
        return sql.createUpdate("""
            update pipeline set deleted = case when deleted_since = :since then deleted + 1 else 1 end,
                deleted_since = :since
            where name = :name and case when deleted_since = :since then deleted else 0 end < :most
            """)
                        .bind("since", since)
                        .bind("name", pipeline)
                        .bind("most", most)
                        .execute()
                > 0;
    }

    /** Notes what came of it. @param modified the moment of the new version; null if it is not known */
    public void end(long id, String record, String etag, Instant modified, AuditOutcome outcome) {
        together.inTransaction(sql -> sql.createUpdate("""
            update audit set record = coalesce(:record, record), etag = :etag, modified = :modified,
                outcome = :outcome where id = :id
            """)
                .bind("id", id)
                .bind("record", record)
                .bind("etag", etag)
                .bind("modified", Columns.text(modified))
                .bind("outcome", Columns.withoutNul(Secrets.mask(outcome.text())))
                .execute());
    }

    /** The last writes, oldest first; of all pipelines if {@code pipeline} is null. */
    public List<AuditRow> audit(String pipeline, int last) {
        return database.withHandle(sql -> sql.select(
                        "select * from (select * from audit where pipeline = coalesce(cast(? as text), pipeline)"
                                + " or cast(? as text) is null order by id desc limit ?) as newest order by id",
                        pipeline,
                        pipeline,
                        last)
                .map(AuditLog::auditRow)
                .list());
    }

    /** Those of a pipeline of which it is not known what came of them, oldest first. */
    public List<AuditRow> begun(String pipeline) {
        return database.withHandle(
                sql -> sql.select("select * from audit where outcome = 'begun' and pipeline = ? order by id", pipeline)
                        .map(AuditLog::auditRow)
                        .list());
    }

    /** When versions of a record were made here, or when it was deleted here. */
    public List<Instant> versions(String record, boolean deleted) {
        return database.withHandle(sql -> sql.select(
                        "select modified from audit where record = ? and modified is not null and action "
                                + (deleted ? "=" : "<>") + " 'delete'",
                        record)
                .map((row, context) -> Columns.time(row.getString("modified")))
                .list());
    }

    // Deletions

    /** Lets a deletion wait. One of the same version that waits already keeps its time. */
    public void postpone(PendingDeletion deletion) {
        database.useTransaction(sql -> sql.execute(
                "insert into postponed (pipeline, record, bib, sigel, etag, due) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict (pipeline, record) do update set etag = excluded.etag, due = excluded.due"
                        + " where postponed.etag <> excluded.etag",
                deletion.pipeline(),
                deletion.record(),
                deletion.bib(),
                deletion.sigel(),
                deletion.etag(),
                Columns.text(deletion.due())));
    }

    /** Takes a deletion back, or off the list when it was made. @return false if none was waiting */
    public boolean recall(String pipeline, String record) {
        return database.withHandle(
                        sql -> sql.execute("delete from postponed where pipeline = ? and record = ?", pipeline, record))
                > 0;
    }

    /** Takes all deletions of a record back, whichever pipeline asked for them. */
    public void recall(String record) {
        database.useTransaction(sql -> sql.execute("delete from postponed where record = ?", record));
    }

    /** Those that wait, the earliest due first. */
    public List<PendingDeletion> postponed(String pipeline) {
        return database.withHandle(
                sql -> sql.select("select * from postponed where pipeline = ? order by due, record", pipeline)
                        .map((row, context) -> new PendingDeletion(
                                row.getString("pipeline"),
                                row.getString("record"),
                                row.getString("bib"),
                                row.getString("sigel"),
                                row.getString("etag"),
                                Columns.time(row.getString("due"))))
                        .list());
    }

    /** At which number deletions were stopped, if nobody has allowed more since. */
    public Optional<Long> deletionsStoppedAt(String pipeline) {
        return database.withHandle(sql -> stoppedAt(sql, pipeline));
    }

    private static Optional<Long> stoppedAt(Handle sql, String pipeline) {
        return sql.select(
                        "select deletions_stopped_at from pipeline"
                                + " where name = ? and deletions_stopped_at is not null",
                        pipeline)
                .mapTo(Long.class)
                .findOne();
    }

    private static AuditRow auditRow(ResultSet row, StatementContext context) throws SQLException {
        return new AuditRow(
                row.getLong("id"),
                Columns.time(row.getString("at")),
                row.getString("pipeline"),
                row.getString("who"),
                AuditAction.of(row.getString("action")),
                row.getString("record"),
                row.getString("bib"),
                row.getString("before"),
                row.getString("after"),
                row.getString("etag"),
                Columns.time(row.getString("modified")),
                AuditOutcome.of(row.getString("outcome")));
    }
}
