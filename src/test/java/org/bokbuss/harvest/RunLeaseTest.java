package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run at a time harvests a pipeline; a run that was overtaken writes nothing. */
class RunLeaseTest {
    private static final Window JANUARY =
            new Window(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-02-01T00:00:00Z"));

    @TempDir
    Path folder;

    private State state;

    @BeforeEach
    void open() {
        state = State.open(url());
    }

    @AfterEach
    void close() {
        state.close();
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("bokbuss.db");
    }

    private RunLease lease() {
        return new RunLease(state.leases(), "p", RunRequest.live());
    }

    private RunLease held() {
        RunLease lease = lease();
        lease.acquire();
        return lease;
    }

    /** What another process leaves in the database when this one was silent for too long. */
    private void overtake() throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var sql = connection.createStatement()) {
            sql.execute("update lease set fence = fence + 1, owner = 'another'");
        }
    }

    @Test
    void isOneRunsUntilItGivesItBack() {
        RunLease first = held();

        assertThatThrownBy(lease()::acquire)
                .isInstanceOf(RunInterrupted.class)
                .hasMessageStartingWith("p is being harvested by another run (");

        first.release();
        assertThat(held().isHeld()).isTrue();
    }

    @Test
    void ofASliceOfABackfillIsAnother() {
        held();

        RunLease slice = new RunLease(state.leases(), "p", RunRequest.backfill(JANUARY));
        slice.acquire();

        assertThat(slice.isHeld()).isTrue();
    }

    @Test
    void isTakenOverByWhoStandsByWhenItsHolderFallsSilent() {
        held();
        RunLease second = lease();
        AtomicInteger looks = new AtomicInteger();

        boolean taken = second.standBy(() -> {
            if (looks.incrementAndGet() == 3) {
                expire();
            }
        });

        assertThat(taken).isTrue();
        assertThat(second.isHeld()).isTrue();
        assertThat(looks).hasValue(3);
    }

    private void expire() {
        try (var connection = DriverManager.getConnection(url());
                var sql = connection.createStatement()) {
            sql.execute("update lease set expires = '2026-01-01T00:00:00Z'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isNotTakenByWhoStandsByWhenItsHolderHasDoneTheWork() {
        RunLease first = held();
        RunLease second = lease();

        assertThat(second.standBy(first::release)).isFalse();

        assertThat(second.isHeld()).isFalse();
    }

    @Test
    void isCheckedBeforeWhatCannotBeTakenBack() throws SQLException {
        RunLease lease = held();
        lease.check();

        overtake();

        assertThatThrownBy(lease::check).isInstanceOf(LeaseLost.class);
    }

    @Test
    void thatWasLostIsKnownByTheNextRenewalAndLeftToItsNewHolder() throws SQLException {
        RunLease lease = held();
        lease.renew();
        assertThat(lease.isLost()).isFalse();

        overtake();
        lease.renew();
        lease.release();

        assertThat(lease.isLost()).isTrue();
        assertThat(state.leases().holder("p")).hasValue("another");
    }

    @Test
    void isNotLostWhereTheDatabaseCannotBeAsked() {
        RunLease lease = held();

        state.close();
        lease.renew();

        assertThat(lease.isLost()).isFalse();
    }

    @Test
    void thatWasNeverTakenIsNeitherRenewedNorGivenBack() {
        RunLease lease = lease();

        lease.renew();
        lease.release();

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.isLost()).isFalse();
    }
}
