package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records made, changed and deleted by the API. */
class WritesTest {
    private final Sandbox sandbox = Sandbox.with().bibs(80).start();
    private final Web web = new Web(sandbox);
    private final Cataloguer us = Cataloguer.of(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static ObjectNode item(JsonNode document) {
        return (ObjectNode) document.at("/@graph/1");
    }

    private static String message(HttpResponse<String> answer) {
        return Web.json(answer).path("message").asText();
    }

    @Test
    void whatIsPostedIsReadBack() {
        var bib = us.bibNotHeld();

        var made = us.post(Cataloguer.holding(bib.thing(), "S"));

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location").orElseThrow()).doesNotContain("#");
        var id = Cataloguer.id(made);
        var read = us.read(id);
        assertThat(Cataloguer.tag(read)).isEqualTo(Cataloguer.tag(made));
        var record = Web.json(read).at("/@graph/0");
        assertThat(record.get("@id").asText()).isEqualTo(Entry.HOST + id);
        assertThat(record.get("controlNumber").asText()).isEqualTo(id);
        assertThat(record.get("created")).isEqualTo(record.get("modified"));
        assertThat(record.at("/descriptionCreator/@id").asText()).isEqualTo(Descriptions.library("S"));
        assertThat(record.at("/descriptionLastModifier/@id").asText()).isEqualTo(Descriptions.library("S"));
        assertThat(record.at("/mainEntity/@id").asText()).isEqualTo(Entry.HOST + id + "#it");
        var item = item(Web.json(read));
        assertThat(item.get("@id").asText()).isEqualTo(Entry.HOST + id + "#it");
        assertThat(item.at("/shelfMark/label/0").asText()).isEqualTo("Hylla");
        assertThat(us.find(bib, "S")).containsExactly(Entry.HOST + id);
        assertThat(sandbox.catalogue().holdings(bib)).extracting(Entry::id).contains(id);
    }

    @Test
    void aLibraryHoldsABibOnce() {
        var bib = us.bibNotHeld();
        us.hold(bib);

        var again = us.post(Cataloguer.holding(bib.thing(), "S"));

        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(message(again)).isEqualTo("Document not found.");
        assertThat(us.find(bib, "S")).hasSize(1);
        assertThat(us.post(Cataloguer.holding(bib.thing(), "Gbg")).statusCode()).isIn(201, 404);
    }

    @Test
    void aHoldingOfNothingIsNotFound() {
        var gone = sandbox.catalogue().addBib();
        sandbox.catalogue().delete(gone.id());
        sandbox.writing().accounts().permissions(Accounts.CLIENT_ID, new Permission("S", true, false, true));

        assertThat(us.post(Cataloguer.holding(Entry.HOST + "zzzzzzzzzzzzzzzz#it", "S"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(us.post(Cataloguer.holding(gone.thing(), "S")).statusCode()).isEqualTo(404);
        assertThat(us.post(Cataloguer.holding(us.bibNotHeld().thing(), "Finnsinte"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aLinkToTheRecordIsKeptButNotFollowed() {
        var bib = us.bibNotHeld();

        assertThat(us.post(Cataloguer.holding(bib.uri(), "S")).statusCode()).isEqualTo(201);

        assertThat(us.find(bib, "S")).isEmpty();
        assertThat(us.post(Cataloguer.holding(bib.uri(), "S")).statusCode()).isEqualTo(201);
        assertThat(us.post(Cataloguer.holding(bib.thing(), "S")).statusCode()).isEqualTo(201);
        assertThat(us.post(Cataloguer.holding(bib.thing(), "S")).statusCode()).isEqualTo(404);
    }

    @Test
    void oldAddressesOfABibAreTaken() {
        var bib = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted() && e.isLegacy())
                .filter(e -> us.find(e, "S").isEmpty())
                .findFirst()
                .orElseThrow();

        var made = us.post(Cataloguer.holding("http://libris.kb.se/resource/bib/" + bib.controlNumber(), "S"));

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(item(Web.json(us.read(Cataloguer.id(made))))
                        .at("/itemOf/@id")
                        .asText())
                .isEqualTo(bib.thing());
    }

    @Test
    void whatIsPutReplacesWhatWasThere() {
        var id = us.hold(us.bibNotHeld());
        var read = us.read(id);
        var document = Web.json(read);
        item(document).putArray("cataloguersNote").add(" ny ").addNull();
        item(document).set("shelfMark", null);

        var changed = us.put(id, document, Cataloguer.tag(read));

        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
        assertThat(changed.headers().firstValue("Location")).contains(Entry.HOST + id);
        var after = us.read(id);
        assertThat(Cataloguer.tag(after)).isEqualTo(Cataloguer.tag(changed)).isNotEqualTo(Cataloguer.tag(read));
        assertThat(item(Web.json(after)).get("cataloguersNote").toString()).isEqualTo("[\"ny\"]");
        assertThat(item(Web.json(after)).has("shelfMark")).isFalse();
        assertThat(Web.json(after).at("/@graph/0/recordStatus").asText()).isEqualTo("marc:CorrectedOrRevised");
        assertThat(Web.json(after).at("/@graph/0/created")).isEqualTo(document.at("/@graph/0/created"));
    }

    @Test
    void anUnchangedRecordKeepsItsTagButNotItsTime() {
        var id = us.hold(us.bibNotHeld());
        var read = us.read(id);

        var same = us.put(id, Web.json(read), Cataloguer.tag(read));

        assertThat(Cataloguer.tag(same)).isEqualTo(Cataloguer.tag(read));
        assertThat(Cataloguer.tag(us.read(id))).isEqualTo(Cataloguer.tag(read));
        assertThat(Web.json(us.read(id)).at("/@graph/0/modified"))
                .isNotEqualTo(Web.json(read).at("/@graph/0/modified"));
    }

    @Test
    void recordsFromTheStartCanBeWrittenToo() {
        var holding = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.HOLDING && !e.deleted() && e.isLegacy())
                .filter(e -> e.sigel().equals("S"))
                .findFirst()
                .orElseThrow();
        var read = us.read(holding.id());
        var document = Web.json(read);
        item(document).put("copyNumber", "7");

        assertThat(us.put(holding.id(), document, Cataloguer.tag(read)).statusCode())
                .isEqualTo(204);
        var after = Web.json(us.read(holding.id()));
        assertThat(item(after)).isEqualTo(item(document));
        assertThat(after.at("/@graph/0/controlNumber")).isEqualTo(document.at("/@graph/0/controlNumber"));

        item(document).remove("sameAs");
        var lost = us.put(holding.id(), document, Cataloguer.tag(us.read(holding.id())));
        assertThat(lost.statusCode()).isEqualTo(500);
        assertThat(Web.json(lost).has("error_id")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BIB", "HOLDING", "PERSON", "WORK"})
    void whatIsReadCanBePutBack(Kind kind) {
        sandbox.writing().accounts().permissions(Accounts.CLIENT_ID, new Permission("S", true, true, true));
        sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == kind && !e.deleted())
                .limit(20)
                .toList()
                .forEach(entry -> {
                    var read = us.read(entry.id());
                    var put = us.put(entry.id(), Web.json(read), Cataloguer.tag(read));
                    assertThat(put.statusCode()).as(put.body()).isEqualTo(204);
                    assertThat(item(Web.json(us.read(entry.id())))).isEqualTo(item(Web.json(read)));
                });
    }

    @Test
    void whoHasNotSeenTheLatestChangesNothing() {
        var id = us.hold(us.bibNotHeld());
        var read = us.read(id);
        sandbox.writing().edit(id, document -> {
            item(document).put("copyNumber", "2");
            return document;
        });

        assertThat(us.put(id, Web.json(read), Cataloguer.tag(read)).statusCode())
                .isEqualTo(412);
        assertThat(us.put(id, Web.json(read), "*").statusCode()).isEqualTo(412);
        assertThat(us.send("PUT", "/" + id, read.body()).statusCode()).isEqualTo(400);
        assertThat(item(Web.json(us.read(id))).get("copyNumber").asText()).isEqualTo("2");
        var now = us.read(id);
        assertThat(us.put(id, Web.json(now), "W/" + Cataloguer.tag(now)).statusCode())
                .isEqualTo(204);
        var embellished = web.get("/" + id, "Accept", Cataloguer.LD);
        assertThat(Cataloguer.tag(embellished)).contains(":");
        assertThat(us.put(id, Web.json(now), Cataloguer.tag(embellished)).statusCode())
                .isEqualTo(204);
    }

    @Test
    void anEmbellishedRecordIsNotTakenBack() {
        var id = us.hold(us.bibNotHeld());
        var embellished = web.get("/" + id, "Accept", Cataloguer.LD);

        var refused = us.put(id, Web.json(embellished), Cataloguer.tag(embellished));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Web.json(refused).at("/errors/0/type").asText()).isEqualTo("NESTED_GRAPH");
    }

    @Test
    void whatMayNotChangeIsRefused() {
        var id = us.hold(us.bibNotHeld());
        var read = us.read(id);
        var tag = Cataloguer.tag(read);

        var otherId = Web.json(read).deepCopy();
        ((ObjectNode) otherId.at("/@graph/0")).put("@id", Entry.HOST + "another");
        assertThat(us.put(id, otherId, tag).statusCode()).isEqualTo(400);

        var otherLibrary = Web.json(read).deepCopy();
        ((ObjectNode) item(otherLibrary).get("heldBy")).put("@id", Descriptions.library("Gbg"));
        assertThat(us.put(id, otherLibrary, tag).statusCode()).isEqualTo(403);

        var otherType = Web.json(read).deepCopy();
        item(otherType).put("@type", "PhysicalResource");
        assertThat(us.put(id, otherType, tag).statusCode()).isEqualTo(403);

        var unknownTerm = Web.json(read).deepCopy();
        item(unknownTerm).put("shelfmark", "x");
        assertThat(Web.json(us.put(id, unknownTerm, tag)).at("/errors/0/type").asText())
                .isEqualTo("MISSING_DEFINITION");

        var noNumber = Web.json(read).deepCopy();
        ((ObjectNode) noNumber.at("/@graph/0")).remove("controlNumber");
        assertThat(us.put(id, noNumber, tag).statusCode()).isEqualTo(500);

        assertThat(us.put("zzzzzzzzzzzzzzzz", Web.json(read), tag).statusCode()).isEqualTo(404);
        assertThat(us.read(id).body()).isEqualTo(read.body());
    }

    @Test
    void aHoldingMovesToAFreeBibOnly() {
        var id = us.hold(us.bibNotHeld());
        var taken = us.bibNotHeld();
        var other = us.hold(taken);
        var free = us.bibNotHeld();
        var read = us.read(id);
        var tag = Cataloguer.tag(read);

        var document = Web.json(read);
        ((ObjectNode) item(document).get("itemOf")).put("@id", taken.thing());
        var occupied = us.put(id, document, tag);
        assertThat(occupied.statusCode()).isEqualTo(409);
        assertThat(message(occupied)).contains(other);

        ((ObjectNode) item(document).get("itemOf")).put("@id", Entry.HOST + "zzzzzzzzzzzzzzzz#it");
        assertThat(us.put(id, document, tag).statusCode()).isEqualTo(204);
        assertThat(us.read(id).body()).isEqualTo(read.body());

        ((ObjectNode) item(document).get("itemOf")).put("@id", free.thing());
        assertThat(us.put(id, document, tag).statusCode()).isEqualTo(204);
        assertThat(us.find(free, "S")).containsExactly(Entry.HOST + id);
    }

    @Test
    void deletedIsGoneAndNotUnknown() {
        var bib = us.bibNotHeld();
        var id = us.hold(bib);

        assertThat(us.delete(id).statusCode()).isEqualTo(204);
        assertThat(us.delete(id).statusCode()).isEqualTo(410);
        assertThat(us.read(id).statusCode()).isEqualTo(410);
        assertThat(us.find(bib, "S")).isEmpty();
        assertThat(us.delete("zzzzzzzzzzzzzzzz").statusCode()).isEqualTo(404);
        assertThat(us.hold(bib)).isNotEqualTo(id);
    }

    @Test
    void aPutBringsADeletedRecordBack() {
        var bib = us.bibNotHeld();
        var id = us.hold(bib);
        var read = us.read(id);
        us.delete(id);

        assertThat(us.put(id, Web.json(read), Cataloguer.tag(read)).statusCode())
                .isEqualTo(204);
        assertThat(us.find(bib, "S")).containsExactly(Entry.HOST + id);

        // The tag knows who was the last to write.
        new Cataloguer(sandbox, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET, "Gbg").delete(id);
        assertThat(us.put(id, Web.json(read), Cataloguer.tag(read)).statusCode())
                .isEqualTo(412);
    }

    @Test
    void aBibWithHoldingsIsNotDeleted() {
        var cataloguer = new Cataloguer(sandbox, Accounts.CATALOGUER_ID, Accounts.CATALOGUER_SECRET, "S");
        var bib = us.bibNotHeld();
        var id = us.hold(bib);

        var refused = cataloguer.delete(bib.id());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused)).startsWith("Record is referenced by ");

        sandbox.catalogue().holdings(bib).forEach(h -> sandbox.writing().delete(h.id()));
        assertThat(us.delete(bib.id()).statusCode()).isEqualTo(403);
        assertThat(cataloguer.delete(bib.id()).statusCode()).isEqualTo(204);
        assertThat(id).isNotEmpty();
    }

    @Test
    void bibsAreForCataloguers() {
        var cataloguer = new Cataloguer(sandbox, Accounts.CATALOGUER_ID, Accounts.CATALOGUER_SECRET, "S");
        var bib = Web.parse("{'@graph':[{'@id':'_:T','@type':'Record','mainEntity':{'@id':'_:T#it'}},"
                .concat("{'@id':'_:T#it','@type':'PhysicalResource','hasTitle':[{'@type':'Title','mainTitle':'Ny'}],")
                .concat("'identifiedBy':[{'@type':'ISBN','value':'978-91-1-000000-1'}]}]}")
                .replace('\'', '"'));

        assertThat(us.post(bib).statusCode()).isEqualTo(403);
        var made = cataloguer.post(bib);
        assertThat(made.statusCode()).isEqualTo(201);
        var entry = sandbox.catalogue().record(Cataloguer.id(made));
        assertThat(Descriptions.book(sandbox.catalogue(), entry).isbn()).isEqualTo("9789110000001");
        assertThat(us.post(Cataloguer.holding(entry.thing(), "S")).statusCode()).isEqualTo(201);
    }

    @Test
    void onlyOwnHoldingsAreWritten() {
        var bib = us.bibNotHeld();

        var stranger = us.post(Cataloguer.holding(bib.thing(), "SEK"));
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(message(stranger)).isEqualTo("You are not authorized to perform this operation");
        var asStranger = new Cataloguer(sandbox, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET, "SEK");
        assertThat(asStranger.post(Cataloguer.holding(bib.thing(), "S")).statusCode())
                .isEqualTo(403);

        sandbox.writing().accounts().permissions(Accounts.CLIENT_ID, Permission.registrant("SEK"));
        assertThat(us.post(Cataloguer.holding(bib.thing(), "S")).statusCode()).isEqualTo(403);
        assertThat(asStranger.delete(bib.id()).statusCode()).isEqualTo(403);
    }

    @Test
    void whoShowsNoGoodTokenIsNotHeard() {
        var document = Cataloguer.holding(us.bibNotHeld().thing(), "S").toString();

        var none = web.send("POST", "/data", document, "Content-Type", Cataloguer.LD);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.body()).startsWith("<html>").contains("No access token");
        assertThat(web.send("POST", "/data", document, "Authorization", "bearer " + us.token())
                        .body())
                .contains("Bad access token.");
        sandbox.writing().accounts().expireTokens();
        assertThat(us.send("POST", "/data", document).body()).contains("Access token has expired");
        assertThat(us.delete("zzzzzzzzzzzzzzzz").statusCode()).isEqualTo(401);
        sandbox.writing().accounts().revokeTokens();
        assertThat(us.send("POST", "/data", document).body()).contains("Bad access token.");
    }

    @Test
    void tokensAreGivenForTheSecretAndSayWhatTheyAreGoodFor() {
        var refused = Cataloguer.login(web, Accounts.CLIENT_ID, "wrong");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Web.json(refused).get("error").asText()).isEqualTo("invalid_client");

        sandbox.writing().accounts().tokenLifetime(Duration.ofSeconds(90));
        var token = Web.json(Cataloguer.login(web, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET));
        assertThat(token.get("expires_in").asInt()).isEqualTo(90);
        var verified = Web.json(web.get(
                "/oauth/verify",
                "Authorization",
                "Bearer " + token.get("access_token").asText()));
        assertThat(verified.at("/user/permissions").findValuesAsText("code")).containsExactly("S", "Gbg");
        assertThat(web.get("/oauth/verify", "Authorization", "Bearer nonsense").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenIsGoodForSoManyWrites() {
        sandbox.writing().accounts().callsPerToken(2);
        var limited = Cataloguer.of(sandbox);

        assertThat(List.of(
                        limited.delete("zzzzzzzzzzzzzzzz").statusCode(),
                        limited.delete("zzzzzzzzzzzzzzzz").statusCode(),
                        limited.delete("zzzzzzzzzzzzzzzz").statusCode()))
                .containsExactly(404, 404, 401);
    }

    @Test
    void holdingsAreFoundByEveryAddressOfTheBib() {
        var bib = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && e.isLegacy())
                .filter(e -> !sandbox.catalogue().holdings(e).isEmpty())
                .findFirst()
                .orElseThrow();
        var holding = sandbox.catalogue().holdings(bib).get(0);
        var sigel = Descriptions.encode(holding.sigel());

        for (var id : List.of(
                bib.uri(),
                bib.uri() + "%23it",
                "http://libris.kb.se/bib/" + bib.controlNumber(),
                "http://libris.kb.se/resource/bib/" + bib.controlNumber())) {
            var found = web.get("/_findhold?id=" + id + "&library=" + sigel);
            assertThat(found.body()).as(id).isEqualTo("[\"" + holding.uri() + "\"]");
        }
        assertThat(us.find(bib, Descriptions.library(holding.sigel()))).containsExactly(holding.uri());
        assertThat(us.find(bib, "Finnsinte")).isEmpty();
        for (var wrong : List.of("id=" + bib.id() + "&library=S", "library=S", "id=" + holding.uri() + "&library=S")) {
            var refused = web.get("/_findhold?" + wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(refused.body()).startsWith("<html>");
        }
    }

    @Test
    void aMergedBibLeadsToTheOther() {
        var one = sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted() && e.isLegacy())
                .filter(e -> us.find(e, "S").isEmpty())
                .findFirst()
                .orElseThrow();
        var id = us.hold(one);
        var other = us.bibNotHeld();

        sandbox.writing().merge(one.id(), other.id());

        var moved = web.get("/" + one.id(), "Accept", Cataloguer.LD);
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location")).contains(other.uri());
        assertThat(us.find(one, "S")).containsExactly(Entry.HOST + id);
        assertThat(us.find(other, "S")).containsExactly(Entry.HOST + id);
        assertThat(us.delete(one.id()).statusCode()).isEqualTo(302);
        assertThat(web.json("/find?sameAs.@id=http://libris.kb.se/resource/bib/" + one.controlNumber())
                        .at("/items/0/@id")
                        .asText())
                .isEqualTo(other.thing());

        var third = us.bibNotHeld();
        sandbox.writing().merge(other.id(), third.id());
        assertThat(us.find(one, "S")).containsExactly(Entry.HOST + id);
    }

    @Test
    void whatIsWithinARecordIsKeptAndCopiesOfOthersAreNot() {
        var bib = us.bibNotHeld();
        var document = Cataloguer.holding(bib.thing(), "S");
        item(document).set("heldBy", Web.parse("{\"@id\":\"" + Descriptions.library("S") + "\",\"sigel\":\"X\"}"));
        item(document).set("source", Web.parse("{\"@id\":\"_:T#source\",\"name\":\"N\"}"));

        var read = item(Web.json(us.read(Cataloguer.id(us.post(document)))));

        assertThat(read.get("heldBy").toString()).isEqualTo("{\"@id\":\"" + Descriptions.library("S") + "\"}");
        assertThat(read.at("/source/name").asText()).isEqualTo("N");
        assertThat(read.at("/source/@id").asText()).startsWith(Entry.HOST).endsWith("#source");
    }

    @Test
    void ofManyAtOnceOneMakesTheHoldingAndNoChangeIsLost() {
        var bib = us.bibNotHeld();
        var document = Cataloguer.holding(bib.thing(), "S").toString();

        var answers = Stream.generate(() -> us.begin("POST", "/data", document)).limit(8).toList().stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201);
        var id = us.find(bib, "S").get(0).substring(Entry.HOST.length());
        var read = us.read(id);
        var changes = IntStream.range(0, 8)
                .mapToObj(i -> us.begin(
                        "PUT", "/" + id, read.body().replace("Hylla", "Hylla " + i), "If-Match", Cataloguer.tag(read)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
        assertThat(changes).containsOnlyOnce(204).containsOnly(204, 412);
    }

    @Test
    void everyWriteIsKnown() {
        var id = us.hold(us.bibNotHeld());
        us.delete(id);
        us.delete(id);

        assertThat(sandbox.writing().received())
                .extracting(w -> w.method() + " " + w.id() + " " + w.status())
                .containsExactly("POST " + id + " 201", "DELETE " + id + " 204", "DELETE " + id + " 410");
    }
}
