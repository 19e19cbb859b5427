package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dumps, page by page. */
class EmmDumpsTest {
    private final Sandbox sandbox = Sandbox.with().bibs(80).pageSize(10).start();
    private final Web web = new Web(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private JsonNode page(String selection, int offset) {
        return web.json("/api/emm/full?selection=" + selection + "&offset=" + offset);
    }

    private static List<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.get("items").spliterator(), false).toList();
    }

    private List<String> ids(String selection) {
        var ids = new ArrayList<String>();
        for (var page = page(selection, 0);
                page != null;
                page = page.has("next") ? web.json(page.get("next").asText()) : null) {
            items(page).stream()
                    .filter(item -> item.has("@graph"))
                    .map(item -> item.get("@id").asText())
                    .forEach(ids::add);
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"type:Instance, bib", "type:Item, hold", "type:Agent, auth", "all,"})
    void aDumpHasEveryLivingRecordOfItsKind(String selection, String collection) {
        assertThat(ids(selection))
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(sandbox.catalogue()
                        .entries()
                        .filter(entry -> collection == null
                                || entry.kind().collection().equals(collection)
                                        && (entry.kind() == Kind.PERSON || !collection.equals("auth")))
                        .filter(entry -> !entry.deleted())
                        .map(Entry::uri)
                        .sorted()
                        .toList());
    }

    @Test
    void aLibrarysItemsComeWithWhatTheyAreCopiesOf() {
        var page = page("itemAndInstance:S", 0);

        assertThat(page.get("type").asText()).isEqualTo("CollectionPage");
        assertThat(items(page).get(0).has("@graph")).isFalse();
        assertThat(items(page).get(0).get("@context").isObject()).isTrue();
        var thing = items(page).get(1).get("@graph").get(1);
        assertThat(thing.at("/heldBy/@id").asText()).isEqualTo("https://libris.kb.se/library/S");
        assertThat(thing.at("/itemOf/@type").asText()).isEqualTo("PhysicalResource");
        assertThat(thing.at("/itemOf/meta/@type").asText()).isEqualTo("Record");
        assertThat(items(page).get(1).get("@context").get(0).isNull()).isTrue();
    }

    @Test
    void theSigelStandsAsInTheLibrarysAddress() {
        assertThat(ids("itemAndInstance:%25C3%2585l")).isNotEmpty();
        assertThat(page("itemAndInstance:%C3%85l", 0).get("totalItems").asInt()).isZero();
        assertThat(items(page("itemAndInstance:Finnsinte", 0))).hasSize(1);
    }

    @Test
    void whatWasDeletedSinceIsLeftOut() {
        var before = ids("type:Item");
        sandbox.catalogue().delete(before.get(0));
        var added = sandbox.catalogue().addHolding(sandbox.catalogue().addBib().id(), "S");

        assertThat(ids("type:Item"))
                .containsExactlyElementsOf(before.subList(1, before.size()))
                .doesNotContain(added.uri());
        assertThat(page("type:Item", 0).get("totalItems").asInt()).isGreaterThan(before.size() - 1);
    }

    @Test
    void aDumpMadeAnewHasAnotherStartTime() {
        var first = page("type:Item", 0).get("startTime");
        assertThat(page("type:Item", 10).get("startTime")).isEqualTo(first);
        sandbox.faults().add("new-dump@3");

        assertThat(page("type:Item", 20).get("startTime")).isNotEqualTo(first);
        assertThat(page("type:Item", 30).get("startTime")).isNotEqualTo(first);
    }

    @Test
    void errorsAreLibrissOwn() {
        assertThat(web.get("/api/emm/full?selection=nosuch").statusCode()).isEqualTo(200);
        assertThat(web.get("/api/emm/full?selection=nosuch&offset=0").statusCode())
                .isEqualTo(500);
        assertThat(web.get("/api/emm/full?selection=all&offset=x").body()).isEmpty();
        assertThat(items(page("all", 100_000))).isEmpty();
        assertThat(page("all", 100_000).has("next")).isFalse();
    }
}
