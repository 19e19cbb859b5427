package org.bokbuss.state;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bokbuss.config.Secrets;
import org.jdbi.v3.core.Handle;

/** How far each pipeline has come, and what its last run said. */
public final class Positions {
    private final Database database;
    private final Leases leases;
    private final Clock clock;

    Positions(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
        this.clock = database.clock();
    }

    /** The short number that stands for a pipeline in the table of fingerprints. */
    public long number(String pipeline) {
        return database.inTransaction(sql -> {
            register(sql, pipeline);
            return sql.select("select number from pipeline where name = ?", pipeline)
                    .mapTo(Long.class)
                    .one();
        });
    }

    public Optional<PipelineRow> of(String pipeline) {
        return rows("where p.name = ?", pipeline).stream().findFirst();
    }

    /** Of all pipelines, by their names. */
    public List<PipelineRow> all() {
        return rows("");
    }

    private List<PipelineRow> rows(String which, Object... names) {
        return database.withHandle(sql -> sql.select("""
            select p.*, e.owner, e.expires,
                (select coalesce(sum(records), 0) from ledger l where l.pipeline = p.name) as records,
                (select count(*) from quarantine q where q.pipeline = p.name) as quarantined
            from pipeline p left join lease e on e.name = p.name\s\
            """ + which + " order by p.name", names)
                .map((row, context) -> new PipelineRow(
                        row.getString("name"),
                        Columns.time(row.getString("position")),
                        row.getString("bookmark"),
                        Columns.time(row.getString("not_before")),
                        Columns.time(row.getString("last_complete")),
                        row.getLong("records"),
                        row.getLong("quarantined"),
                        row.getString("last_error"),
                        leases.isHeld(row.getString("owner"), Columns.time(row.getString("expires")))))
                .list());
    }

    /**
     * Moves a position by hand; null means the beginning. What was there is kept in the ledger, a window left open is
     * given up, and a silence that the source asked for is over. Moved back, the pipeline forgets what it delivered:
     * what comes again is delivered again.
     */
    public void move(Lease lease, String pipeline, Instant position) {
        leases.useTransaction(lease, sql -> {
            register(sql, pipeline);
            if (isBack(sql, pipeline, position)) {
                Fingerprints.forget(sql, pipeline);
            }
            String old = sql.select(
                            "select coalesce(position, 'the beginning') || coalesce(', bookmark ' || bookmark, '')"
                                    + " from pipeline where name = ?",
                            pipeline)
                    .mapTo(String.class)
                    .one();
            Ledger.moved(sql, pipeline, position, "was " + old, clock.instant());
            sql.execute(
                    "update pipeline set position = ?, bookmark = null, not_before = null, withheld = null where name"
                            + " = ?",
                    Columns.text(position),
                    pipeline);
        });
    }

    private static boolean isBack(Handle sql, String pipeline, Instant position) {
        Optional<Instant> old = sql.select("select position from pipeline where name = ?", pipeline)
                .mapTo(String.class)
                .findOne()
                .map(Columns::time);
        return position == null || old.isEmpty() || position.isBefore(old.get());
    }

    /** Notes that a sink has only looked at what this pipeline brings from where it stands now. */
    public void withhold(Lease lease, String pipeline) {
        leases.useTransaction(
                lease,
                sql -> sql.execute(
                        "update pipeline set withheld = coalesce(withheld, position, '') where name = ?", pipeline));
    }

    /**
     * Moves a pipeline back to where its sink began to look only.
     *
     * @return whether there was such a place
     */
    public boolean bringBackWithheld(Lease lease, String pipeline) {
        Optional<String> withheld = database.withHandle(
                sql -> sql.select("select withheld from pipeline where name = ? and withheld is not null", pipeline)
                        .mapTo(String.class)
                        .findOne());
        withheld.ifPresent(from -> move(lease, pipeline, from.isEmpty() ? null : Columns.time(from)));
        return withheld.isPresent();
    }

    /** Lets go of a bookmark that the source no longer knows; the position stays. */
    public void forgetBookmark(Lease lease, String pipeline) {
        leases.useTransaction(
                lease, sql -> sql.execute("update pipeline set bookmark = null where name = ?", pipeline));
    }

    /** Notes that a run came to the end of its source. */
    public void completed(Lease lease, String pipeline) {
        leases.useTransaction(
                lease,
                sql -> sql.execute(
                        "update pipeline set last_complete = ?, last_error = null, not_before = null where name = ?",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        pipeline));
        database.fold();
    }

    /**
     * Notes why a run stopped, and until when the source wants silence (null: it did not say, and what it said before
     * still holds).
     */
    public void failed(String pipeline, String sentence, Instant notBefore) {
        database.useTransaction(sql -> {
            register(sql, pipeline);
            sql.execute(
                    "update pipeline set last_error = ?, not_before = coalesce(?, not_before) where name = ?",
                    Secrets.mask(sentence),
                    Columns.text(notBefore),
                    pipeline);
        });
    }

    static void confirm(Handle sql, String pipeline, ChunkCommit done) {
        sql.execute(
                "update pipeline set position = coalesce(?, position), bookmark = coalesce(?, bookmark) where name = ?",
                Columns.text(done.position()),
                done.bookmark(),
                pipeline);
    }

    static void register(Handle sql, String pipeline) {
        sql.execute("insert into pipeline (name) values (?) on conflict (name) do nothing", pipeline);
    }
}
