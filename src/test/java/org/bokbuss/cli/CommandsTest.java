package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.config.Secrets;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands, against a Libris of 80 bibs on 8 pages. */
class CommandsTest {
    @TempDir
    Path folder;

    private Sandbox libris;
    private Workspace trip;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(80).pageSize(10).start();
        trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld");
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Entry bib(int number) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    private List<LedgerRow> ledger() {
        try (var state = trip.state()) {
            return state.ledger().of("p");
        }
    }

    private Instant position() {
        try (var state = trip.state()) {
            return state.positions().of("p").orElseThrow().position();
        }
    }

    private List<QuarantinedRecord> quarantine() {
        try (var state = trip.state()) {
            return state.quarantine().of("p");
        }
    }

    /** Libris counts in whole seconds: what changed in this one belongs to the next. */
    private static void nextSecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now()
                .minusMillis(20)
                .truncatedTo(ChronoUnit.SECONDS)
                .isAfter(now));
    }

    private void assertOnce(int exit) {
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    }

    // once

    @Test
    void aDefectThatIsPrintedTellsNoSecret() {
        Secrets.learn("password", "kept-to-ourselves-7");

        assertThat(Bokbuss.masked(new IllegalStateException("refused", new IOException("kept-to-ourselves-7"))))
                .contains("IllegalStateException: refused", "Caused by: java.io.IOException", "at ")
                .doesNotContain("kept-to-ourselves-7");
    }

    @Test
    void onceRunsThePipelinesItNames() {
        trip.route("q", folder.resolve("q"), "set: auth").route("r", folder.resolve("r"), "set: hold");

        Workspace.Result result = trip.run("once", "r", "p");

        assertThat(result.exit()).isZero();
        assertThat(trip.subjects()).hasSize((int) libris.catalogue().count("bib"));
        assertThat(Workspace.events(folder.resolve("r")))
                .hasSize((int) libris.catalogue().count("hold"));
        assertThat(folder.resolve("q")).doesNotExist();
        assertThat(result.out()).contains("p: 80 records delivered", "r: 80 records delivered", "complete");
    }

    @Test
    void onceTwiceDeliversNothingNew() {
        assertOnce(0);
        assertOnce(0);

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void aLimitStopsAndTheNextRunGoesOn() {
        assertThat(trip.run("once", "p", "--limit", "25").exit()).isZero();

        assertThat(trip.subjects()).hasSize(25);
        assertThat(position()).isNull();

        assertOnce(0);
        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    @Test
    void aDryRunDeliversAndMovesNothing() throws IOException {
        Workspace.Result result = trip.run("once", "p", "--dry-run");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("p: 80 records would be delivered").doesNotContain("records delivered");
        assertThat(result.err()).contains("p: would be delivered: 80 records");
        if (Files.exists(trip.out())) {
            try (Stream<Path> files = Files.list(trip.out())) {
                assertThat(files).isEmpty();
            }
        }
        assertThat(ledger()).isEmpty();
        assertThat(position()).isNull();
        assertOnce(0);
        assertThat(trip.subjects()).hasSize(80);
    }

    // What changes between runs

    @Test
    void changesArriveOnceEach() {
        assertOnce(0);
        Entry updated = libris.catalogue().update(bib(3).id());
        Entry deleted = libris.catalogue().delete(bib(7).id());
        Entry added = libris.catalogue().addBib();
        Entry touched = libris.catalogue().touch(bib(11).id());
        nextSecond();

        assertOnce(0);
        nextSecond();
        assertOnce(0);

        List<JsonNode> news = trip.events().subList(80, trip.events().size());
        assertThat(news)
                .extracting(event ->
                        event.get("subject").asText() + " " + event.get("type").asText())
                .contains(
                        updated.uri() + " bokbuss.record.changed",
                        deleted.uri() + " bokbuss.record.deleted",
                        added.uri() + " bokbuss.record.changed")
                .doesNotHaveDuplicates()
                .allMatch(line -> Stream.of(updated, deleted, added, touched).anyMatch(e -> line.startsWith(e.uri())));
    }

    @Test
    void theSameStateHasTheSameIdAndAnotherStateAnother() {
        String subject = bib(3).uri();
        assertOnce(0);
        libris.catalogue().update(bib(3).id());
        nextSecond();
        assertOnce(0);
        assertThat(trip.run("position", "reset", "p").exit()).isZero();
        trip.route("set: bib, metadataPrefix: jsonld, unchanged: deliver");
        assertOnce(0);

        List<String> ids = trip.events().stream()
                .filter(event -> event.get("subject").asText().equals(subject))
                .map(event -> event.get("id").asText())
                .toList();
        assertThat(ids).hasSize(3);
        assertThat(ids.get(0)).isNotEqualTo(ids.get(1));
        assertThat(ids.get(1)).isEqualTo(ids.get(2));
    }

    @Test
    void theOverlapReachesBackAndRepeatsAreRecognised() {
        libris.catalogue().update(bib(3).id());
        nextSecond();
        assertOnce(0);
        Instant first = position();
        Workspace.Result second = trip.once();

        assertThat(second.out()).contains("p: 0 records delivered", "1 repeats skipped");
        List<LedgerRow> windows = ledger();
        assertThat(windows).hasSize(2);
        // Not beyond the source's own clock, which tells whole seconds.
        assertThat(first)
                .isBetween(
                        windows.get(0).until().minusSeconds(1), windows.get(0).until());
        Instant back = first.minus(Duration.ofMinutes(2));
        assertThat(windows.get(1).from()).isEqualTo(back);
        assertThat(libris.requests().get(libris.requests().size() - 1).parameter("from"))
                .hasValue(back.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @Test
    void unchangedRecordsAreDeliveredWhereTheTeamWantsThem() {
        libris.catalogue().update(bib(3).id());
        nextSecond();
        trip.route("set: bib, metadataPrefix: jsonld, unchanged: deliver");
        assertOnce(0);
        assertOnce(0);

        assertThat(trip.subjects()).hasSize(81);
        assertThat(trip.subjects().get(80)).isEqualTo(bib(3).uri());
    }

    @Test
    void aPlaceholderMayHoldAnyLetter() {
        libris.catalogue().addHolding(bib(0).id(), "Ål");
        nextSecond();
        trip.route("set: '{{team.set}}', metadataPrefix: jsonld").file("team.properties", "team.set=hold:Ål\n");

        Workspace.Result result = trip.run("once", "p", "--config", folder + "/team.properties");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(trip.subjects()).hasSize((int) libris.catalogue().count("hold:Ål"));
        assertThat(trip.subjects()).isNotEmpty();
    }

    // backfill

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aBackfillBringsTheIntervalAndLeavesThePositionAlone(int slices) {
        Instant from = Instant.parse("2020-01-01T00:00:00Z");
        Instant until = Instant.parse("2023-01-01T00:00:00Z");
        trip.position("p", Instant.parse("2024-05-05T00:00:00Z"));

        Workspace.Result result =
                trip.run("backfill", "p", "--from", "2020-01-01", "--until", until.toString(), "--slices", "" + slices);

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(trip.subjects())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(libris.catalogue()
                        .entries()
                        .filter(entry -> entry.kind() == Kind.BIB)
                        .filter(entry -> !entry.modified().isBefore(from)
                                && !entry.modified().isAfter(until))
                        .map(Entry::uri)
                        .toList());
        assertThat(position()).isEqualTo(Instant.parse("2024-05-05T00:00:00Z"));
        List<LedgerRow> windows = ledger().stream()
                .filter(row -> row.kind() == WindowKind.BACKFILL)
                .toList();
        assertThat(windows).hasSize(slices).allMatch(row -> row.state() == WindowState.COMPLETE);
        assertThat(trip.run("ledger", "p").out()).doesNotContain("hole");
    }

    // status, ledger, position

    @Test
    void statusForPeople() {
        assertOnce(0);

        Workspace.Result status = trip.run("status");

        assertThat(status.exit()).isZero();
        assertThat(status.out().lines().findFirst().orElseThrow())
                .containsSubsequence(
                        "pipeline",
                        "position",
                        "last complete",
                        "records",
                        "seconds behind",
                        "quarantined",
                        "last error");
        assertThat(status.out().lines().toList().get(1)).startsWith("p ").contains(" 80 ");
    }

    @Test
    void statusForPrograms() throws IOException {
        libris.faults().add("403@5*forever");
        trip.route("q", folder.resolve("q"), "set: hold");
        assertOnce(4);

        JsonNode rows = new ObjectMapper().readTree(trip.run("status", "--json").out());

        assertThat(rows).hasSize(2);
        JsonNode p = rows.get(0);
        assertThat(p.get("pipeline").asText()).isEqualTo("p");
        assertThat(p.get("position").isNull()).isTrue();
        assertThat(p.get("lastComplete").isNull()).isTrue();
        assertThat(p.get("records").asInt()).isEqualTo(40);
        assertThat(p.get("quarantined").asInt()).isZero();
        assertThat(p.get("lastError").asText()).contains("403");

        libris.faults().clear();
        assertOnce(0);
        p = new ObjectMapper().readTree(trip.run("status", "--json").out()).get(0);
        assertThat(Instant.parse(p.get("position").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(Instant.parse(p.get("lastComplete").asText()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(p.get("secondsBehind").asLong()).isBetween(0L, 60L);
        assertThat(p.get("records").asInt()).isEqualTo(80);
        assertThat(p.get("lastError").isNull()).isTrue();
        assertThat(rows.get(1).get("pipeline").asText())
                .as("never run, still a row")
                .isEqualTo("q");
    }

    @Test
    void theLedgerNamesTheHoleThatAFaultLeft() {
        libris.faults().add("403@5*forever");
        assertOnce(4);

        Workspace.Result open = trip.run("ledger", "p");

        assertThat(open.exit()).isZero();
        assertThat(open.out()).containsPattern("live +- .* open +1 +4 +40 ");
        assertThat(open.out()).contains("hole: ", "is not complete");
        libris.faults().clear();
        assertOnce(0);
        assertThat(trip.run("ledger", "p").out())
                .doesNotContain("hole")
                .containsPattern("live +- .* complete +2 +8 +80 ");
    }

    @Test
    void theLedgerNamesWhatAMoveOfThePositionLeftOut() {
        trip.position("p", Instant.parse("2019-01-01T00:00:00Z"));
        assertOnce(0);
        Instant end = ledger().get(1).until();
        nextSecond();
        // Beyond what has been harvested, and beyond what the overlap reaches back to.
        trip.route("set: bib, metadataPrefix: jsonld, overlap: 0s");
        trip.position("p", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        assertOnce(0);

        assertThat(trip.run("ledger", "p").out()).contains("hole: " + end, "was not harvested; use backfill");
    }

    @Test
    void aPositionIsShownAndMovedAndTheOldOneKept() {
        assertOnce(0);
        Instant old = position();

        assertThat(trip.run("position", "show", "p").out().strip()).isEqualTo(old.toString());
        assertThat(trip.run("position", "set", "p", "2022-03-04").out())
                .isEqualTo("p now stands at 2022-03-04T00:00:00Z" + System.lineSeparator());
        assertThat(position()).isEqualTo(Instant.parse("2022-03-04T00:00:00Z"));
        assertThat(trip.run("position", "reset", "p").out()).contains("the beginning");
        assertThat(position()).isNull();
        assertThat(trip.run("ledger", "p").out()).contains("was " + old, "was 2022-03-04T00:00:00Z");
    }

    @Test
    void afterAMoveTheRunBeginsThere() {
        trip.position("p", Instant.parse("2022-03-04T00:00:00Z"));

        assertOnce(0);

        assertThat(libris.requests().get(0).parameter("from")).hasValue("2022-03-03T23:58:00Z");
    }

    // quarantine

    @Test
    void aRecordThatLibrisMendsIsReplayedInItsNewestState() {
        Entry broken = bib(30);
        libris.faults().add("conversion@5*1");
        assertOnce(3);
        QuarantinedRecord aside = quarantine().get(0);
        Entry newest = libris.catalogue().update(aside.subject());

        Workspace.Result replay = trip.run("quarantine", "replay", "p");

        assertThat(replay.exit()).as(replay.err()).isZero();
        assertThat(replay.out()).contains("p: 1 records delivered");
        assertThat(quarantine()).isEmpty();
        JsonNode last = trip.events().get(79);
        assertThat(last.get("subject").asText()).isEqualTo(aside.subject());
        assertThat(last.get("time").asText()).startsWith(newest.datestamp().substring(0, 10));
        assertThat(Instant.from(java.time.OffsetDateTime.parse(last.get("time").asText())))
                .isEqualTo(newest.modified());
        assertThat(broken.deleted()).isFalse();
        assertThat(trip.run("ledger", "p").out()).containsPattern("replay .* complete ");
    }

    @Test
    void replayByNumberLeavesTheOthers() {
        libris.faults().add("conversion@3");
        libris.faults().add("conversion@5");
        assertOnce(3);
        assertThat(quarantine()).hasSize(2);
        QuarantinedRecord second = quarantine().get(1);

        assertThat(trip.run("quarantine", "replay", "" + second.id()).exit()).isZero();

        assertThat(quarantine()).extracting(QuarantinedRecord::id).containsExactly(second.id() - 1);
        assertThat(trip.subjects()).hasSize(79).contains(second.subject());
    }

    @Test
    void aReplayGoesOnBehindARecordThatCannotBeRead() {
        FailingStep.at(call -> call <= 3 ? new RecordRejected("not now") : null);
        trip.source("libris-sru-source").route("query: '*'", FailingStep.STEP);
        assertOnce(3);
        assertThat(quarantine()).hasSize(3);
        QuarantinedRecord first = quarantine().get(0);
        trip.sql("update quarantine set bytes = cast('<record><a>torn' as blob) where id = " + first.id());

        Workspace.Result replay = trip.run("quarantine", "replay");

        assertThat(replay.exit()).as(replay.err()).isEqualTo(3);
        assertThat(replay.out()).contains("p: 2 records delivered", "1 quarantined");
        assertThat(quarantine()).extracting(QuarantinedRecord::subject).containsOnly(first.subject());
    }

    @Test
    void aRecordThatTheSourceNoLongerHasStaysAndIsCounted() {
        FailingStep.at(call -> call == 1 ? new RecordRejected("not now") : null);
        trip.source("libris-oaipmh-source").route("set: bib, metadataPrefix: jsonld", FailingStep.STEP);
        assertOnce(3);
        trip.sql("update quarantine set subject = 'https://libris.kb.se/zzzzzzzzzzzzzzz'");

        Workspace.Result replay = trip.run("quarantine", "replay");

        assertThat(replay.exit()).as(replay.err()).isEqualTo(3);
        assertThat(replay.err()).contains("no longer has");
        assertThat(quarantine()).hasSize(1);
    }

    @Test
    void whatCannotBeReadStaysInQuarantine() {
        String broken = bib(30).uri();
        libris.catalogue().breakConversion(broken);
        assertOnce(3);
        assertThat(trip.subjects()).hasSize(79).doesNotContain(broken);

        Workspace.Result replay = trip.run("quarantine", "replay");

        assertThat(replay.exit()).as(replay.out()).isEqualTo(3);
        assertThat(quarantine()).extracting(QuarantinedRecord::subject).containsExactly(broken);
        assertThat(trip.subjects()).hasSize(79);
    }

    @Test
    void quarantineIsListedShownAndDropped() {
        libris.faults().add("control@5");
        assertOnce(3);
        QuarantinedRecord aside = quarantine().get(0);

        assertThat(trip.run("quarantine", "list").out()).contains("subject", aside.subject(), "p ");
        assertThat(trip.run("quarantine", "list", "q").out()).doesNotContain(aside.subject());
        Workspace.Result shown = trip.run("quarantine", "show", "" + aside.id());
        assertThat(shown.out())
                .contains("pipeline: p", "subject:  " + aside.subject(), "cause:    ", "verb=ListRecords", "<header>");
        assertThat(shown.out()).doesNotContainPattern("[\\p{Cntrl}&&[^\\r\\n\\t]]");
        assertThat(trip.run("quarantine", "drop", "" + aside.id()).out()).contains("dropped " + aside.id());
        assertThat(quarantine()).isEmpty();
        assertThat(trip.run("quarantine", "replay").out()).contains("nothing to replay");
    }

    @Test
    void aPositionMovedBackBringsAgainWhatLiesBehindIt() {
        assertOnce(0);
        assertThat(trip.run("position", "reset", "p").exit()).isZero();
        assertOnce(0);
        assertThat(trip.subjects()).hasSize(160);

        Instant stood = position();
        libris.catalogue().update(bib(3).id());
        nextSecond();
        assertOnce(0);
        assertThat(trip.run("position", "set", "p", stood.toString()).exit()).isZero();
        trip.route("set: bib, metadataPrefix: jsonld, overlap: 0s");
        assertOnce(0);
        assertOnce(0);

        assertThat(trip.subjects().subList(160, trip.subjects().size())).containsExactly(bib(3).uri(), bib(3).uri());
    }

    @Test
    void aPositionMovedForwardForgetsNothing() {
        assertOnce(0);
        trip.run("position", "set", "p", position().plusSeconds(1).toString());
        trip.route("set: bib, metadataPrefix: jsonld, overlap: 90000d");
        assertOnce(0);

        assertThat(trip.subjects()).hasSize(80);
    }

    @Test
    void aRecordThatWasDroppedWasNotDelivered() {
        FailingStep.at(call -> call == 5 ? new RecordRejected("not this one") : null);
        trip.route("set: bib, metadataPrefix: jsonld, overlap: 90000d", FailingStep.STEP);
        assertOnce(3);
        assertOnce(0);
        assertThat(trip.subjects())
                .as("one that lies in quarantine is a repeat")
                .hasSize(79);

        trip.run("quarantine", "drop", "" + quarantine().get(0).id());
        assertOnce(0);

        assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
    }

    // check, explain

    @Test
    void checkAsksEveryUpstreamWhoItIs() {
        Workspace.Result check = trip.run("check");

        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out()).contains("1 pipelines, no mistakes", "p: 127.0.0.1:", "answers; its clock differs by");
        assertThat(libris.requests())
                .extracting(request -> request.parameter("verb").orElse(""))
                .containsExactly("Identify");
        assertThat(ledgerExists()).isFalse();
    }

    private boolean ledgerExists() {
        try (var state = trip.state()) {
            return !state.ledger().of("p").isEmpty()
                    || state.positions().of("p").isPresent();
        }
    }

    @Test
    void checkLeavesAloneWhatIsSwitchedOff() {
        trip.file(
                "routes/p.camel.yaml",
                trip.text("routes/p.camel.yaml").replace("id: p", "id: p\n    autoStartup: \"{{p.enabled:false}}\""));
        int before = libris.requests().size();

        Workspace.Result check = trip.run("check");

        assertThat(check.exit()).as(check.err()).isZero();
        assertThat(check.out()).contains("p: switched off");
        assertThat(libris.requests()).hasSize(before);
    }

    @Test
    void checkOfflineAsksNobody() {
        Workspace.Result check = trip.run("check", "--offline");

        assertThat(check.exit()).isZero();
        assertThat(check.out()).contains("no mistakes");
        assertThat(libris.requests()).isEmpty();
    }

    /** A configuration may hold them before the part that reads them is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "libris.environment=sandbox",
                "libris.client-id=bokbuss",
                "libris.client-secret=not-a-secret",
                "libris.sigel=S",
                "libris.write.enabled=false",
                "bibdb.base-url=http://127.0.0.1:1",
                "boknett.auth=tgt",
                "kafka.brokers=localhost:9092",
                "http.port=0"
            })
    void settledNamesAreNoMistakes(String setting) {
        Workspace.Result check = trip.run("check", "--offline", "--set", setting);

        assertThat(check.exit()).as(check.err()).isZero();
    }

    @Test
    void checkSaysWhichUpstreamFails() {
        libris.close();

        Workspace.Result check = trip.run("check");

        assertThat(check.out()).contains("p: 127.0.0.1:", "cannot be reached");
        assertThat(check.exit()).isEqualTo(4);
    }

    @Test
    void explainPrintsThePlanAndTheFirstRequest() {
        trip.position("p", Instant.parse("2022-03-04T00:00:00Z"));

        Workspace.Result explained = trip.run("explain", "p");

        assertThat(explained.exit()).isZero();
        assertThat(explained.out())
                .contains("route:         p in " + folder.resolve("routes/p.camel.yaml") + ":1")
                .contains("sink:          record-file-sink directory=" + trip.out() + " format=cloudevents")
                .contains("position:      2022-03-04T00:00:00Z")
                .contains("next window:   2022-03-03T23:58:00Z to 20")
                .contains("first request: GET " + libris.oaiPmh() + "?verb=ListRecords&metadataPrefix=jsonld&set=bib"
                        + "&from=2022-03-03T23%3A58%3A00Z&until=20");
        assertThat(libris.requests()).isEmpty();
    }

    // The command line

    @ParameterizedTest
    @CsvSource({
        "run, ''",
        "once, p",
        "backfill, p --from 2024-01-01 --until 2024-02-01",
        "status, ''",
        "ledger, p",
        "position show, p",
        "position set, p 2024-01-01",
        "position reset, p",
        "quarantine list, ''",
        "quarantine show, 1",
        "quarantine replay, ''",
        "quarantine drop, 1",
        "check, ''",
        "explain, p",
        "sandbox, ''",
        "demo, ''"
    })
    void everyCommandExplainsItself(String command, String arguments) {
        Workspace.Result help = Workspace.bokbuss((command + " --help").split(" "));
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains("Usage: bokbuss " + command, "--config=FILE", "--routes=DIR", "--set=KEY=VALUE");

        Workspace.Result version = Workspace.bokbuss((command + " --version").split(" "));
        assertThat(version.exit()).isZero();
        assertThat(version.out()).startsWith("bokbuss 0.");

        Workspace.Result unknown = Workspace.bokbuss((command + " " + arguments + " --no-such-option").split(" +"));
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("'--no-such-option'").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource({"position, 'show, set or reset'", "quarantine, 'list, show, replay or drop'"})
    void aCommandWithPartsNamesThem(String command, String parts) {
        assertThat(Workspace.bokbuss(command).exit()).isEqualTo(2);
        assertThat(Workspace.bokbuss(command).err()).contains("say " + parts);
        assertThat(Workspace.bokbuss(command, "--version").out()).startsWith("bokbuss 0.");
    }

    @Test
    void theProgramExplainsItself() {
        assertThat(Workspace.bokbuss("--help").out()).contains("once", "backfill", "Exit codes: 0 complete");
        assertThat(Workspace.bokbuss("--version").out()).startsWith("bokbuss 0.");
        assertThat(Workspace.bokbuss().exit()).isEqualTo(2);
        assertThat(Workspace.bokbuss("onec").exit()).isEqualTo(2);
        assertThat(Workspace.bokbuss("onec").err()).contains("once");
    }
}
