package org.bokbuss.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bokbuss.config.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The records that could not be delivered, with their bytes and the cause. */
public final class Quarantine {
    private final Database database;

    Quarantine(Database database) {
        this.database = database;
    }

    /** Sets a record aside that came by no window. */
    public void add(QuarantinedRecord record) {
        database.useTransaction(sql -> {
            Positions.register(sql, record.pipeline());
            add(sql, null, record, database.clock().instant());
        });
    }

    static void confirm(Handle sql, LedgerRow window, ChunkCommit done, Instant now) {
        done.setAside().forEach(record -> add(sql, window, record, now));
        done.replayed().forEach(id -> sql.execute("delete from quarantine where id = ?", id));
    }

    private static void add(Handle sql, LedgerRow window, QuarantinedRecord record, Instant now) {
        sql.createUpdate("""
            insert into quarantine
                (pipeline, ledger, at, subject, cause, page, place, media_type, bytes, digest)
            values (:pipeline, :ledger, :at, :subject, :cause, :page, :place, :mediaType, :bytes, :digest)
            on conflict (pipeline, digest) do update set at = excluded.at, cause = excluded.cause
            """)
                .bind("pipeline", record.pipeline())
                .bind("ledger", window == null ? null : (Long) window.id())
                .bind("at", now.toString())
                .bind("subject", Columns.withoutNul(Secrets.mask(record.subject())))
                .bind("cause", Columns.withoutNul(Secrets.mask(record.cause())))
                .bind("page", Secrets.mask(record.page()))
                .bind("place", record.place())
                .bind("mediaType", record.mediaType())
                .bind("bytes", record.bytes())
                .bind("digest", Digest.of(record.bytes()).head())
                .execute();
    }

    /** The records quarantined, oldest first; of all pipelines if {@code pipeline} is null. */
    public List<QuarantinedRecord> of(String pipeline) {
        return database.withHandle(sql -> sql.select(
                        "select * from quarantine where pipeline = coalesce(?, pipeline) order by id", pipeline)
                .map(Quarantine::row)
                .list());
    }

    /** The last so many that were quarantined, of all pipelines, newest first. */
    public List<QuarantinedRecord> newest(int number) {
        return database.withHandle(
                sql -> sql.select("select * from quarantine order by at desc, id desc limit ?", number)
                        .map(Quarantine::row)
                        .list());
    }

    public Optional<QuarantinedRecord> record(long id) {
        return database.withHandle(sql -> record(sql, id));
    }

    private static Optional<QuarantinedRecord> record(Handle sql, long id) {
        return sql.select("select * from quarantine where id = ?", id)
                .map(Quarantine::row)
                .findOne();
    }

    /**
     * Throws a record away. It was never delivered: should it come again, it is not taken for a repeat.
     *
     * @return false if there is no such record
     */
    public boolean drop(long id) {
        return database.inTransaction(sql -> {
            record(sql, id).ifPresent(dropped -> Fingerprints.forget(sql, dropped));
            return sql.execute("delete from quarantine where id = ?", id) > 0;
        });
    }

    private static QuarantinedRecord row(ResultSet row, StatementContext context) throws SQLException {
        return new QuarantinedRecord(
                row.getLong("id"),
                row.getString("pipeline"),
                Columns.time(row.getString("at")),
                row.getString("subject"),
                row.getString("cause"),
                row.getString("page"),
                row.getLong("place"),
                row.getString("media_type"),
                row.getBytes("bytes"));
    }
}
