package org.bokbuss.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holdings of a library that has none, on bibs that are there: a third is made, a third is changed, a third is deleted.
 * Whole records are compared, whatever went wrong in between.
 */
@Tag("real-libris")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class HoldingsIT {
    private static final String SIGEL = "S";
    private static final String OF_S = RealLibris.heldBy(SIGEL) + " and not b.deleted";
    private static final int EACH = 12;

    @TempDir
    private Path folder;

    private RealLibris libris;
    private Team team;
    private List<String> made;
    private List<String> changed;
    private List<String> deleted;
    private Map<String, RealLibris.Stored> before;
    private String then;
    private int interruptions;

    @BeforeEach
    void prepare() throws Exception {
        libris = new RealLibris();
        team = new Team(folder, libris);
        List<String> bibs = List.copyOf(
                libris.stored("b.collection = 'bib' and not b.deleted and not exists (select 1 from lddb h where"
                                + " h.collection = 'hold' and h.data#>>'{@graph,1,itemOf,@id}' ="
                                + " 'https://libris.kb.se/'||b.id||'#it' and"
                                + " h.data#>>'{@graph,1,heldBy,@id}' = '" + RealLibris.library(SIGEL)
                                + "' and not h.deleted) order by b.created, b.id limit " + 3 * EACH)
                        .keySet());
        made = bibs.subList(0, EACH);
        changed = bibs.subList(EACH, 2 * EACH);
        deleted = bibs.subList(2 * EACH, 3 * EACH);
        for (String bib : bibs.subList(EACH, 3 * EACH)) {
            libris.change(libris.makeHolding(bib, SIGEL, "Hcf old"), item -> {
                item.put("inventoryLevel", 1);
                item.putArray("hasNote")
                        .addObject()
                        .put("@type", "Note")
                        .putArray("label")
                        .add("Åter \uD83D\uDCDA");
            });
        }
        before = holdings();
        then = libris.now();
    }

    @AfterEach
    void clear() throws Exception {
        libris.working();
        holdings().values().forEach(holding -> libris.delete(holding.id()));
        libris.close();
    }

    /** The holdings of the library, by their bibs' ids. */
    private Map<String, RealLibris.Stored> holdings() {
        return libris.stored(OF_S).values().stream()
                .collect(Collectors.toMap(
                        holding -> holding.itemOf().replaceAll(".*/|#it", ""),
                        holding -> holding,
                        (one, two) -> {
                            throw new AssertionError("two holdings on " + one.itemOf());
                        },
                        TreeMap::new));
    }

    @Test
    void eachIsWrittenOnceAndWhole() throws Exception {
        apply(0);

        assertEverythingIsWritten();
    }

    @Test
    void whatSomebodyElseWritesMeanwhileStays() throws Exception {
        libris.slow("0.2");
        var elsewhere = CompletableFuture.runAsync(() -> changed.forEach(bib -> libris.change(
                before.get(bib).id(), item -> item.putArray("cataloguersNote").add("meanwhile"))));
        apply(0);
        elsewhere.get(5, TimeUnit.MINUTES);

        before.values().stream()
                .filter(holding -> changed.contains(holding.itemOf().replaceAll(".*/|#it", "")))
                .forEach(holding -> ((ObjectNode) holding.main())
                        .putArray("cataloguersNote")
                        .add("meanwhile"));
        assertEverythingIsWritten(2 * EACH);
    }

    @Test
    void lostAnswersOfPost() throws Exception {
        lost("POST /data lose 5");
    }

    @Test
    void lostAnswersOfPut() throws Exception {
        lost("PUT / lose 5");
    }

    @Test
    void lostAnswersOfDelete() throws Exception {
        lost("DELETE / lose 5");
    }

    @Test
    void lostAnswersOfLooks() throws Exception {
        lost("GET / lose 5");
    }

    @Test
    void refusedTokens() throws Exception {
        lost("PUT / 401 2");
    }

    /** The front spoils some answers; the program, begun again where it gave up, comes to the end. */
    private void lost(String rule) throws Exception {
        libris.spoil(rule);
        Path file = file();
        while (team.exit("holdings", "apply", file.toString()) != 0) {
            interruptions++;
            assertThat(interruptions).as(team.said()).isLessThan(10);
        }

        assertThat(libris.leftToSpoil()).isZero();
        System.out.printf("real: %s: %d runs%n", rule, interruptions + 1);
        assertEverythingIsWritten();
    }

    @Test
    void tokensExpireOnTheWay() throws Exception {
        libris.tokensLive(2);
        libris.slow("0.15");
        apply(0);

        assertEverythingIsWritten();
    }

    @Test
    void killedOnTheWay() throws Exception {
        Path file = file();
        libris.slow("0.1");
        for (int moment = 3; moment < 3 * EACH - 3; moment += 6) {
            int versions = moment;
            Process program = team.start("holdings", "apply", file.toString());
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> versions() >= versions || !program.isAlive());
            program.destroyForcibly().waitFor();
            interruptions += program.exitValue() == 0 ? 0 : 1;
        }
        assertThat(interruptions).isPositive();
        System.out.printf("real: %d kills%n", interruptions);
        libris.working();
        apply(0);

        assertEverythingIsWritten();
    }

    private int versions() {
        return libris.sql("select v.id from lddb__versions v where v.collection = 'hold' and v.modified >= '" + then
                        + "' and v.data#>>'{@graph,1,heldBy,@id}' = '" + RealLibris.library(SIGEL) + "'")
                .size();
    }

    private void apply(int exit) throws Exception {
        team.run(exit, "holdings", "apply", file().toString());
    }

    private Path file() throws IOException {
        List<String> lines = new ArrayList<>();
        made.forEach(bib -> lines.add("""
            {"bib": "%s", "sigel": "S", "physicalLocation": ["Magasin", "Läsesal"], "availability": "Ej fjärrlån", \
            "note": "Ny & <fin>", "cataloguersNote": "Anm.", "shelfMark": "Hcf Å", "shelfControlNumber": "225", \
            "copyNumber": "1", "media": [{"uri": "https://ebok.bibliotek.example/%s", "note": "E-bok"}]}\
            """.formatted(bib, bib)));
        changed.forEach(
                bib -> lines.add("{\"bib\": \"%s\", \"sigel\": \"S\", \"shelfMark\": \"Hcf new\"}".formatted(bib)));
        deleted.forEach(bib -> lines.add("{\"bib\": \"%s\", \"sigel\": \"S\", \"action\": \"delete\"}".formatted(bib)));
        return team.file("holdings.json", String.join("\n", lines) + "\n");
    }

    private void assertEverythingIsWritten() throws Exception {
        assertEverythingIsWritten(EACH);
    }

    private void assertEverythingIsWritten(int changes) throws Exception {
        Map<String, RealLibris.Stored> after = holdings();
        assertThat(after.keySet()).containsAll(made).containsAll(changed).doesNotContainAnyElementsOf(deleted);
        made.forEach(bib -> assertThat(after.get(bib).main()).isEqualTo(wanted(after.get(bib), bib)));
        changed.forEach(bib -> {
            ObjectNode expected = before.get(bib).main().deepCopy();
            ((ObjectNode) expected.at("/hasComponent/0/shelfMark"))
                    .putArray("label")
                    .add("Hcf new");
            assertThat(after.get(bib).id()).isEqualTo(before.get(bib).id());
            assertThat(after.get(bib).main()).isEqualTo(expected);
            assertThat(record(after.get(bib))).isEqualTo(record(before.get(bib)));
        });
        assertThat(versions()).as("versions stored").isEqualTo(made.size() + changes + deleted.size());
        assertThat(libris.stored("b.modified >= '" + then + "'").values())
                .as("all that was touched")
                .allSatisfy(record ->
                        assertThat(record.main().at("/heldBy/@id").asText()).isEqualTo(RealLibris.library(SIGEL)));
        assertEverythingIsLogged();
    }

    /** What was under way when a run gave up or was killed, the next start has looked for. */
    private void assertEverythingIsLogged() throws Exception {
        List<JsonNode> audit = audit();
        assertThat(audit).extracting(row -> row.get("outcome").asText()).doesNotContain("begun");
        assertThat(audit)
                .filteredOn(row -> row.get("outcome").asText().startsWith("done"))
                .extracting(HoldingsIT::what)
                .doesNotHaveDuplicates()
                .hasSize(3 * EACH);
    }

    private static String what(JsonNode row) {
        return row.get("action").asText() + " " + row.get("bib").asText();
    }

    /** What is not for the server to say. */
    private static JsonNode record(RealLibris.Stored holding) {
        ObjectNode record = holding.document().at("/@graph/0").deepCopy();
        return record.without(List.of("modified", "recordStatus", "descriptionLastModifier"));
    }

    private static JsonNode wanted(RealLibris.Stored holding, String bib) {
        return RealLibris.json("""
            {"@id": "https://libris.kb.se/%s#it", "@type": "Item",
            "heldBy": {"@id": "https://libris.kb.se/library/S"}, "itemOf": {"@id": "https://libris.kb.se/%s#it"},
            "physicalLocation": ["Magasin", "Läsesal"],
            "availability": [{"@type": "ItemAvailability", "label": "Ej fjärrlån"}],
            "hasNote": [{"@type": "Note", "label": ["Ny & <fin>"]}], "cataloguersNote": ["Anm."],
            "shelfMark": {"@type": "ShelfMark", "label": ["Hcf Å"]}, "shelfControlNumber": "225",
            "copyNumber": "1", "associatedMedia": [{"@type": "MediaObject",
            "uri": ["https://ebok.bibliotek.example/%s"], "marc:publicNote": ["E-bok"]}]}
            """.formatted(holding.id(), bib, bib));
    }

    private List<JsonNode> audit() throws Exception {
        return team.run(0, "holdings", "audit", "--json", "--last", "1000")
                .lines()
                .map(RealLibris::json)
                .toList();
    }
}
