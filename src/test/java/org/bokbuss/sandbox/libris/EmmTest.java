package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feed of changes, with its oddities. */
class EmmTest {
    private Sandbox sandbox = Sandbox.with().bibs(80).pageSize(10).start();
    private Web web = new Web(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void start(Sandbox.Builder other) {
        sandbox.close();
        sandbox = other.start();
        web = new Web(sandbox);
    }

    private JsonNode page(long until) {
        return web.json("/api/emm/?until=" + until);
    }

    private static List<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.get("orderedItems").spliterator(), false)
                .toList();
    }

    private static Instant published(JsonNode activity) {
        return OffsetDateTime.parse(activity.get("published").asText()).toInstant();
    }

    private static String id(JsonNode activity) {
        return activity.at("/object/id").asText();
    }

    private static String key(JsonNode activity) {
        return activity.get("published").asText() + " " + id(activity);
    }

    private static long next(JsonNode page) {
        return Long.parseLong(page.get("next").asText().replaceFirst(".*until=", ""));
    }

    private static long now() {
        return Instant.now().plusSeconds(1).toEpochMilli();
    }

    /** The pages from now to the beginning, the empty one after it excluded. */
    private List<JsonNode> walk() {
        var pages = new ArrayList<JsonNode>();
        for (var until = now(); ; ) {
            var page = page(until);
            if (items(page).isEmpty()) {
                return pages;
            }
            pages.add(page);
            until = next(page) < until ? next(page) : until - 1;
        }
    }

    @Test
    void theEntryPointLeadsToTheFirstPage() {
        var answer = web.get("/api/emm/");

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/activity+json;charset=utf-8");
        var first = Web.json(answer).at("/first/id").asText();
        assertThat(first).startsWith(sandbox.baseUrl() + "/api/emm/?until=");
        assertThat(items(web.json(first))).hasSize(10);
    }

    @Test
    void theWholeCatalogueStandsInTheFeedTheNewestFirst() {
        var listed = new ArrayList<JsonNode>();
        for (var page : walk()) {
            var joint = items(page).stream().map(EmmTest::key).distinct().count();
            var items = items(page).subList(0, (int) joint);
            assertThat(items.stream().map(EmmTest::published).toList())
                    .isSortedAccordingTo((one, other) -> other.compareTo(one));
            listed.addAll(items);
        }
        assertThat(listed.stream().map(EmmTest::id).distinct())
                .containsExactlyInAnyOrderElementsOf(sandbox.catalogue()
                        .entries()
                        .map(entry -> Descriptions.thing(sandbox.catalogue(), entry))
                        .distinct()
                        .toList());
    }

    @Test
    void whatStandsAtTheJointIsRepeatedAndRepeatedOutOfOrder() {
        var first = page(now());
        var second = page(next(first));
        var joint = items(first).stream()
                .filter(activity -> published(activity).toEpochMilli() == next(first))
                .map(EmmTest::key)
                .toList();

        var items = items(second);
        assertThat(items.stream().map(EmmTest::key)).containsAll(joint);
        assertThat(items).hasSizeGreaterThan(10);
        assertThat(published(items.get(items.size() - 1)).toEpochMilli()).isEqualTo(next(first));
        assertThat(new HashSet<>(items.stream().map(EmmTest::key).toList())).hasSize(10);
    }

    @Test
    void aBulkChangeStandsOnOnePageWhoseNextIsItself() {
        var ids = sandbox.catalogue().entries().limit(30).map(Entry::id).toList();
        var at = sandbox.catalogue().updateTogether(ids).get(0).modified();

        var page = page(at.toEpochMilli());

        assertThat(next(page)).isEqualTo(at.toEpochMilli());
        assertThat(items(page).stream().map(EmmTest::id).distinct()).hasSize(30);
        assertThat(items(page)).hasSize(40);
        assertThat(items(page(at.toEpochMilli() - 1)))
                .allMatch(activity -> published(activity).isBefore(at));
    }

    @Test
    void beforeEverythingThereIsAnEmptyPageThatPointsToNow() {
        var before = System.currentTimeMillis();

        var page = page(0);

        assertThat(items(page)).isEmpty();
        assertThat(next(page)).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aTimeThatIsNoNumberGetsAnEmptyAnswer() {
        for (var until : List.of("", "abc", "2024-01-01T00:00:00Z")) {
            var answer = web.get("/api/emm/?until=" + until);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void everyVersionIsAnActivity() {
        var added = sandbox.catalogue().addBib();
        sandbox.catalogue().update(added.id());
        sandbox.catalogue().touch(added.id());
        sandbox.catalogue().delete(added.id());

        var activities = items(page(now())).stream()
                .filter(activity -> id(activity).equals(added.thing()))
                .toList();

        assertThat(activities)
                .extracting(activity -> activity.get("type").asText())
                .containsExactly("Delete", "Update", "Update", "Create");
        assertThat(activities)
                .allMatch(activity -> activity.at("/object/type").asText().equals("kbv:PhysicalResource"));
    }

    @Test
    void holdingsNameTheirLibraryAlsoOnceDeleted() {
        var holding = sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.HOLDING
                        && !entry.deleted()
                        && entry.sigel().equals("Ål"))
                .findFirst()
                .orElseThrow();
        sandbox.catalogue().delete(holding.id());

        var deletion = items(page(now())).get(0);

        assertThat(deletion.get("type").asText()).isEqualTo("Delete");
        assertThat(deletion.get("object").get("kbv:heldBy").get("@id").asText())
                .isEqualTo("https://libris.kb.se/library/%C3%85l");
        assertThat(items(page(now())).stream()
                        .filter(activity ->
                                !activity.at("/object/type").asText().equals("kbv:Item")))
                .noneMatch(activity -> activity.get("object").has("kbv:heldBy"));
    }

    @Test
    void secondsAreLeftOutWhereTheyAreZero() {
        start(Sandbox.with().bibs(80).newest(Instant.parse("2024-01-19T10:00:00Z")));

        assertThat(walk().stream().flatMap(page -> items(page).stream()).map(activity -> activity.get("published")
                        .asText()))
                .anyMatch(published -> published.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ"))
                .anyMatch(published -> published.matches(".*\\.\\d{3}Z"));
    }

    @Test
    void faultsStrikeThePageTheyAreMeantFor() {
        start(Sandbox.with()
                .bibs(80)
                .pageSize(10)
                .fault("same-token@3")
                .fault("other-host@2")
                .fault("duplicate@2"));

        var first = page(now());
        var second = page(next(first));
        var third = page(next(second));

        assertThat(first.get("next").asText()).startsWith(sandbox.baseUrl().toString());
        assertThat(second.get("next").asText()).startsWith("https://libris.invalid/");
        assertThat(items(second).get(1)).isEqualTo(items(second).get(2));
        assertThat(next(third)).isEqualTo(next(second));
        assertThat(sandbox.faults().remaining()).isEmpty();
    }
}
