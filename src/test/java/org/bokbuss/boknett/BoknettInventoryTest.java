package org.bokbuss.boknett;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Boknett;
import org.bokbuss.sandbox.boknett.Title;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.WindowState;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boknett's inventory, from run to run: both logins, every way a list ends, and what happens to a lost cursor. */
public class BoknettInventoryTest {
    @TempDir
    Path folder;

    public static Workspace trip(Path folder, Sandbox sandbox) {
        Workspace trip = new Workspace(folder, sandbox.baseUrl()).source("boknett-inventory-source");
        sandbox.boknettSettings().forEach(trip::with);
        return trip;
    }

    private Workspace trip(Sandbox sandbox) {
        return trip(folder, sandbox);
    }

    private static List<String> urns(Stream<Title> titles) {
        return titles.map(title -> "urn:isbn:" + title.isbn()).toList();
    }

    private static List<Request> lists(Sandbox sandbox) {
        return sandbox.requests().stream()
                .filter(request -> request.method().equals("GET"))
                .toList();
    }

    private static long logins(Sandbox sandbox) {
        return sandbox.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    private static void assertComplete(Workspace.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private static String isbn(Sandbox sandbox, int row) {
        return sandbox.boknett()
                .titles()
                .filter(title -> title.row() == row)
                .findFirst()
                .orElseThrow()
                .isbn();
    }

    // Logins

    @Test
    void oneTokenIsEnoughForAllPipelines() {
        try (Sandbox sandbox = Sandbox.with().titles(40).start()) {
            Workspace trip = trip(sandbox)
                    .route("p", folder.resolve("out"), "pageSize: 10")
                    .route("q", folder.resolve("other"), "pageSize: 20");

            assertComplete(trip.run("once", "p", "q"));

            assertThat(trip.subjects())
                    .containsExactlyInAnyOrderElementsOf(urns(sandbox.boknett().titles()));
            assertThat(Workspace.events(folder.resolve("other"))).hasSize(40);
            assertThat(logins(sandbox)).isEqualTo(1);
            assertThat(lists(sandbox))
                    .hasSize(8)
                    .allMatch(request -> request.path().equals("/dds/inventory/v2"))
                    .allMatch(request -> request.headers()
                            .get("authorization")
                            .equals("Bearer " + sandbox.boknett().issued().get(0)))
                    .noneMatch(request -> request.headers().containsKey("date"));
        }
    }

    @Test
    void theOldLoginShowsTicketAndDate() {
        try (Sandbox sandbox = Sandbox.with().titles(40).start()) {
            Workspace trip = trip(sandbox).with("boknett.auth", "tgt").route("pageSize: 10");

            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(40);
            assertThat(logins(sandbox)).isEqualTo(1);
            assertThat(lists(sandbox))
                    .hasSize(5)
                    .allMatch(request -> request.path().equals("/dds/v2/inventory/"))
                    .allMatch(request -> request.headers()
                            .get("authorization")
                            .equals("Boknett " + sandbox.boknett().issued().get(0)))
                    .allMatch(request -> request.headers().get("date").endsWith(" GMT"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void aLoginThatEndsInMidRunIsRenewed(String auth) {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            sandbox.boknett().callsPerToken(3);
            Workspace trip = trip(sandbox).with("boknett.auth", auth).route("pageSize: 10");

            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
            assertThat(logins(sandbox)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void aLoginThatIsNeverAcceptedIsTriedTwice(String auth) {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            sandbox.boknett().callsPerToken(0);
            Workspace.Result result = trip(sandbox)
                    .with("boknett.auth", auth)
                    .route("pageSize: 10")
                    .once();

            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.complaints()).singleElement().asString().contains("401", "login");
            assertThat(logins(sandbox)).isEqualTo(2);
        }
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("boknett.client-secret", "wrong", "401", "check boknett.client-id"),
                Arguments.of("boknett.audience", "https://api.bokbasen.io/dds", "403", "boknett.audience"),
                Arguments.of("boknett.client-id", "", "BOKNETT_CLIENT_ID", "BOKNETT_CLIENT_SECRET"),
                Arguments.of("boknett.client-secret", "", "boknett.client-id", "boknett.client-secret"),
                Arguments.of("boknett.auth", "basic", "oauth2", "tgt"),
                Arguments.of("boknett.token-url", "nowhere", "boknett.token-url", "address"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatIsConfiguredWrongIsNamed(String key, String value, String said, String also) {
        try (Sandbox sandbox = Sandbox.with().titles(10).start()) {
            Workspace.Result result =
                    trip(sandbox).route("pageSize: 10").with(key, value).once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains(said, also);
            assertThat(lists(sandbox)).isEmpty();
        }
    }

    @Test
    void theOldLoginRefusedIsNamed() {
        try (Sandbox sandbox = Sandbox.with().titles(10).start()) {
            Workspace trip = trip(sandbox).with("boknett.auth", "tgt").route("pageSize: 10");

            Workspace.Result wrong = trip.with("once p", "boknett.password", "wrong");
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.err()).contains("400", "boknett.username", "boknett.password");
            Workspace.Result none = trip.with("once p", "boknett.password", "");
            assertThat(none.exit()).isEqualTo(2);
            assertThat(none.err()).contains("BOKNETT_USERNAME", "BOKNETT_PASSWORD");
        }
    }

    @Test
    void aTokenOfAnotherAudienceIsNamed() {
        try (Sandbox sandbox = Sandbox.with().titles(10).start()) {
            Workspace.Result result = trip(sandbox)
                    .with("boknett.audience", "https://api.bokbasen.io/metadata/")
                    .route("pageSize: 10")
                    .once();

            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.complaints()).singleElement().asString().contains("403", "boknett.audience");
        }
    }

    // Paging

    static Stream<Arguments> manners() {
        return Stream.concat(
                Stream.of(Boknett.End.values()).map(end -> Arguments.of(end, Boknett.Links.RFC_8288)),
                Stream.of(Boknett.Links.BARE, Boknett.Links.ELSEWHERE, Boknett.Links.ALONE)
                        .map(links -> Arguments.of(Boknett.End.SAME_CURSOR, links)));
    }

    @ParameterizedTest
    @MethodSource("manners")
    void eachRunBringsWhatChangedSinceTheLast(Boknett.End end, Boknett.Links links) {
        try (Sandbox sandbox = Sandbox.with().titles(45).start()) {
            sandbox.boknett().end(end).links(links);
            Workspace trip = trip(sandbox).route("pageSize: 10");

            assertComplete(trip.once());
            assertThat(trip.subjects())
                    .containsExactlyInAnyOrderElementsOf(urns(sandbox.boknett().titles()));
            assertThat(bookmark(trip)).isNotBlank();

            List<Title> changed = List.of(
                    sandbox.boknett().change(isbn(sandbox, 2)),
                    sandbox.boknett().delete(isbn(sandbox, 30)),
                    sandbox.boknett().republish(isbn(sandbox, 44)),
                    sandbox.boknett().add());
            int before = lists(sandbox).size();
            assertComplete(trip.once());
            assertThat(trip.subjects().subList(45, trip.events().size()))
                    .containsExactlyElementsOf(urns(changed.stream()));
            assertThat(lists(sandbox).get(before).target())
                    .contains("next=%2B%2B%2B%2B", "%3D")
                    .doesNotContain("after=");

            assertComplete(trip.once());
            assertThat(trip.subjects()).hasSize(49);
            assertThat(bookmark(trip)).isNotBlank();
        }
    }

    private static String bookmark(Workspace trip) {
        try (var state = trip.state()) {
            return state.positions().of("p").map(PipelineRow::bookmark).orElse(null);
        }
    }

    @ParameterizedTest
    @EnumSource(Boknett.End.class)
    void anInventoryThatIsEmptyAtFirst(Boknett.End end) {
        try (Sandbox sandbox = Sandbox.with().titles(0).start()) {
            sandbox.boknett().end(end).lowerCase();
            Workspace trip = trip(sandbox).route("pageSize: 10");
            assertComplete(trip.once());
            assertThat(trip.events()).isEmpty();

            Title added = sandbox.boknett().add();

            assertComplete(trip.once());
            assertThat(trip.subjects()).containsExactly("urn:isbn:" + added.isbn());
        }
    }

    @Test
    void theSameCursorAgainOrAPageWithoutEntriesEndsARunAndTheNextGoesOn() {
        try (Sandbox sandbox = Sandbox.with()
                .titles(80)
                .fault("same-token@5")
                .fault("no-records@7")
                .start()) {
            Workspace trip = trip(sandbox).route("pageSize: 10");

            assertComplete(trip.once());
            assertThat(trip.subjects()).hasSize(50);
            assertComplete(trip.once());
            assertThat(trip.subjects()).hasSize(60);
            assertComplete(trip.once());
            assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
        }
    }

    @Test
    void aPageTooLargeIsHalvedUntilItIsNot() {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            sandbox.boknett().mostPerPage(30);
            Workspace trip = trip(sandbox).route("pageSize: 100");

            Workspace.Result result = trip.once();

            assertComplete(result);
            assertThat(result.err()).contains("413", "smaller page");
            assertThat(trip.subjects()).hasSize(80).doesNotHaveDuplicates();
            assertThat(lists(sandbox).stream()
                            .map(request -> request.parameter("pagesize").orElseThrow()))
                    .containsExactly("100", "50", "25", "25", "25", "25", "25");
        }
    }

    @Test
    void aLargePageThatBreaksOffAgainAndAgainIsAskedForInHalves() {
        try (Sandbox sandbox = Sandbox.with().titles(9_000).fault("short@1*2").start()) {
            Workspace trip = trip(sandbox).with("http.retry.max-attempts", "2").route("pageSize: 9000");

            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(9_000).doesNotHaveDuplicates();
            assertThat(lists(sandbox).stream()
                            .map(request -> request.parameter("pagesize").orElseThrow()))
                    .containsExactly("9000", "9000", "4500", "4500", "4500");
        }
    }

    // Time and lost cursors

    @Test
    void aFirstRunBeginsWhereItIsToldWithTwoHoursToSpare() {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            Title title = sandbox.boknett()
                    .titles()
                    .filter(each -> each.row() == 60)
                    .findFirst()
                    .orElseThrow();
            Workspace trip = trip(sandbox).route("pageSize: 100, from: '" + title.updated() + "'");

            assertComplete(trip.once());

            assertThat(lists(sandbox).get(0).parameter("after"))
                    .contains(DateTimeFormatter.ofPattern("yyyyMMddHHmmss")
                            .withZone(ZoneOffset.UTC)
                            .format(title.updated().minus(Duration.ofHours(2))));
            // The sandbox reads it by Oslo's clock.
            assertThat(trip.subjects())
                    .contains("urn:isbn:" + title.isbn())
                    .hasSizeLessThan(24)
                    .hasSizeGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void aCursorLostInAnOutageIsMadeGoodByTime() {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            Workspace trip = trip(sandbox).route("pageSize: 30");
            assertComplete(trip.once());
            String lost = bookmark(trip);
            sandbox.boknett().forgetCursors();
            Title changed = sandbox.boknett().change(isbn(sandbox, 5));

            Workspace.Result result = trip.once();

            assertComplete(result);
            assertThat(result.err())
                    .contains("WARN", "cursor is not accepted any more", "400", "nothing should be missing");
            assertThat(trip.subjects().get(80)).isEqualTo("urn:isbn:" + changed.isbn());
            assertThat(trip.subjects()).hasSize(81);
            assertThat(bookmark(trip)).isNotEqualTo(lost);
            assertThat(trip.once().err()).doesNotContain("WARN");
        }
    }

    @Test
    void afterAnOutageOfAYearItIsSaidWhatMayBeMissing() throws Exception {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            sandbox.boknett().oldestAfter(Duration.ofDays(180));
            Workspace trip =
                    trip(sandbox).route("pageSize: 30, from: '" + Instant.now().minus(Duration.ofDays(170)) + "'");
            assertComplete(trip.once());
            int first = trip.subjects().size();
            try (var state = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/bokbuss.db"));
                    var sql = state.createStatement()) {
                sql.execute("update pipeline set position = '2024-01-01T00:00:00Z'");
            }
            sandbox.boknett().forgetCursors();
            Title changed = sandbox.boknett().change(isbn(sandbox, 5));

            Workspace.Result result = trip.once();

            assertComplete(result);
            assertThat(result.err()).contains("may be missing", "LOAD IS PARTIAL");
            assertThat(trip.subjects().subList(first, trip.events().size())).contains("urn:isbn:" + changed.isbn());
            assertThat(trip.once().err()).doesNotContain("WARN");
        }
    }

    @Test
    void whereLongAgoIsRefusedTheFirstLoadIsPartialAndSaysSo() {
        try (Sandbox sandbox = Sandbox.with().titles(80).start()) {
            sandbox.boknett().oldestAfter(Duration.ofDays(180));
            List<String> lately = urns(sandbox.boknett()
                    .titles()
                    .filter(title -> title.updated().isAfter(Instant.now().minus(Duration.ofDays(179))))
                    .sorted(Comparator.comparing(Title::row)));
            assertThat(lately).hasSizeBetween(2, 10);
            Workspace trip = trip(sandbox).route("pageSize: 30");

            Workspace.Result result = trip.once();

            assertComplete(result);
            assertThat(result.err()).contains("WARN", "PARTIAL", "400");
            assertThat(trip.subjects()).containsExactlyElementsOf(lately);
            try (var state = trip.state()) {
                assertThat(state.ledger().of("p")).extracting(LedgerRow::state).containsExactly(WindowState.COMPLETE);
            }
        }
    }

    @Test
    void aResetPositionForgetsTheCursor() {
        try (Sandbox sandbox = Sandbox.with().titles(20).start()) {
            Workspace trip = trip(sandbox).route("pageSize: 30, unchanged: deliver");
            assertComplete(trip.once());

            assertComplete(trip.run("position", "reset", "p"));
            assertThat(bookmark(trip)).isNull();
            assertComplete(trip.once());

            assertThat(trip.subjects()).hasSize(40);
        }
    }

    // Records

    @ParameterizedTest
    @ValueSource(strings = {"xml", "json"})
    void titlesComeWithWhatIsKnownOfThem(String format) {
        try (Sandbox sandbox = Sandbox.with().titles(60).start()) {
            Workspace trip = trip(sandbox).route("format: " + format);
            assertComplete(trip.once());

            assertThat(trip.events()).hasSize(60);
            sandbox.boknett().titles().forEach(title -> {
                JsonNode event = trip.events().stream()
                        .filter(each -> each.get("subject").asText().equals("urn:isbn:" + title.isbn()))
                        .findFirst()
                        .orElseThrow();
                assertThat(event.get("type").asText())
                        .isEqualTo("bokbuss.record." + (title.deleted() == null ? "changed" : "deleted"));
                assertThat(Instant.parse(event.get("time").asText())).isEqualTo(title.updated());
                assertThat(event.get("uuid").asText()).isEqualTo(title.uuid());
                assertThat(event.get("version").asText()).isEqualTo("" + title.version());
                boolean sellable = title.published() && title.access() && title.deleted() == null;
                assertThat(event.get("sellable").asText()).isEqualTo("" + sellable);
                if (format.equals("xml")) {
                    assertThat(event.get("datacontenttype").asText()).isEqualTo("application/atom+xml;type=entry");
                    assertThat(event.get("data").asText())
                            .startsWith("<entry ")
                            .contains("<inv:drm>" + title.drm(1) + "</inv:drm>")
                            .contains("<inv:format>" + title.format(1) + "</inv:format>");
                } else {
                    assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
                    assertThat(event.get("data").get("sellable").asBoolean()).isEqualTo(sellable);
                    assertThat(event.get("data").get("drm").asText()).isEqualTo(title.drm(1));
                    assertThat(event.get("data").get("format").asText()).isEqualTo(title.format(1));
                }
            });
        }
    }

    @Test
    void aTitleThatIsRepublishedIsTheSameSubjectWithAnotherUuid() {
        try (Sandbox sandbox = Sandbox.with().titles(10).start()) {
            Workspace trip = trip(sandbox).route("format: json");
            assertComplete(trip.once());
            Title newer = sandbox.boknett().republish(isbn(sandbox, 4));
            assertComplete(trip.once());

            JsonNode event = trip.events().get(10);
            assertThat(event.get("subject").asText()).isEqualTo("urn:isbn:" + newer.isbn());
            assertThat(event.get("uuid").asText()).isEqualTo(newer.uuid());
            assertThat(event.get("data").get("version").asInt()).isEqualTo(newer.version());
        }
    }

    @Test
    void whatWasSetAsideIsFetchedAfreshInItsNewestVersion() {
        try (Sandbox sandbox = Sandbox.with().titles(10).fault("bad-record@1").start()) {
            Workspace trip = trip(sandbox).route("pageSize: 100");
            assertThat(trip.once().exit()).isEqualTo(3);
            String subject;
            try (var state = trip.state()) {
                subject = state.quarantine().of("p").get(0).subject();
            }
            Title newest = sandbox.boknett().republish(subject.substring("urn:isbn:".length()));

            assertComplete(trip.run("quarantine", "replay", "p"));

            JsonNode event = trip.events().get(9);
            assertThat(event.get("subject").asText()).isEqualTo(subject);
            assertThat(event.get("uuid").asText()).isEqualTo(newest.uuid());
            try (var state = trip.state()) {
                assertThat(state.quarantine().of("p")).isEmpty();
            }
        }
    }

    @Test
    void whatTheStepsRefusedIsReplayed() {
        FailingStep.at(call -> call <= 3 ? new IllegalStateException("a defect") : null);
        try (Sandbox sandbox = Sandbox.with().titles(10).start()) {
            Workspace trip = trip(sandbox).route("format: json", FailingStep.STEP);
            assertThat(trip.once().exit()).isEqualTo(3);
            assertThat(trip.events()).hasSize(9);

            assertComplete(trip.run("quarantine", "replay", "p"));

            assertThat(trip.subjects())
                    .containsExactlyInAnyOrderElementsOf(urns(sandbox.boknett().titles()));
        }
    }

    // Version 1

    @Test
    void theFirstVersionBringsAllAndDeliversWhatChanged() {
        try (Sandbox sandbox = Sandbox.with().titles(20).start()) {
            Workspace trip = trip(sandbox).route("version: v1, format: json");
            assertComplete(trip.once());
            assertThat(trip.events()).hasSize(20);
            assertThat(trip.events().get(0).get("data").get("title").asText()).isNotBlank();
            Title changed = sandbox.boknett().change(isbn(sandbox, 3));

            assertComplete(trip.once());

            assertThat(trip.subjects().subList(20, trip.events().size())).containsExactly("urn:isbn:" + changed.isbn());
            assertThat(lists(sandbox)).extracting(Request::target).containsOnly("/dds/inventory/");
            assertThat(trip.run("backfill", "p", "--from", "2020-01-01", "--until", "2021-01-01")
                            .exit())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state: MODIFIED, fromDate: '2012-01-01', toDate: '2016-12-31' -> state=MODIFIED&fromDate=01012012&toDate=31122016",
                "fromDate: '01012012' -> fromDate=01012012&state=MODIFIED",
                "state: ACCESS -> state=ACCESS",
                "isbn: '978-82-0000-000-6' -> isbn=9788200000006"
            })
    void theFirstVersionHasItsParameters(String case_) {
        String[] parts = case_.split(" -> ");
        try (Sandbox sandbox = Sandbox.with().titles(20).start()) {
            Workspace trip = trip(sandbox).route("version: v1, " + parts[0]);

            assertComplete(trip.once());

            assertThat(lists(sandbox).get(0).parameters().stream().map(each -> each.name() + "=" + each.value()))
                    .containsExactlyInAnyOrder(parts[1].split("&"));
            assertThat(trip.events()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: v3",
                "pageSize: 10001",
                "pageSize: 0",
                "format: yaml",
                "version: v1, fromDate: 'monday'",
                "version: v1, isbn: '123'",
                "fromDate: '2020-01-01'"
            })
    void parametersThatDoNotFitAreNamed(String parameters) {
        try (Sandbox sandbox = Sandbox.with().titles(1).start()) {
            Workspace.Result result = trip(sandbox).route(parameters).once();

            assertThat(result.exit()).as(result.err()).isEqualTo(2);
            String last = parameters.replaceFirst(".*?(\\w+): [^:]*$", "$1");
            assertThat(result.err()).contains(last).doesNotContain("Exception");
            assertThat(sandbox.requests()).isEmpty();
        }
    }

    // Commands

    @ParameterizedTest
    @ValueSource(strings = {"version: v2", "version: v1"})
    void checkLogsInAndAsksForLittle(String version) {
        try (Sandbox sandbox = Sandbox.with().titles(50).start()) {
            Workspace.Result result = trip(sandbox).route(version).run("check");

            assertComplete(result);
            assertThat(result.out()).contains("p: 127.0.0.1", "answers");
            assertThat(lists(sandbox)).hasSize(1);
        }
    }
}
