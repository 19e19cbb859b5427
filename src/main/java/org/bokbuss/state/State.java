package org.bokbuss.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bokbuss.config.Key;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * What survives a restart: positions, the window ledger, seen records, quarantine and leases, in one database.
 *
 * <p>Everything that follows from a delivered chunk is one transaction ({@link #confirm}), fenced by the lease: a
 * process that was overtaken writes nothing.
 */
public final class State implements AutoCloseable {
    /** How long a silent holder keeps a lease: a frozen process is overtaken after that. */
    public static final Duration LEASE_TIME = Duration.ofSeconds(30);

    private final Database database;
    private final Clock clock;
    private final AuditLog writes;

    private State(Database database) {
        this.database = database;
        this.writes = new AuditLog(database);
        this.clock = database.clock();
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

    // Leases

    /** The lease of that name, unless another process, or another run in this one, holds it. */
    public Optional<Lease> acquire(String name) {
        return database.inTransaction(sql -> {
            sql.execute("insert into lease (name, fence) values (?, 0) on conflict (name) do nothing", name);
            // Of several who ask at once, the others wait here until the first has written.
            sql.execute("update lease set fence = fence where name = ?", name);
            var row = sql.select("select owner, expires, fence from lease where name = ?", name)
                    .mapToMap()
                    .one();
            String holder = (String) row.get("owner");
            if (held(holder, time((String) row.get("expires")))) {
                return Optional.empty();
            }
            Lease lease = new Lease(name, LeaseOwner.self().toString(), ((Number) row.get("fence")).longValue() + 1);
            sql.execute(
                    "update lease set owner = ?, expires = ?, fence = ? where name = ?",
                    lease.owner(),
                    expiry(),
                    lease.fence(),
                    name);
            return Optional.of(lease);
        });
    }

    private boolean held(String holder, Instant expires) {
        return holder != null
                && !expires.isBefore(clock.instant())
                && !LeaseOwner.parse(holder).map(LeaseOwner::surelyDead).orElse(false);
    }

    /** Who holds the lease, for a message; empty if nobody does. */
    public Optional<String> holder(String name) {
        return database.withHandle(
                sql -> sql.select("select owner from lease where name = ? and owner is not null", name)
                        .mapTo(String.class)
                        .findOne());
    }

    /** @throws LeaseLost if another process has it now */
    public void renew(Lease lease) {
        database.useHandle(sql -> renew(sql, lease));
    }

    /** Gives the lease back; does nothing if it is already another's. */
    public void release(Lease lease) {
        database.useHandle(sql -> sql.execute(
                "update lease set owner = null, expires = null where name = ? and fence = ?",
                lease.name(),
                lease.fence()));
    }

    private void renew(Handle sql, Lease lease) {
        int held = sql.execute(
                "update lease set expires = ? where name = ? and fence = ? and owner = ?",
                expiry(),
                lease.name(),
                lease.fence(),
                lease.owner());
        if (held == 0) {
            throw new LeaseLost(lease);
        }
    }

    private String expiry() {
        return clock.instant().plus(LEASE_TIME).toString();
    }

    // Pipelines and positions

    /** The short number that stands for a pipeline in the table of seen records. */
    public long number(String pipeline) {
        return database.inTransaction(sql -> {
            register(sql, pipeline);
            return sql.select("select number from pipeline where name = ?", pipeline)
                    .mapTo(Long.class)
                    .one();
        });
    }

    public Optional<PipelineRow> pipeline(String name) {
        return pipelines("where p.name = ?", name).stream().findFirst();
    }

    public List<PipelineRow> pipelines() {
        return pipelines("");
    }

    private List<PipelineRow> pipelines(String which, Object... names) {
        return database.withHandle(sql -> sql.select("""
            select p.*, e.owner, e.expires,
                (select coalesce(sum(records), 0) from ledger l where l.pipeline = p.name) as records,
                (select count(*) from quarantine q where q.pipeline = p.name) as quarantined
            from pipeline p left join lease e on e.name = p.name\s\
            """ + which + " order by p.name", names)
                .map((row, context) -> new PipelineRow(
                        row.getString("name"),
                        time(row.getString("position")),
                        row.getString("bookmark"),
                        time(row.getString("not_before")),
                        time(row.getString("last_complete")),
                        row.getLong("records"),
                        row.getLong("quarantined"),
                        row.getString("last_error"),
                        held(row.getString("owner"), time(row.getString("expires")))))
                .list());
    }

    /**
     * Moves a position by hand; null means the beginning. What was there is kept in the ledger, a window left open is
     * given up, and a silence that the source asked for is over. Moved back, the pipeline forgets what it delivered:
     * what comes again is delivered again.
     */
    public void movePosition(Lease lease, String pipeline, Instant position) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            register(sql, pipeline);
            if (isBack(sql, pipeline, position)) {
                sql.execute("delete from seen where pipeline = (select number from pipeline where name = ?)", pipeline);
            }
            String old = sql.select(
                            "select coalesce(position, 'the beginning') || coalesce(', bookmark ' || bookmark, '')"
                                    + " from pipeline where name = ?",
                            pipeline)
                    .mapTo(String.class)
                    .one();
            String now = clock.instant().toString();
            sql.execute(
                    "update ledger set state = 'abandoned', closed = ?, note = 'the position was moved'"
                            + " where pipeline = ? and kind = 'live' and state = 'open'",
                    now,
                    pipeline);
            sql.execute(
                    "insert into ledger (pipeline, kind, from_time, state, opened, closed, note)"
                            + " values (?, 'position', ?, 'moved', ?, ?, ?)",
                    pipeline,
                    text(position),
                    now,
                    now,
                    "was " + old);
            sql.execute(
                    "update pipeline set position = ?, bookmark = null, not_before = null, withheld = null where name"
                            + " = ?",
                    text(position),
                    pipeline);
        });
    }

    private static boolean isBack(Handle sql, String pipeline, Instant position) {
        Optional<Instant> old = sql.select("select position from pipeline where name = ?", pipeline)
                .mapTo(String.class)
                .findOne()
                .map(State::time);
        return position == null || old.isEmpty() || position.isBefore(old.get());
    }

    /** Notes that a sink has only looked at what this pipeline brings from where it stands now. */
    public void withhold(Lease lease, String pipeline) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            sql.execute("update pipeline set withheld = coalesce(withheld, position, '') where name = ?", pipeline);
        });
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
        withheld.ifPresent(from -> movePosition(lease, pipeline, from.isEmpty() ? null : time(from)));
        return withheld.isPresent();
    }

    /** Lets go of a bookmark that the source no longer knows; the position stays. */
    public void forgetBookmark(Lease lease, String pipeline) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            sql.execute("update pipeline set bookmark = null where name = ?", pipeline);
        });
    }

    static void register(Handle sql, String pipeline) {
        sql.execute("insert into pipeline (name) values (?) on conflict (name) do nothing", pipeline);
    }

    // Windows

    /** The window that a crash or a stop left open, if any. */
    public Optional<LedgerRow> unfinished(String pipeline, String kind) {
        return database.withHandle(sql -> sql.select(
                        "select * from ledger where pipeline = ? and kind = ? and state = 'open' order by id limit 1",
                        pipeline,
                        kind)
                .map(State::ledgerRow)
                .findFirst());
    }

    /** The same, for a slice of a backfill. */
    public Optional<LedgerRow> unfinished(String pipeline, String kind, Instant from, Instant until) {
        return database.withHandle(sql -> sql.select(
                        "select * from ledger where pipeline = ? and kind = ? and state = 'open'"
                                + " and from_time = ? and until_time = ? order by id limit 1",
                        pipeline,
                        kind,
                        text(from),
                        text(until))
                .map(State::ledgerRow)
                .findFirst());
    }

    /** Opens a window in the ledger. */
    public LedgerRow open(Lease lease, String pipeline, String kind, Instant from, Instant until) {
        return database.inTransaction(sql -> {
            renew(sql, lease);
            register(sql, pipeline);
            return sql.select(
                            "insert into ledger (pipeline, kind, from_time, until_time, state, opened, attempts)"
                                    + " values (?, ?, ?, ?, 'open', ?, 0) returning *",
                            pipeline,
                            kind,
                            text(from),
                            text(until),
                            clock.instant().toString())
                    .map(State::ledgerRow)
                    .one();
        });
    }

    /** Counts another beginning of the window's harvest; {@code cursor} is where it begins, null for its start. */
    public void attempt(Lease lease, LedgerRow window, String cursor) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            sql.execute("update ledger set attempts = attempts + 1, cursor = ? where id = ?", cursor, window.id());
        });
    }

    /** Closes a window without claiming it complete. */
    public void close(Lease lease, LedgerRow window, String state, String note) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            sql.execute(
                    "update ledger set state = ?, closed = ?, note = ? where id = ?",
                    state,
                    clock.instant().toString(),
                    Secrets.mask(note),
                    window.id());
        });
    }

    /**
     * Writes what a delivered chunk has made true, in one transaction.
     *
     * @throws LeaseLost if another process has taken over
     * @throws IllegalStateException if the window is not open: nothing may move the position behind its back
     */
    public void confirm(Lease lease, LedgerRow window, long pipelineNumber, ChunkCommit done) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            String now = clock.instant().toString();
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
            remember(sql, pipelineNumber, done.seen());
            done.setAside().forEach(record -> setAside(sql, window, record, now));
            done.replayed().forEach(id -> sql.execute("delete from quarantine where id = ?", id));
            if (done.complete()) {
                sql.execute(
                        "update ledger set state = 'complete', closed = ?, cursor = null, note = null where id = ?",
                        now,
                        window.id());
            }
            sql.execute(
                    "update pipeline set position = coalesce(?, position), bookmark = coalesce(?, bookmark)"
                            + " where name = ?",
                    text(done.position()),
                    done.bookmark(),
                    window.pipeline());
        });
    }

    /** Notes that a run came to the end of its source. */
    public void completed(Lease lease, String pipeline) {
        database.useTransaction(sql -> {
            renew(sql, lease);
            sql.execute(
                    "update pipeline set last_complete = ?, last_error = null, not_before = null where name = ?",
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                    pipeline);
        });
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
                    text(notBefore),
                    pipeline);
        });
    }

    /** All windows of a pipeline, oldest first. */
    public List<LedgerRow> ledger(String pipeline) {
        return database.withHandle(sql -> sql.select("select * from ledger where pipeline = ? order by id", pipeline)
                .map(State::ledgerRow)
                .list());
    }

    /** The last windows of a pipeline, oldest first. */
    public List<LedgerRow> ledger(String pipeline, int last) {
        return database.withHandle(sql -> sql.select(
                        "select * from (select * from ledger where pipeline = ? order by id desc limit ?) order by id",
                        pipeline,
                        last)
                .map(State::ledgerRow)
                .list());
    }

    // Seen records

    /** The content that each of these records was last delivered with; records never delivered are left out. */
    public Map<Long, Long> seen(long pipelineNumber, Collection<Long> records) {
        Map<Long, Long> found = new HashMap<>();
        // Plain JDBC here and in remember(): this is done for every record.
        try (Connection connection = database.connection();
                PreparedStatement select =
                        connection.prepareStatement("select content from seen where pipeline = ? and record = ?")) {
            select.setLong(1, pipelineNumber);
            for (long record : records) {
                select.setLong(2, record);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        found.put(record, row.getLong(1));
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw Database.unavailable(e);
        }
    }

    private static void remember(Handle sql, long pipelineNumber, List<ChunkCommit.Seen> seen) {
        try (PreparedStatement insert = sql.getConnection()
                .prepareStatement("insert into seen (pipeline, record, content) values (?, ?, ?)"
                        + " on conflict (pipeline, record) do update set content = excluded.content")) {
            for (ChunkCommit.Seen one : seen) {
                insert.setLong(1, pipelineNumber);
                insert.setLong(2, one.record());
                insert.setLong(3, one.content());
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw Database.unavailable(e);
        }
    }

    /** What was written into other systems, and what waits to be. */
    public AuditLog writes() {
        return writes;
    }

    // Quarantine

    /** Sets a record aside that came by no window. */
    public void setAside(QuarantinedRecord record) {
        database.useTransaction(sql -> {
            register(sql, record.pipeline());
            setAside(sql, null, record, clock.instant().toString());
        });
    }

    private static void setAside(Handle sql, LedgerRow window, QuarantinedRecord record, String now) {
        sql.createUpdate("""
            insert into quarantine
                (pipeline, ledger, at, subject, cause, page, place, media_type, bytes, digest)
            values (:pipeline, :ledger, :at, :subject, :cause, :page, :place, :mediaType, :bytes, :digest)
            on conflict (pipeline, digest) do update set at = excluded.at, cause = excluded.cause
            """)
                .bind("pipeline", record.pipeline())
                .bind("ledger", window == null ? null : (Long) window.id())
                .bind("at", now)
                .bind("subject", withoutNul(record.subject()))
                .bind("cause", withoutNul(Secrets.mask(record.cause())))
                .bind("page", Secrets.mask(record.page()))
                .bind("place", record.place())
                .bind("mediaType", record.mediaType())
                .bind("bytes", record.bytes())
                .bind("digest", Digest.of(record.bytes()).head())
                .execute();
    }

    /** PostgreSQL keeps no NUL in a text, and JSON may hold one. */
    static String withoutNul(String text) {
        return text == null ? null : text.replace('\0', '\ufffd');
    }

    /** The records set aside; of all pipelines if {@code pipeline} is null. */
    public List<QuarantinedRecord> quarantine(String pipeline) {
        return database.withHandle(sql -> sql.select(
                        "select * from quarantine where pipeline = coalesce(?, pipeline) order by id", pipeline)
                .map((row, context) -> setAside(row))
                .list());
    }

    public Optional<QuarantinedRecord> setAside(long id) {
        return database.withHandle(sql -> sql.select("select * from quarantine where id = ?", id)
                .map((row, context) -> setAside(row))
                .findOne());
    }

    /**
     * Throws a record away. It was never delivered: should it come again, it is not taken for a repeat.
     *
     * @return false if there is no such record
     */
    public boolean drop(long id) {
        return database.inTransaction(sql -> {
            Optional<QuarantinedRecord> record = sql.select("select * from quarantine where id = ?", id)
                    .map((row, context) -> setAside(row))
                    .findOne();
            record.ifPresent(dropped -> forget(sql, dropped));
            return sql.execute("delete from quarantine where id = ?", id) > 0;
        });
    }

    private static void forget(Handle sql, QuarantinedRecord dropped) {
        sql.execute(
                "delete from seen where pipeline = (select number from pipeline where name = ?) and record = ?",
                dropped.pipeline(),
                dropped.subject() == null
                        ? Digest.of(dropped.bytes()).head()
                        : Digest.of(dropped.subject()).head());
    }

    @Override
    public void close() {
        database.close();
    }

    private static QuarantinedRecord setAside(ResultSet row) throws SQLException {
        return new QuarantinedRecord(
                row.getLong("id"),
                row.getString("pipeline"),
                time(row.getString("at")),
                row.getString("subject"),
                row.getString("cause"),
                row.getString("page"),
                row.getLong("place"),
                row.getString("media_type"),
                row.getBytes("bytes"));
    }

    private static LedgerRow ledgerRow(ResultSet row, StatementContext context) throws SQLException {
        return new LedgerRow(
                row.getLong("id"),
                row.getString("pipeline"),
                row.getString("kind"),
                time(row.getString("from_time")),
                time(row.getString("until_time")),
                row.getString("state"),
                time(row.getString("opened")),
                time(row.getString("closed")),
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

    static Instant time(String text) {
        return text == null ? null : Instant.parse(text);
    }

    static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
