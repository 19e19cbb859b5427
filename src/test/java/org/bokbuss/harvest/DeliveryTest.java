package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.deliver.StagedOutput;
import org.bokbuss.fetch.RetryPolicy;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Waiting;
import org.bokbuss.state.LeaseLost;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a page's records when steps and sinks take them, refuse them, or fail. */
class DeliveryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int ATTEMPTS = 3;

    @TempDir
    Path folder;

    /** What a step or a sink throws at a record; null if it takes it. */
    private interface Step {
        Throwable takes(String subject);
    }

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> taken = new ArrayList<>();
    private final RunCounts counts = new RunCounts(false);
    private State state;
    private RunLease lease;
    private LedgerRow window;
    private Delivery delivery;
    private PageReader page;
    private String stop;

    @BeforeEach
    void begin() {
        state = State.open("jdbc:sqlite:" + folder.resolve("bokbuss.db"));
        lease = new RunLease(state.leases(), "p", RunRequest.live());
        lease.acquire();
        window = state.ledger().open(lease.lease(), "p", WindowKind.LIVE, null, NOON);
        delivery = delivery(false);
    }

    private Delivery delivery(boolean dryRun) {
        long number = state.positions().number("p");
        return new Delivery(
                new ChunkMessages.Terms(
                        context, state, "p", number, "http://source/", false, null, false, dryRun, () -> false),
                lease,
                new Waiting(() -> stop, RunInterrupted::new),
                new RetryPolicy(ATTEMPTS, Duration.ZERO, Duration.ZERO),
                new RunListener() {},
                counts);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void page(String... subjects) throws IOException {
        page(List.of(subjects));
    }

    private void page(List<String> subjects) throws IOException {
        page = new PageReader(new Page(null, null), null, "http://source/page", "text/plain", () -> {
            Iterator<String> all = subjects.iterator();
            return () -> all.hasNext() ? record(all.next()) : null;
        });
    }

    private static LibraryRecord record(String subject) {
        byte[] bytes = subject.getBytes(UTF_8);
        return new LibraryRecord(subject, false, "2026-03-01T00:00:00Z", "text/plain", bytes, Map.of(), bytes, 0, null);
    }

    /** Hands the page's records to the step, as the loop does, until the chunk is complete. */
    private Chunk deliver(Step step) throws Exception {
        Optional<Chunk> complete = Optional.empty();
        while (complete.isEmpty()) {
            handOver(step);
            complete = delivery.complete(page);
        }
        return complete.get();
    }

    private void handOver(Step step) {
        Exchange split = new DefaultExchange(context);
        for (Iterator<Message> messages = delivery.records(split, page, window); messages.hasNext(); ) {
            Exchange record = new DefaultExchange(context);
            record.setMessage(messages.next());
            delivery.handOver(record);
            String subject = record.getMessage().getHeader("CamelCloudEventSubject", String.class);
            Throwable thrown = step.takes(subject);
            if (thrown == null) {
                taken.add(subject);
            }
            record.setException(thrown);
            UnitOfWorkHelper.doneSynchronizations(
                    record, record.getExchangeExtension().handoverCompletions());
        }
    }

    private void confirm(Chunk chunk) {
        delivery.confirm(chunk.commit(null, List.of(), true, NOON, null));
    }

    private static Step takesAll() {
        return subject -> null;
    }

    @Test
    void whatHasArrivedIsConfirmedInTheLedger() throws Exception {
        page("a", "b", "c");

        confirm(deliver(takesAll()));

        assertThat(taken).containsExactly("a", "b", "c");
        assertThat(state.ledger().of("p")).singleElement().satisfies(row -> {
            assertThat(row.records()).isEqualTo(3);
            assertThat(row.pages()).isEqualTo(1);
        });
        assertThat(state.positions().of("p"))
                .hasValueSatisfying(now -> assertThat(now.position()).isEqualTo(NOON));
        assertThat(counts.delivered()).isEqualTo(3);
        assertThat(counts.latest()).isEqualTo("2026-03-01T00:00:00Z");
    }

    @Test
    void whatWasDeliveredBeforeIsNotHandedOverAgain() throws Exception {
        page("a", "b");
        confirm(deliver(takesAll()));
        window = state.ledger().open(lease.lease(), "p", WindowKind.LIVE, NOON, NOON);
        page("a", "b", "c");

        confirm(deliver(takesAll()));

        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void aRecordRefusedOnceIsHandedOverOnceMoreAndNoOther() throws Exception {
        page("a", "b", "c");
        List<String> refused = new ArrayList<>();

        deliver(subject ->
                subject.equals("b") && refused.isEmpty() && refused.add(subject) ? new IOException("busy") : null);

        assertThat(taken).containsExactly("a", "b", "c");
    }

    @Test
    void aRecordRefusedEachTimeGoesToQuarantineAndTheOthersArrive() throws Exception {
        page("a", "b", "c");
        List<String> refused = new ArrayList<>();

        confirm(deliver(subject -> {
            if (!subject.equals("b")) {
                return null;
            }
            refused.add(subject);
            return new IllegalArgumentException("no shelf");
        }));

        assertThat(refused).hasSize(ATTEMPTS);
        assertThat(taken).containsExactly("a", "c");
        assertThat(state.quarantine().of("p"))
                .extracting(QuarantinedRecord::subject, QuarantinedRecord::cause)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "b", "could not be delivered: IllegalArgumentException: no shelf"));
    }

    @Test
    void whatAReceiverRejectsGoesToQuarantineAtOnce() throws Exception {
        page("a", "b", "c");
        List<String> asked = new ArrayList<>();

        confirm(deliver(subject -> {
            asked.add(subject);
            return subject.equals("b") ? new RecordRejected("not ours") : null;
        }));

        assertThat(asked).containsExactly("a", "b", "c");
        assertThat(state.quarantine().of("p"))
                .extracting(QuarantinedRecord::cause)
                .containsExactly("not ours");
    }

    static Stream<Arguments> outages() {
        return Stream.of(
                Arguments.argumentSet("a disk", new IOException("the disk is full")),
                Arguments.argumentSet("a database", new SQLException("no connection")),
                Arguments.argumentSet(
                        "a source that is asked", new SourceFailure(SourceFailure.Kind.TRANSIENT, "it is away")),
                Arguments.argumentSet("the spool", new SourceFailure(SourceFailure.Kind.DISK_FULL, "no room")),
                Arguments.argumentSet(
                        "behind a step's own", new IllegalStateException("it fails", new IOException("reset"))));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void anOutageIsRetriedThenStopsTheRun(Throwable outage) throws Exception {
        page("a", "b");
        List<String> asked = new ArrayList<>();

        assertThatThrownBy(() -> deliver(subject -> {
                    asked.add(subject);
                    return outage;
                }))
                .isInstanceOf(RunInterrupted.class)
                .hasMessageStartingWith("p: delivery failed 3 times at the same place: ");

        assertThat(asked).containsOnly("a").hasSize(ATTEMPTS);
        assertThat(state.quarantine().of("p")).isEmpty();
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.argumentSet("a wrong setting", new UserError("folder=/x is no folder"), UserError.class),
                Arguments.argumentSet("a sink that takes no more", new SinkUnavailable("full"), SinkUnavailable.class),
                Arguments.argumentSet("a class that is missing", new NoClassDefFoundError("x"), RunInterrupted.class));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whatNoRetryCanHelpStopsTheRunAtOnce(Throwable thrown, Class<?> stops) throws Exception {
        page("a", "b");
        List<String> asked = new ArrayList<>();

        assertThatThrownBy(() -> deliver(subject -> {
                    asked.add(subject);
                    return thrown;
                }))
                .isInstanceOf(stops);

        assertThat(asked).containsExactly("a");
    }

    @Test
    void aRecordThatOverflowsTheStackIsABadRecord() throws Exception {
        page("a", "b");

        confirm(deliver(subject -> subject.equals("a") ? new StackOverflowError() : null));

        assertThat(taken).containsExactly("b");
        assertThat(state.quarantine().of("p")).hasSize(1);
    }

    @Test
    void twentyRefusedInARowAreNoLongerBadRecords() throws Exception {
        List<String> many =
                IntStream.range(0, 30).mapToObj(number -> "r" + number).toList();
        page(many);

        assertThatThrownBy(() -> deliver(subject -> new IllegalArgumentException("no shelf")))
                .isInstanceOf(RunInterrupted.class)
                .hasMessageContaining("no shelf");
    }

    /** A sink that notes what it is told, and fails as often as it is to. */
    private List<String> sink(int failures) {
        List<String> told = new ArrayList<>();
        barrier().handover(this, StagedOutput.class, () -> new StagedOutput() {
            @Override
            public void settle() throws IOException {
                told.add("settle");
                if (told.size() <= failures) {
                    throw new IOException("the disk is full");
                }
            }

            @Override
            public void discard() {
                told.add("discard");
            }
        });
        return told;
    }

    @Test
    void sinksSettleOnceAllRecordsHaveArrived() throws Exception {
        page("a", "b");
        List<String> told = sink(0);
        List<String> refused = new ArrayList<>();

        deliver(subject -> {
            assertThat(told).isEmpty();
            return subject.equals("b") && refused.isEmpty() && refused.add(subject) ? new IOException("busy") : null;
        });

        assertThat(told).containsExactly("settle");
    }

    @Test
    void whatSinksCouldNotKeepIsHandedOverOnceMore() throws Exception {
        page("a", "b");
        List<String> told = sink(1);

        deliver(takesAll());

        assertThat(told).containsExactly("settle", "discard");
        assertThat(taken).containsExactly("a", "b", "a", "b");
    }

    @Test
    void whoWasOvertakenPublishesNothing() throws Exception {
        page("a");
        List<String> told = sink(0);
        state.leases().release(lease.lease());
        new RunLease(state.leases(), "p", RunRequest.live()).acquire();

        assertThatThrownBy(() -> deliver(takesAll())).isInstanceOf(LeaseLost.class);
        delivery.discard();

        assertThat(told).containsExactly("discard");
    }

    @Test
    void aStopEndsTheWaitForRecordsOnTheirWay() throws Exception {
        page("a");
        Iterator<Message> messages = delivery.records(new DefaultExchange(context), page, window);
        Exchange record = new DefaultExchange(context);
        record.setMessage(messages.next());
        delivery.handOver(record);
        stop = "stopped as asked";

        assertThatThrownBy(() -> delivery.complete(page))
                .isInstanceOf(RunInterrupted.class)
                .hasMessage("p: stopped before all records of the page had arrived");
    }

    @Test
    void chunksOfAWindowAreNumberedByWhatTheLedgerHasSeen() throws Exception {
        page("a");
        assertThat(barrier().number()).isEqualTo(1);
        confirm(deliver(takesAll()));
        page("b");
        assertThat(barrier().number()).isEqualTo(2);

        LedgerRow killed = state.ledger().of("p").get(0);
        delivery = delivery(false);
        window = killed;
        assertThat(barrier().name()).endsWith("-%06d-0002".formatted(killed.id()));
    }

    private Barrier barrier() {
        Exchange split = new DefaultExchange(context);
        delivery.records(split, page, window);
        return split.getProperty(Barrier.PROPERTY, Barrier.class);
    }

    @Test
    void aDryRunCountsAndHandsNothingOver() throws Exception {
        delivery = delivery(true);
        page("a", "b");

        confirm(deliver(takesAll()));

        assertThat(taken).isEmpty();
        assertThat(counts.delivered()).isEqualTo(2);
        assertThat(state.ledger().of("p")).singleElement().satisfies(row -> assertThat(row.records())
                .isZero());
    }
}
