package org.bokbuss.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Who may harvest what. Whoever was overtaken writes nothing: each change asks for the lease in its own transaction. */
public final class Leases {
    /** How long a silent holder keeps a lease: a frozen process is overtaken after that. */
    public static final Duration TIME = Duration.ofSeconds(30);

    /** What of that is left at least when the holder has asked. */
    static final Duration FOR_SURE = Duration.ofSeconds(20);

    private final Database database;
    private final Clock clock;

    Leases(Database database) {
        this.database = database;
        this.clock = database.clock();
    }

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
            if (isHeld(holder, Columns.time((String) row.get("expires")))) {
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

    boolean isHeld(String holder, Instant expires) {
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

    /**
     * Makes sure that nobody else has it, nor will have soon: what is done within {@link #FOR_SURE} is done by the holder
     * alone. Writes nothing while there is time left, which is always as long as {@link #renew} is called.
     *
     * @throws LeaseLost if another process has it now
     */
    public void check(Lease lease) {
        Instant expires = database.withHandle(sql -> sql.select(
                        "select expires from lease where name = ? and fence = ? and owner = ?",
                        lease.name(),
                        lease.fence(),
                        lease.owner())
                .mapTo(String.class)
                .findOne()
                .map(Columns::time)
                .orElseThrow(() -> new LeaseLost(lease)));
        if (expires.isBefore(clock.instant().plus(FOR_SURE))) {
            renew(lease);
        }
    }

    /** Gives the lease back; does nothing if it is already another's. */
    public void release(Lease lease) {
        database.useHandle(sql -> sql.execute(
                "update lease set owner = null, expires = null where name = ? and fence = ?",
                lease.name(),
                lease.fence()));
    }

    /** A change that only the holder makes, in one transaction. @throws LeaseLost if another process has it now */
    void useTransaction(Lease lease, Database.Task change) {
        inTransaction(lease, sql -> {
            change.with(sql);
            return null;
        });
    }

    /** The same, with a result. */
    <T> T inTransaction(Lease lease, Database.Work<T> change) {
        return database.inTransaction(sql -> {
            renew(sql, lease);
            return change.with(sql);
        });
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
        return clock.instant().plus(TIME).toString();
    }
}
