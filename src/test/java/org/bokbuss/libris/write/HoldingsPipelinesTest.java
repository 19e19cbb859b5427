package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.boknett.Title;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.libris.Call;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped pipelines into Libris's holdings, as they stand in routes/. */
class HoldingsPipelinesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Workspace trip;

    @BeforeEach
    void open() {
        sandbox = Sandbox.with().bibs(40).titles(12).start();
        trip = new Workspace(folder, sandbox.baseUrl());
        sandbox.librisSettings().forEach(trip::with);
        sandbox.boknettSettings().forEach(trip::with);
        trip.with("libris.write.enabled", "true").with("libris.write.per-second", "0");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void shipped(String pipeline) throws IOException {
        trip.file("routes/" + pipeline + ".camel.yaml", Files.readString(Path.of("routes", pipeline + ".camel.yaml")));
        trip.with(pipeline + ".enabled", "true");
    }

    private List<Entry> bibs() {
        return sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .toList();
    }

    private List<JsonNode> holdingsOfS(Entry bib) {
        return sandbox.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .map(holding -> sandbox.writing().document(holding.id()).at("/@graph/1"))
                .toList();
    }

    private void giveIsbn(Entry bib, String isbn) {
        sandbox.writing().edit(bib.id(), document -> {
            ObjectNode thing = (ObjectNode) document.at("/@graph/1");
            thing.putArray("identifiedBy").addObject().put("@type", "ISBN").put("value", isbn);
            return document;
        });
    }

    private String quarantine() {
        return trip.run("quarantine", "list").out();
    }

    @Test
    void titlesOfBoknettBecomeHoldings() throws IOException {
        List<Title> titles = sandbox.boknett().titles().toList();
        for (int i = 0; i < titles.size() - 1; i++) {
            giveIsbn(bibs().get(i), titles.get(i).isbn());
        }
        shipped("boknett-holdings");

        Workspace.Result result = trip.run("once", "boknett-holdings");

        assertThat(result.exit()).as(result.err()).isEqualTo(unknownIsSellable(titles) ? 3 : 0);
        for (int i = 0; i < titles.size() - 1; i++) {
            Title title = titles.get(i);
            List<JsonNode> holdings = holdingsOfS(bibs().get(i));
            if (sellable(title)) {
                assertThat(holdings).as(title.isbn()).singleElement().satisfies(holding -> assertThat(
                                holding.findPath("cataloguersNote").toString())
                        .contains(title.uuid()));
            } else {
                assertThat(holdings).as(title.isbn()).isEmpty();
            }
        }
        assertThat(quarantine().contains(titles.get(titles.size() - 1).isbn())).isEqualTo(unknownIsSellable(titles));
        assertThat(trip.run("holdings", "audit").out()).contains("boknett-holdings", "done");
    }

    private static boolean unknownIsSellable(List<Title> titles) {
        return sellable(titles.get(titles.size() - 1));
    }

    @Test
    void aLibrisThatIsAwayKeepsThePosition() throws IOException {
        List<Title> titles = sandbox.boknett().titles().toList();
        for (int i = 0; i < titles.size(); i++) {
            giveIsbn(bibs().get(i), titles.get(i).isbn());
        }
        shipped("boknett-holdings");
        trip.with("http.retry.max-attempts", "2");
        sandbox.faults().add("503@" + Call.FIND_HOLDING.everyPage() + "*forever");

        Workspace.Result away = trip.run("once", "boknett-holdings");
        sandbox.faults().clear();
        Workspace.Result back = trip.run("once", "boknett-holdings");

        assertThat(away.exit()).as(away.err()).isEqualTo(4);
        assertThat(quarantine()).doesNotContain("97882");
        assertThat(back.exit()).as(back.err()).isZero();
        assertThat(sandbox.writing().received()).isNotEmpty();
    }

    @Test
    void whatCameWhileWritingWasOffIsWrittenOnceItIsOn() throws IOException {
        List<Title> titles = sandbox.boknett().titles().toList();
        for (int i = 0; i < titles.size(); i++) {
            giveIsbn(bibs().get(i), titles.get(i).isbn());
        }
        shipped("boknett-holdings");
        trip.with("libris.write.enabled", "false");
        trip.run("once", "boknett-holdings");
        Workspace.Result off = trip.run("once", "boknett-holdings");
        assertThat(off.err()).doesNotContain("would be created");
        assertThat(sandbox.writing().received()).isEmpty();

        trip.with("libris.write.enabled", "true");
        Workspace.Result on = trip.run("once", "boknett-holdings");
        int written = sandbox.writing().received().size();
        trip.run("once", "boknett-holdings");

        assertThat(on.exit()).as(on.err()).isZero();
        assertThat(on.err()).contains("goes back to where it stood");
        for (int i = 0; i < titles.size(); i++) {
            assertThat(holdingsOfS(bibs().get(i))).hasSize(sellable(titles.get(i)) ? 1 : 0);
        }
        assertThat(sandbox.writing().received()).as("repeats are known again").hasSize(written);
    }

    @Test
    void aReplayWhileWritingIsOffLeavesTheRecordInQuarantine() throws IOException {
        Title title = sandbox.boknett()
                .titles()
                .filter(HoldingsPipelinesTest::sellable)
                .findFirst()
                .orElseThrow();
        shipped("boknett-holdings");
        trip.run("once", "boknett-holdings");
        assertThat(quarantine()).contains(title.isbn());
        giveIsbn(bibs().get(0), title.isbn());

        trip.with("libris.write.enabled", "false").run("quarantine", "replay");
        assertThat(quarantine()).contains(title.isbn());

        trip.with("libris.write.enabled", "true").run("quarantine", "replay");
        assertThat(quarantine()).doesNotContain(title.isbn());
        assertThat(holdingsOfS(bibs().get(0))).hasSize(1);
    }

    private static boolean sellable(Title title) {
        return title.published() && title.access() && title.deleted() == null;
    }

    @Test
    void aDeletionThatWaitsIsMadeByTheNextRunThoughItBringsNothing() throws IOException {
        Title gone = sandbox.boknett()
                .titles()
                .filter(title -> !sellable(title))
                .findFirst()
                .orElseThrow();
        Entry bib = bibs().stream()
                .filter(each -> holdingsOfS(each).size() == 1)
                .findFirst()
                .orElseThrow();
        giveIsbn(bib, gone.isbn());
        shipped("boknett-holdings");
        trip.with("libris.write.undo-delay", "1s");

        trip.run("once", "boknett-holdings");

        assertThat(holdingsOfS(bib)).as("it waits").hasSize(1);
        await().atMost(SOON).until(() -> {
            trip.run("once", "boknett-holdings");
            return holdingsOfS(bib).isEmpty();
        });
    }

    @Test
    void deletionsAreCountedOverAllPagesOfARun() throws IOException {
        List<Title> gone =
                sandbox.boknett().titles().filter(title -> !sellable(title)).toList();
        List<Entry> held = bibs().stream()
                .filter(each -> holdingsOfS(each).size() == 1)
                .limit(gone.size())
                .toList();
        assertThat(held).hasSizeGreaterThan(1).hasSameSizeAs(gone);
        for (int i = 0; i < gone.size(); i++) {
            giveIsbn(held.get(i), gone.get(i).isbn());
        }
        trip.file(
                "routes/boknett-holdings.camel.yaml",
                Files.readString(Path.of("routes/boknett-holdings.camel.yaml"))
                        .replace("        format: json\n", "        format: json\n        pageSize: 1\n"));
        trip.with("boknett-holdings.enabled", "true").with("libris.write.max-deletes", String.valueOf(gone.size() - 1));

        Workspace.Result result = trip.run("once", "boknett-holdings");

        assertThat(result.err()).contains("libris.write.max-deletes");
        assertThat(held).filteredOn(bib -> !holdingsOfS(bib).isEmpty()).hasSize(1);
    }

    @Test
    void onceLeavesAloneWhatBeginsAtAFolder() throws IOException {
        trip.route("set: bib, metadataPrefix: jsonld")
                .file("routes/inbox.camel.yaml", """
                    - route:
                        id: inbox
                        from:
                          uri: "file:%s?initialDelay=0&delay=50"
                          steps:
                            - to: "file:%s"
                    """.formatted(folder.resolve("inbox"), folder.resolve("outbox")))
                .file("inbox/a.txt", "a");

        assertThat(trip.once().exit()).isZero();

        assertThat(folder.resolve("inbox/a.txt")).exists();
        assertThat(folder.resolve("outbox")).doesNotExist();
    }

    @Test
    void filesInTheInboxAreWrittenAndReported() throws Exception {
        Path inbox = inbox();
        Entry first = bibs().get(0);
        Entry second = bibs().get(1);
        Files.writeString(
                inbox.resolve("good.csv"),
                "bib,shelfMark,note\n%s,Hcf,\n%s,Hcg,Läsesal\n".formatted(first.uri(), second.uri()));
        Files.writeString(
                inbox.resolve("mixed.json"),
                "[{\"bib\": \"%s\", \"copyNumber\": 7},\n{\"isbn\": \"9789100000000\"}]".formatted(first.uri()));

        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            await().atMost(SOON)
                    .until(() -> program.err().contains("mixed.json:")
                            && Files.exists(inbox.resolve("done/good.csv"))
                            && Files.exists(inbox.resolve("failed/mixed.json")));
        }

        assertThat(inbox.toFile().list()).containsExactlyInAnyOrder("done", "failed");
        assertThat(Files.readAllLines(inbox.resolve("done/good.csv.report.csv")))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("3,") && line.contains(second.uri()));
        assertThat(Files.readString(inbox.resolve("failed/mixed.json.report.csv")))
                .contains("2,refused", "9789100000000");
        assertThat(holdingsOfS(first).get(0).findValuesAsText("copyNumber")).containsExactly("7");
        assertThat(holdingsOfS(second).get(0).toString()).contains("Hcg", "Läsesal");
    }

    private Path inbox() throws IOException {
        shipped("holdings-inbox");
        Path inbox = Files.createDirectories(folder.resolve("in"));
        trip.with("holdings-inbox.folder", inbox.toString())
                .with("holdings-inbox.delay", "200")
                .with("holdings-inbox.quiet", "0s");
        return inbox;
    }

    @Test
    void whatCannotBeReadInTheInboxFailsWithAReport() throws Exception {
        Path inbox = inbox();
        Path secret = Files.writeString(folder.resolve("secret.csv"), "bib,shelfMark\nsecret,1\n");
        Files.createSymbolicLink(inbox.resolve("link.csv"), secret);
        Files.createSymbolicLink(inbox.resolve("empty.csv.report.csv.part"), secret);
        Files.writeString(inbox.resolve("empty.csv"), "");
        Files.write(inbox.resolve("book.xlsx"), new byte[] {'P', 'K', 3, 4, 20, 0});
        Files.writeString(inbox.resolve("wide.csv"), "bib,shelfMark\n", StandardCharsets.UTF_16LE);
        Files.writeString(inbox.resolve("letter.txt"), "Dear colleagues,\n");
        Files.writeString(inbox.resolve("half.csv.part"), "bib,shelfMark\n");

        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            until(program, () -> Set.of("done", "failed", "half.csv.part", "empty.csv.report.csv.part")
                    .containsAll(List.of(inbox.toFile().list())));
        }

        for (String name : List.of("link.csv", "empty.csv", "book.xlsx", "wide.csv", "letter.txt")) {
            assertThat(inbox.resolve("failed").resolve(name)).exists();
            assertThat(inbox.resolve("failed").resolve(name + ".report.csv"))
                    .content()
                    .contains("1,refused")
                    .doesNotContain("secret");
        }
        assertThat(secret).hasContent("bib,shelfMark\nsecret,1\n");
    }

    @Test
    void twoFilesOfOneNameAreBothKept() throws Exception {
        Path inbox = inbox();
        List<String> marks = List.of("first", "second", "third");
        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            for (String mark : marks) {
                drop(inbox.resolve("a.csv"), mark);
                until(program, () -> !Files.exists(inbox.resolve("a.csv")));
            }
        }

        try (Stream<Path> done = Files.list(inbox.resolve("done"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : done.toList()) {
                texts.add(Files.readString(file));
            }
            assertThat(texts).hasSize(6);
            assertThat(marks).allSatisfy(mark -> assertThat(texts).anyMatch(text -> text.contains(mark)));
        }
    }

    private static void until(Program program, Callable<Boolean> condition) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(condition.call()).as(program.err()).isTrue());
    }

    private void drop(Path file, String mark) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, "bib,shelfMark\n%s,%s\n".formatted(bibs().get(0).uri(), mark));
        Files.move(part, file);
    }

    /** The file stays, and why is said once. */
    @ParameterizedTest
    @CsvSource({
        "libris.client-secret, wrong, check libris.client-id and libris.client-secret",
        "libris.environment, production, does not fit libris.base-url",
        "out, file, cannot be written to",
        "out, link, which is not followed",
    })
    void aFileStaysInTheInboxWhereItCannotBeWritten(String key, String value, String said) throws Exception {
        Path inbox = inbox();
        if (value.equals("file")) {
            Files.writeString(inbox.resolve("done"), "no folder");
        } else if (value.equals("link")) {
            Files.createSymbolicLink(inbox.resolve("done"), Files.createDirectory(folder.resolve("elsewhere")));
        } else {
            trip.with(key, value);
        }
        drop(inbox.resolve("a.csv"), "Hcf");

        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            until(program, () -> program.err().contains(said));
            Files.writeString(inbox.resolve("b.txt"), "Dear colleagues,\n");
            until(
                    program,
                    () -> program.err().contains("b.txt stays") || program.err().contains("b.txt: refused"));

            assertThat(program.err().lines().filter(line -> line.contains("a.csv stays")))
                    .hasSize(1);
            assertThat(program.err()).doesNotContain("\tat ");
            assertThat(inbox.resolve("a.csv")).exists();
        }
    }

    @Test
    void aFileThatGrowsIsTakenWhenItIsQuiet() throws Exception {
        Path inbox = inbox();
        trip.with("holdings-inbox.quiet", "1h");
        List<Entry> bibs = bibs();
        Path slow = Files.writeString(
                inbox.resolve("slow.csv"),
                "bib,shelfMark\n%s,Hc".formatted(bibs.get(0).uri()));
        Path whole = Files.writeString(inbox.resolve("whole.csv"), "bib,shelfMark\n");
        Files.setLastModifiedTime(whole, FileTime.from(Instant.now().minus(Duration.ofDays(1))));

        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            until(program, () -> Files.exists(inbox.resolve("done/whole.csv")));
            assertThat(slow).exists();
            Files.writeString(slow, "f\n%s,Hcg\n".formatted(bibs.get(1).uri()), StandardOpenOption.APPEND);
            Files.setLastModifiedTime(slow, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
            until(program, () -> Files.exists(inbox.resolve("done/slow.csv")));
        }
        assertThat(holdingsOfS(bibs.get(0)).toString()).contains("Hcf");
        assertThat(holdingsOfS(bibs.get(1)).toString()).contains("Hcg");
    }

    @Test
    void aFileWaitsInTheInboxWhileLibrisIsAway() throws Exception {
        Path inbox = inbox();
        trip.with("http.retry.max-attempts", "2");
        Entry bib = bibs().get(0);
        Files.writeString(inbox.resolve("a.csv"), "bib,shelfMark\n%s,Hcf\n".formatted(bib.uri()));
        sandbox.faults().add("503@" + Call.FIND_HOLDING.everyPage() + "*forever");

        try (Program program = new Program(folder, Map.of(), trip.arguments("run", "holdings-inbox"))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(program.err()).contains("503"));
            assertThat(Files.exists(inbox.resolve("a.csv"))).isTrue();
            sandbox.faults().clear();
            await().atMost(SOON).until(() -> Files.exists(inbox.resolve("done/a.csv")));

            assertThat(program.err().lines().filter(line -> line.startsWith("\tat ")))
                    .as("no stack trace for an outage")
                    .isEmpty();
        }
        assertThat(holdingsOfS(bib)).hasSize(1);
    }

    @Test
    void ourOwnWritesComeBackOnlyWhereTheTeamWantsThem() throws IOException {
        for (String own : List.of("skip", "deliver")) {
            trip.source("libris-oaipmh-source")
                    .route(own, folder.resolve(own), "set: 'hold:S', metadataPrefix: jsonld, ownWrites: " + own);
            trip.source("libris-changes-source")
                    .route("changes-" + own, folder.resolve("changes-" + own), "heldBy: S, ownWrites: " + own);
            trip.run("once", own, "changes-" + own);
        }
        Entry made = bibs().stream()
                .filter(bib -> holdingsOfS(bib).isEmpty())
                .findFirst()
                .orElseThrow();
        List<Entry> held =
                bibs().stream().filter(bib -> holdingsOfS(bib).size() == 1).toList();
        Files.writeString(folder.resolve("a.json"), """
            [{"bib": "%s", "shelfMark": "Hcf"}, {"bib": "%s", "shelfMark": "Hcf"}, {"bib": "%s", "action": "delete"},
             {"bib": "%s", "shelfMark": "Hcf"}]
            """.formatted(
                made.uri(), held.get(0).uri(), held.get(1).uri(), held.get(2).uri()));
        assertThat(trip.run("holdings", "apply", folder.resolve("a.json").toString())
                        .exit())
                .isZero();
        String another = holdingOfS(held.get(2)).id();
        sandbox.writing().edit(another, document -> {
            ((ObjectNode) document.at("/@graph/1")).put("shelfLabel", "another's");
            return document;
        });

        for (String pipeline : List.of("skip", "deliver", "changes-skip", "changes-deliver")) {
            int before = subjects(pipeline).size();
            // A window ends with the server's second: what was done in it comes with the next.
            await().atMost(SOON)
                    .until(() -> trip.run("once", pipeline).exit() == 0
                            && subjects(pipeline)
                                    .subList(before, subjects(pipeline).size())
                                    .contains("https://libris.kb.se/" + another));

            List<String> brought =
                    subjects(pipeline).subList(before, subjects(pipeline).size());
            if (pipeline.endsWith("skip")) {
                assertThat(brought).as(pipeline).containsOnly("https://libris.kb.se/" + another);
            } else {
                assertThat(brought)
                        .as(pipeline)
                        .contains("https://libris.kb.se/" + another)
                        .hasSizeGreaterThan(3);
            }
        }
    }

    private Entry holdingOfS(Entry bib) {
        return sandbox.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> subjects(String pipeline) {
        return Workspace.events(folder.resolve(pipeline)).stream()
                .map(event -> event.get("subject").asText().replaceFirst("#.*", ""))
                .toList();
    }

    @Test
    void checkTellsForWhomTheLoginMayWrite() throws IOException {
        shipped("holdings-inbox");
        trip.with("holdings-inbox.enabled", "false");

        Workspace.Result right = trip.run("check");
        Workspace.Result wrong = trip.with("check", "libris.sigel", "s");
        Workspace.Result elsewhere = trip.with("check", "libris.environment", "qa");

        assertThat(right.exit()).as(right.err()).isZero();
        assertThat(right.out()).contains("the login may write for Gbg (registrant), S (registrant)");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.out()).contains("libris.sigel=s is not among them");
        assertThat(elsewhere.exit()).isEqualTo(2);
        assertThat(elsewhere.err()).contains("libris.environment=qa does not fit libris.base-url=http://127.0.0.1");
    }
}
