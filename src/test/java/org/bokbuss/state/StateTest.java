package org.bokbuss.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What survives a restart, in a real database; two states on one database stand for two processes. */
abstract class StateTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-22T11:59:00Z");
    private static final Instant BEFORE = Instant.parse("2026-11-21T00:00:00Z");

    final SetClock clock = new SetClock(NOON);
    private State state;
    private State other;

    @BeforeEach
    void openTwice() {
        state = State.open(url(), null, null, clock);
        other = State.open(url(), null, null, clock);
    }

    @AfterEach
    void close() {
        other.close();
        state.close();
    }

    /** The database of a test; new for each. */
    abstract String url();

    /** One more, that nobody has opened yet. */
    abstract String fresh();

    /** Makes the database refuse to move a position. */
    abstract void refusePositions() throws SQLException;

    @Nested
    class WritesElsewhere {
        @Test
        void standInTheLogBeforeTheyAreMade() {
            long id = state.auditLog().begin(write(AuditAction.CHANGE, "https://libris.kb.se/hold0000000000a"));

            assertThat(other.auditLog().audit("p", 10)).singleElement().satisfies(row -> {
                assertThat(row.at()).isEqualTo(NOON);
                assertThat(row.before()).isEqualTo("{\"a\":1}");
                assertThat(row.after()).isEqualTo("{\"a\":2}");
                assertThat(row.outcome()).isEqualTo(AuditOutcome.BEGUN);
            });

            state.auditLog().end(id, null, "\"-12\"", UNTIL, AuditOutcome.DONE);

            assertThat(other.auditLog().audit(null, 10)).singleElement().satisfies(row -> {
                assertThat(row.record()).isEqualTo("https://libris.kb.se/hold0000000000a");
                assertThat(row.etag()).isEqualTo("\"-12\"");
                assertThat(row.outcome()).isEqualTo(AuditOutcome.DONE);
            });
            assertThat(other.auditLog().versions("https://libris.kb.se/hold0000000000a", false))
                    .containsExactly(UNTIL);
            assertThat(other.auditLog().audit("q", 10)).isEmpty();
        }

        @Test
        void ofANewRecordLearnItsName() {
            long id = state.auditLog().begin(write(AuditAction.CREATE, null));

            state.auditLog().end(id, "https://libris.kb.se/hold0000000000b", "\"7\"", NOON, AuditOutcome.DONE);

            assertThat(other.auditLog().versions("https://libris.kb.se/hold0000000000b", false))
                    .containsExactly(NOON);
        }

        @Test
        void aDeletionWaitsFromWhenItWasFirstAskedForAndCanBeTakenBack() {
            state.auditLog().postpone(deletion("h1", NOON.plusSeconds(60)));
            state.auditLog().postpone(deletion("h1", NOON.plusSeconds(600)));
            state.auditLog().postpone(deletion("h0", NOON.plusSeconds(90)));

            assertThat(other.auditLog().postponed("p"))
                    .containsExactly(deletion("h1", NOON.plusSeconds(60)), deletion("h0", NOON.plusSeconds(90)));
            assertThat(other.auditLog().recall("p", "h1")).isTrue();
            assertThat(other.auditLog().recall("p", "h1")).isFalse();
            assertThat(state.auditLog().postponed("p"))
                    .extracting(PendingDeletion::record)
                    .containsExactly("h0");
            assertThat(state.auditLog().postponed("q")).isEmpty();
        }

        @Test
        void deletionsAreCountedOverProcesses() {
            assertThat(deleted(state, "h1", true, 2)).isTrue();
            assertThat(deleted(other, "h2", true, 2)).isTrue();
            assertThat(state.auditLog().deletionsStoppedAt("p")).isEmpty();

            assertThat(deleted(state, "h3", true, 2)).isFalse();

            assertThat(deleted(other, "h4", true, 2)).isFalse();
            assertThat(other.auditLog().deletionsStoppedAt("p")).contains(2L);
            assertThat(other.auditLog().audit("p", 10))
                    .extracting(AuditRow::record)
                    .containsExactly("h1", "h2");
            assertThat(deleted(other, "h5", false, 0)).isFalse();
        }

        @Test
        void ofManyProcessesAtOnceNoMoreAreMadeThanOneMay() throws Exception {
            List<Callable<Boolean>> deletions = LongStream.range(0, 24)
                    .<Callable<Boolean>>mapToObj(i -> () -> deleted(i % 2 == 0 ? state : other, "h" + i / 2, true, 7))
                    .toList();
            var threads = Executors.newFixedThreadPool(8);
            try {
                for (Future<Boolean> each : threads.invokeAll(deletions)) {
                    each.get();
                }
            } finally {
                threads.shutdown();
            }

            assertThat(state.auditLog().audit("p", 100).stream()
                            .map(AuditRow::record)
                            .distinct())
                    .hasSize(7);
        }

        @Test
        void aDeletionThatIsTriedAgainCountsOnce() {
            assertThat(deleted(state, "h1", true, 1)).isTrue();
            assertThat(deleted(other, "h1", true, 1)).isTrue();
            assertThat(deleted(other, "h2", true, 1)).isFalse();
        }

        @Test
        void withoutARunADayCountsAsOne() {
            assertThat(deleted(state, "h1", true, 2)).isTrue();
            clock.pass(Duration.ofHours(12));
            assertThat(deleted(state, "h2", true, 2)).isTrue();
            assertThat(deleted(state, "h3", true, 2)).isTrue();
            clock.pass(Duration.ofHours(23));
            assertThat(deleted(state, "h4", true, 2)).isFalse();

            clock.pass(Duration.ofHours(24));
            assertThat(deleted(state, "h5", true, 2))
                    .as("a limit that was reached has to be answered first")
                    .isFalse();
            assertThat(deleted(state, "h5", true, 3)).isTrue();
            assertThat(deleted(state, "h6", true, 2)).as("answered").isTrue();
        }

        @Test
        void aRunAtMidnightIsOneRun() {
            assertThat(deleted(state, "h1", false, 1)).isTrue();
            clock.pass(Duration.ofHours(24));
            assertThat(deleted(other, "h2", false, 1)).isFalse();
        }

        @Test
        void afterACompleteRunAnewAndAfterABrokenOneOn() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            assertThat(deleted(state, "h1", false, 2)).isTrue();
            state.positions().failed("p", "the source is away", null);
            assertThat(deleted(other, "h2", false, 2)).isTrue();

            state.positions().completed(lease, "p");

            assertThat(deleted(other, "h3", false, 2)).isTrue();
            assertThat(deleted(state, "h4", false, 2)).isTrue();
            assertThat(deleted(state, "h5", false, 2)).isFalse();
        }

        private boolean deleted(State by, String record, boolean byDay, long most) {
            return by.auditLog()
                    .beginDeletion(write(AuditAction.DELETE, record), byDay, most)
                    .isPresent();
        }

        @Test
        void aRecordThatCameByNoWindowIsSetAsideToo() {
            state.quarantine()
                    .add(new QuarantinedRecord(
                            0,
                            "p",
                            null,
                            "line 3",
                            "no bib",
                            "in.csv",
                            3,
                            "text/csv",
                            "x".getBytes(StandardCharsets.UTF_8)));

            assertThat(other.quarantine().of("p"))
                    .extracting(QuarantinedRecord::cause)
                    .containsExactly("no bib");
            assertThat(other.positions().of("p").orElseThrow().quarantined()).isEqualTo(1);
        }

        private PendingDeletion deletion(String record, Instant due) {
            return new PendingDeletion("p", record, "b", "S", "\"1\"", due);
        }

        private AuditRow write(AuditAction action, String record) {
            return new AuditRow(
                    0, null, "p", "me for S", action, record, "b", "{\"a\":1}", "{\"a\":2}", null, null, null);
        }
    }

    @Nested
    class Confirm {
        @Test
        void writesAllThatAChunkHasMadeTrue() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);

            state.confirm(
                    lease,
                    window,
                    state.positions().number("p"),
                    chunk("cursor-2", List.of(new Fingerprint(1, 11)), null));

            assertThat(other.ledger().of("p")).singleElement().satisfies(row -> {
                assertThat(row.state()).isEqualTo(WindowState.OPEN);
                assertThat(row.cursor()).isEqualTo("cursor-2");
                assertThat(row.pages()).isEqualTo(1);
                assertThat(row.chunks()).isEqualTo(1);
                assertThat(row.records()).isEqualTo(10);
                assertThat(row.deletions()).isEqualTo(2);
                assertThat(row.repeats()).isEqualTo(3);
                assertThat(row.setAside()).isEqualTo(1);
            });
            assertThat(other.fingerprints().of(other.positions().number("p"), List.of(1L, 2L)))
                    .isEqualTo(Map.of(1L, 11L));
            assertThat(other.quarantine().of("p"))
                    .extracting(QuarantinedRecord::subject)
                    .containsExactly("bad");
            assertThat(position()).isNull();
        }

        /** A source may give our own token back as the place to go on from. */
        @Test
        void keepsNoPlaceThatHoldsASecret() {
            Secrets.learnToken("planted-token-of-ours");
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            try {
                state.confirm(lease, window, state.positions().number("p"), place("cursor-2", "bookmark-2"));
                state.confirm(
                        lease,
                        window,
                        state.positions().number("p"),
                        place("next=planted%2Dtoken%2Dof%2Dours", "Bearer planted-token-of-ours"));
            } finally {
                Secrets.forget();
            }

            assertThat(other.ledger().of("p")).singleElement().satisfies(row -> assertThat(row.cursor())
                    .isNull());
            assertThat(other.positions().of("p").orElseThrow().bookmark()).isEqualTo("bookmark-2");
        }

        private static ChunkCommit place(String cursor, String bookmark) {
            return new ChunkCommit(1, cursor, 0, 0, 0, List.of(), List.of(), List.of(), false, null, bookmark);
        }

        @Test
        void movesThePositionAndClosesTheWindowWithItsLastChunk() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);

            state.confirm(lease, window, state.positions().number("p"), chunk(null, List.of(), UNTIL));

            assertThat(position()).isEqualTo(UNTIL);
            assertThat(other.ledger().of("p")).singleElement().satisfies(row -> {
                assertThat(row.state()).isEqualTo(WindowState.COMPLETE);
                assertThat(row.closed()).isEqualTo(NOON);
                assertThat(row.cursor()).isNull();
            });
            assertThat(other.ledger().unfinished("p", WindowKind.LIVE)).isEmpty();
        }

        @Test
        void addsUpOverChunks() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);

            state.confirm(lease, window, state.positions().number("p"), chunk("2", List.of(), null));
            state.confirm(lease, window, state.positions().number("p"), chunk("3", List.of(), null));

            assertThat(other.ledger().of("p")).singleElement().satisfies(row -> {
                assertThat(row.chunks()).isEqualTo(2);
                assertThat(row.records()).isEqualTo(20);
                assertThat(row.cursor()).isEqualTo("3");
            });
            assertThat(other.positions().of("p").orElseThrow().records()).isEqualTo(20);
        }

        @Test
        void writesNothingAtAllIfOnePartCannotBeWritten() throws SQLException {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            long number = state.positions().number("p");
            // The position is written last: all before it has to go back.
            refusePositions();

            assertThatThrownBy(() ->
                            state.confirm(lease, window, number, chunk(null, List.of(new Fingerprint(1, 11)), UNTIL)))
                    .hasMessageContaining("full");

            assertNothingConfirmed(number);
        }

        @Test
        void writesNothingAfterTheLeaseWasLost() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            long number = state.positions().number("p");
            overtake();

            assertThatThrownBy(() ->
                            state.confirm(lease, window, number, chunk(null, List.of(new Fingerprint(1, 11)), UNTIL)))
                    .isInstanceOf(LeaseLost.class)
                    .hasMessageContaining("another process has taken over p");

            assertNothingConfirmed(number);
        }

        @Test
        void refusesAWindowThatIsNoLongerOpen() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            state.positions().move(lease, "p", BEFORE);

            assertThatThrownBy(
                            () -> state.confirm(lease, window, 1, chunk(null, List.of(new Fingerprint(1, 11)), UNTIL)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not open");

            assertThat(position()).isEqualTo(BEFORE);
            assertThat(other.fingerprints().of(other.positions().number("p"), List.of(1L)))
                    .isEmpty();
        }

        @Test
        void takesReplayedRecordsOutOfQuarantine() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            state.confirm(lease, window, state.positions().number("p"), chunk("2", List.of(), null));
            long id = state.quarantine().of("p").get(0).id();

            LedgerRow replay = state.ledger().open(lease, "p", WindowKind.REPLAY, null, UNTIL);
            state.confirm(
                    lease,
                    replay,
                    state.positions().number("p"),
                    new ChunkCommit(1, null, 1, 0, 0, List.of(), List.of(), List.of(id), true, null, null));

            assertThat(other.quarantine().of("p")).isEmpty();
            assertThat(position()).isNull();
        }

        private void assertNothingConfirmed(long number) {
            assertThat(other.ledger().of("p")).singleElement().satisfies(row -> {
                assertThat(row.state()).isEqualTo(WindowState.OPEN);
                assertThat(row.chunks()).isZero();
                assertThat(row.records()).isZero();
                assertThat(row.cursor()).isNull();
            });
            assertThat(other.fingerprints().of(number, List.of(1L))).isEmpty();
            assertThat(other.quarantine().of("p")).isEmpty();
            assertThat(position()).isNull();
        }
    }

    @Nested
    class LeasesOfSeveral {
        @Test
        void areHeldByOneAlone() {
            assertThat(state.leases().acquire("p")).isPresent();

            assertThat(other.leases().acquire("p")).isEmpty();
            assertThat(state.leases().acquire("p"))
                    .as("another run in the same process")
                    .isEmpty();
            assertThat(other.leases().acquire("q")).as("another pipeline").isPresent();
        }

        @RepeatedTest(20)
        void goToOneOfManyWhoAskAtOnce() throws Exception {
            List<Boolean> got = atOnce(4, number -> (number % 2 == 0 ? state : other)
                    .leases()
                    .acquire("p")
                    .isPresent());

            assertThat(got).containsOnlyOnce(true);
        }

        @Test
        void areKeptWhileTheirHolderIsHeardOf() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            clock.pass(Leases.TIME);
            state.leases().renew(lease);
            clock.pass(Leases.TIME);

            assertThat(other.leases().acquire("p")).isEmpty();
        }

        @Test
        void areSureForAWhileOnceTheirHolderHasAsked() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            for (int i = 0; i < 3; i++) {
                clock.pass(Leases.TIME.minus(Leases.FOR_SURE).plusSeconds(i));
                state.leases().check(lease);
                clock.pass(Leases.FOR_SURE);

                assertThat(other.leases().acquire("p")).as("%d", i).isEmpty();
                state.leases().renew(lease);
            }
        }

        @Test
        void areNotWrittenWhileThereIsTimeLeft() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            clock.pass(Leases.TIME.minus(Leases.FOR_SURE));
            state.leases().check(lease);
            clock.pass(Leases.FOR_SURE.plusMillis(1));

            assertThat(other.leases().acquire("p")).isPresent();
        }

        @Test
        void areKeptByEveryWriteToo() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            clock.pass(Leases.TIME);
            state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            clock.pass(Leases.TIME);

            assertThat(other.leases().acquire("p")).isEmpty();
        }

        @Test
        void expireWhenTheirHolderIsSilent() {
            Lease old = state.leases().acquire("p").orElseThrow();
            clock.pass(Leases.TIME.plusMillis(1));

            Lease taken = other.leases().acquire("p").orElseThrow();

            assertThat(taken.fence()).isGreaterThan(old.fence());
        }

        @Test
        void areFreeOnceReleased() {
            Lease old = state.leases().acquire("p").orElseThrow();
            state.leases().release(old);

            assertThat(other.leases().holder("p")).isEmpty();
            assertThat(other.leases().acquire("p").orElseThrow().fence()).isGreaterThan(old.fence());
        }

        @Test
        void areNotReleasedByAFormerHolder() {
            Lease old = state.leases().acquire("p").orElseThrow();
            overtake();

            state.leases().release(old);

            assertThat(state.leases().acquire("p")).isEmpty();
        }

        @Test
        void ofADeadProcessOnThisHostAreTakenAtOnce() throws Exception {
            LeaseOwner dead = deadProcess();
            state.leases().acquire("p");
            sql("update lease set owner = '" + dead + "'");

            assertThat(other.leases().acquire("p")).isPresent();
        }

        @Test
        void ofALiveProcessOnThisHostAreNot() throws Exception {
            Process alive = new ProcessBuilder("cat").start();
            try {
                state.leases().acquire("p");
                sql("update lease set owner = '" + LeaseOwner.of(alive.toHandle()) + "'");

                assertThat(other.leases().acquire("p")).isEmpty();
            } finally {
                alive.destroyForcibly().waitFor();
            }
        }

        @Test
        void ofAProcessWhoseNumberWasGivenOutAgainAreTakenAtOnce() throws Exception {
            state.leases().acquire("p");
            LeaseOwner self = LeaseOwner.self();
            sql("update lease set owner = '" + new LeaseOwner(self.host(), self.pid(), "2001-01-01T00:00:00Z") + "'");

            assertThat(other.leases().acquire("p")).isPresent();
        }

        @Test
        void ofAProcessThatStartedASecondAwayAreNotForTheClockMayHaveBeenSet() throws Exception {
            state.leases().acquire("p");
            LeaseOwner self = LeaseOwner.self();
            String adjusted = Instant.parse(self.started()).plusSeconds(1).toString();
            sql("update lease set owner = '" + new LeaseOwner(self.host(), self.pid(), adjusted) + "'");

            assertThat(other.leases().acquire("p")).isEmpty();
        }

        @Test
        void ofAnotherHostAreNotJudgedByTheProcessesHere() throws Exception {
            LeaseOwner dead = deadProcess();
            state.leases().acquire("p");
            sql("update lease set owner = '" + new LeaseOwner("elsewhere", dead.pid(), dead.started()) + "'");

            assertThat(other.leases().acquire("p")).isEmpty();
            clock.pass(Leases.TIME.plusMillis(1));
            assertThat(other.leases().acquire("p")).isPresent();
        }

        @Test
        void makeAPipelineRunningUntilTheyEnd() throws Exception {
            state.positions().number("p");
            assertThat(state.positions().of("p").orElseThrow().running()).isFalse();
            state.leases().acquire("p");
            assertThat(other.positions().of("p").orElseThrow().running()).isTrue();

            // A fraction of a second later than the whole second it expires at.
            clock.pass(Leases.TIME.plusMillis(1));
            assertThat(other.positions().of("p").orElseThrow().running()).isFalse();
        }

        @Test
        void ofADeadProcessDoNotMakeAPipelineRunning() throws Exception {
            state.positions().number("p");
            state.leases().acquire("p");
            sql("update lease set owner = '" + deadProcess() + "'");

            assertThat(other.positions().of("p").orElseThrow().running()).isFalse();
        }

        private LeaseOwner deadProcess() throws Exception {
            Process process = new ProcessBuilder("cat").start();
            LeaseOwner owner = LeaseOwner.of(process.toHandle());
            process.destroyForcibly().waitFor();
            return owner;
        }
    }

    @Nested
    class AfterBeingOvertaken {
        private Lease old;
        private LedgerRow window;

        @BeforeEach
        void overtaken() {
            old = state.leases().acquire("p").orElseThrow();
            window = state.ledger().open(old, "p", WindowKind.LIVE, null, UNTIL);
            overtake();
        }

        @Test
        void nothingCanBeWritten() {
            List<LedgerRow> before = other.ledger().of("p");

            Stream.<Runnable>of(
                            () -> state.leases().renew(old),
                            () -> state.leases().check(old),
                            () -> state.ledger().open(old, "p", WindowKind.LIVE, null, UNTIL),
                            () -> state.ledger().attempt(old, window, "elsewhere"),
                            () -> state.ledger().close(old, window, WindowState.NARROWED, "too long"),
                            () -> state.confirm(old, window, 1, chunk("2", List.of(), UNTIL)),
                            () -> state.positions().completed(old, "p"),
                            () -> state.positions().move(old, "p", BEFORE),
                            () -> state.positions().forgetBookmark(old, "p"))
                    .forEach(write -> assertThatThrownBy(write::run).isInstanceOf(LeaseLost.class));

            assertThat(other.ledger().of("p")).isEqualTo(before);
            assertThat(position()).isNull();
            assertThat(other.positions().of("p").orElseThrow().lastComplete()).isNull();
        }

        @Test
        void theNewHolderWritesOn() {
            Lease lease = new Lease("p", LeaseOwner.self().toString(), old.fence() + 1);

            other.ledger().attempt(lease, window, "cursor-7");

            assertThat(other.ledger()
                            .unfinished("p", WindowKind.LIVE)
                            .orElseThrow()
                            .cursor())
                    .isEqualTo("cursor-7");
        }
    }

    @Nested
    class Positions {
        @Test
        void thatAreMovedLeaveTheOldOneInTheLedgerAndAbandonTheOpenWindow() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow first = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            state.confirm(lease, first, state.positions().number("p"), chunk(null, List.of(), UNTIL));
            LedgerRow open = state.ledger().open(lease, "p", WindowKind.LIVE, UNTIL, NOON);

            state.positions().move(lease, "p", BEFORE);

            assertThat(position()).isEqualTo(BEFORE);
            assertThat(other.ledger().unfinished("p", WindowKind.LIVE)).isEmpty();
            assertThat(other.ledger().of("p"))
                    .extracting(LedgerRow::state)
                    .containsExactly(WindowState.COMPLETE, WindowState.ABANDONED, WindowState.MOVED);
            assertThat(other.ledger().of("p").get(1).id()).isEqualTo(open.id());
            assertThat(other.ledger().of("p").get(2).note()).isEqualTo("was " + UNTIL);
        }

        @Test
        void canBeMovedToTheBeginning() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            state.positions().move(lease, "p", UNTIL);

            state.positions().move(lease, "p", null);

            assertThat(position()).isNull();
            assertThat(other.ledger().of("p"))
                    .extracting(LedgerRow::note)
                    .containsExactly("was the beginning", "was " + UNTIL);
        }

        @Test
        void movedByHandLeaveABackfillAlone() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            state.ledger().open(lease, "p", WindowKind.BACKFILL, BEFORE, UNTIL);

            state.positions().move(lease, "p", UNTIL);

            assertThat(other.ledger().unfinished("p", WindowKind.BACKFILL, BEFORE, UNTIL))
                    .isPresent();
        }
    }

    @Nested
    class Unfinished {
        @Test
        void isTheWindowOfThatKindAndPipelineThatIsOpen() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow closed = state.ledger().open(lease, "p", WindowKind.LIVE, null, BEFORE);
            state.ledger().close(lease, closed, WindowState.NARROWED, "too long");
            LedgerRow open = state.ledger().open(lease, "p", WindowKind.LIVE, BEFORE, UNTIL);
            state.ledger().attempt(lease, open, "cursor-3");

            assertThat(other.ledger().unfinished("p", WindowKind.LIVE)).hasValueSatisfying(row -> {
                assertThat(row.id()).isEqualTo(open.id());
                assertThat(row.cursor()).isEqualTo("cursor-3");
                assertThat(row.attempts()).isEqualTo(1);
            });
            assertThat(other.ledger().unfinished("p", WindowKind.BACKFILL)).isEmpty();
            assertThat(other.ledger().unfinished("q", WindowKind.LIVE)).isEmpty();
        }

        @Test
        void sliceOfABackfillIsTheOneWithItsEnds() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            state.ledger().open(lease, "p", WindowKind.BACKFILL, BEFORE, UNTIL);
            LedgerRow slice = state.ledger().open(lease, "p", WindowKind.BACKFILL, UNTIL, NOON);

            assertThat(other.ledger().unfinished("p", WindowKind.BACKFILL, UNTIL, NOON))
                    .map(LedgerRow::id)
                    .contains(slice.id());
            assertThat(other.ledger().unfinished("p", WindowKind.BACKFILL, BEFORE, NOON))
                    .isEmpty();
        }
    }

    @Nested
    class FingerprintRecords {
        @Test
        void areFoundAmongManyMoreThanAStatementTakes() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            long number = state.positions().number("p");
            List<Fingerprint> records = LongStream.range(-600, 601)
                    .mapToObj(id -> new Fingerprint(id, id * 7))
                    .toList();
            state.confirm(lease, window, number, chunk("2", records, null));

            Map<Long, Long> found = other.fingerprints()
                    .of(number, LongStream.range(-1000, 1000).boxed().toList());

            assertThat(found).hasSize(1201).containsEntry(-600L, -4200L).containsEntry(600L, 4200L);
        }

        @Test
        void haveTheirLatestContent() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            long number = state.positions().number("p");

            state.confirm(lease, window, number, chunk("2", List.of(new Fingerprint(1, 11)), null));
            state.confirm(lease, window, number, chunk("3", List.of(new Fingerprint(1, 12)), null));

            assertThat(other.fingerprints().of(number, List.of(1L))).isEqualTo(Map.of(1L, 12L));
        }

        @Test
        void areAPipelinesOwn() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            state.confirm(
                    lease, window, state.positions().number("p"), chunk("2", List.of(new Fingerprint(1, 11)), null));

            assertThat(state.positions().number("q"))
                    .isNotEqualTo(state.positions().number("p"));
            assertThat(state.fingerprints().of(state.positions().number("q"), List.of(1L)))
                    .isEmpty();
            assertThat(state.fingerprints().of(state.positions().number("p"), List.of()))
                    .isEmpty();
        }
    }

    @Nested
    class QuarantinedRecords {
        @Test
        void keepsTheSameBytesOncePerPipeline() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            confirmSetAside(lease, window, bad("p", "<a", "torn"));
            clock.pass(Duration.ofMinutes(1));
            confirmSetAside(lease, window, bad("p", "<a", "still torn"));
            confirmSetAside(lease, window, bad("p", "<b", "torn"));
            confirmSetAside(lease, window, bad("q", "<a", "torn"));

            assertThat(other.quarantine().of("p")).hasSize(2);
            assertThat(other.quarantine().of("q")).hasSize(1);
            assertThat(other.quarantine().of(null)).hasSize(3);
            QuarantinedRecord first = other.quarantine().of("p").get(0);
            assertThat(first.cause()).isEqualTo("still torn");
            assertThat(first.at()).isEqualTo(NOON.plusSeconds(60));
            assertThat(first.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("<a");
        }

        @Test
        void dropsARecordOnce() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            confirmSetAside(
                    lease, state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL), bad("p", "<a", "torn"));
            long id = other.quarantine().of("p").get(0).id();

            assertThat(other.quarantine().drop(id)).isTrue();
            assertThat(other.quarantine().drop(id)).isFalse();
            assertThat(state.quarantine().record(id)).isEmpty();
        }

        @Test
        void aDroppedRecordIsNoRepeat() {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, UNTIL);
            long number = state.positions().number("p");
            List<Long> marks = List.of(Digest.of("bad").head(), 7L);
            confirmSetAside(lease, window, bad("p", "<a", "torn"));
            List<Fingerprint> seen =
                    marks.stream().map(mark -> new Fingerprint(mark, 1)).toList();
            state.confirm(
                    lease,
                    window,
                    number,
                    new ChunkCommit(0, "3", 0, 0, 0, List.of(), seen, List.of(), false, null, null));

            state.quarantine().drop(other.quarantine().of("p").get(0).id());

            assertThat(other.fingerprints().of(number, marks)).containsOnlyKeys(7L);
        }

        private void confirmSetAside(Lease lease, LedgerRow window, QuarantinedRecord record) {
            state.confirm(
                    lease,
                    window,
                    state.positions().number("p"),
                    new ChunkCommit(0, "2", 0, 0, 0, List.of(record), List.of(), List.of(), false, null, null));
        }
    }

    @Nested
    class AnswersOfTheSource {
        @Test
        void areRememberedUntilARunCompletes() {
            Instant welcome = NOON.plusSeconds(60);
            state.positions().failed("p", "Libris is tired", welcome);
            assertThat(other.positions().of("p")).hasValueSatisfying(row -> {
                assertThat(row.lastError()).isEqualTo("Libris is tired");
                assertThat(row.notBefore()).isEqualTo(welcome);
            });

            state.positions().failed("p", "stopped as asked", null);
            assertThat(other.positions().of("p")).hasValueSatisfying(row -> {
                assertThat(row.lastError()).isEqualTo("stopped as asked");
                assertThat(row.notBefore()).as("the source still wants silence").isEqualTo(welcome);
            });

            state.positions().completed(state.leases().acquire("p").orElseThrow(), "p");
            assertThat(other.positions().of("p")).hasValueSatisfying(row -> {
                assertThat(row.lastError()).isNull();
                assertThat(row.notBefore()).isNull();
                assertThat(row.lastComplete()).isEqualTo(NOON);
            });
        }
    }

    @Nested
    class Opening {
        @Test
        void keepsWhatIsThere() {
            state.positions().move(state.leases().acquire("p").orElseThrow(), "p", UNTIL);
            state.close();

            state = State.open(url(), null, null, clock);

            assertThat(position()).isEqualTo(UNTIL);
        }

        @RepeatedTest(10)
        void aNewDatabaseWorksForAllWhoDoSoAtOnce() throws Exception {
            String fresh = fresh();

            List<Long> numbers = atOnce(4, number -> {
                try (State mine = State.open(fresh, null, null, clock)) {
                    return mine.positions().number("p");
                }
            });

            assertThat(numbers).containsOnly(1L);
        }
    }

    @Nested
    class TablesOfAnotherVersion {
        @Test
        void areBroughtUpToDateWhereFlywayMadeThem() throws Exception {
            String old = fresh();
            try (var connection = DriverManager.getConnection(old);
                    var sql = connection.createStatement()) {
                for (String statement : firstScript(old).replaceAll("--.*", "").split(";\\s*\n")) {
                    sql.execute(statement);
                }
                sql.execute("create table flyway_schema_history (version text, success boolean)");
                sql.execute("insert into flyway_schema_history values (null, true), ('1', true)");
            }

            try (State upToDate = State.open(old, null, null, clock)) {
                assertThat(upToDate.positions().number("p")).isEqualTo(1);
            }
            State.open(old, null, null, clock).close();
        }

        private String firstScript(String url) throws IOException {
            String folder = url.startsWith("jdbc:sqlite:") ? "sqlite" : "postgresql";
            try (var script = State.class.getResourceAsStream(folder + "/1.sql")) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Test
        void areRefusedWhereANewerBokbussMadeThem() throws SQLException {
            sql("update bokbuss_schema set version = 99");

            assertThatThrownBy(() -> State.open(url(), null, null, clock))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll("state.url", "newer Bokbuss", "99", "use that version");
        }
    }

    // What the tests are made of

    private void overtake() {
        clock.pass(Leases.TIME.plusMillis(1));
        other.leases().acquire("p").orElseThrow();
    }

    private Instant position() {
        return other.positions().of("p").orElseThrow().position();
    }

    private static ChunkCommit chunk(String cursor, List<Fingerprint> seen, Instant position) {
        return new ChunkCommit(
                1, cursor, 10, 2, 3, List.of(bad("p", "<a", "torn")), seen, List.of(), cursor == null, position, null);
    }

    private static QuarantinedRecord bad(String pipeline, String bytes, String cause) {
        return new QuarantinedRecord(
                0, pipeline, null, "bad", cause, "GET /", 7, "application/xml", bytes.getBytes(StandardCharsets.UTF_8));
    }

    final void sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private interface Work<T> {
        T by(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int many, Work<T> work) throws Exception {
        var threads = Executors.newFixedThreadPool(many);
        try {
            CyclicBarrier start = new CyclicBarrier(many);
            List<Callable<T>> all = LongStream.range(0, many)
                    .<Callable<T>>mapToObj(number -> () -> {
                        start.await();
                        return work.by((int) number);
                    })
                    .toList();
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> one : threads.invokeAll(all)) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
