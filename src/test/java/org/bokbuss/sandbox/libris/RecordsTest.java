package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records read one by one. */
class RecordsTest {
    private static final String LD = "application/ld+json";

    private final Sandbox sandbox = Sandbox.with().bibs(80).start();
    private final Web web = new Web(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Entry bib(boolean deleted, boolean legacy) {
        return sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && entry.deleted() == deleted)
                .filter(entry -> !entry.controlNumber().equals(entry.id()) == legacy)
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> plain(Entry entry, String... headers) {
        return web.get("/" + entry.id() + "?embellished=false", headers);
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void aRecordIsAGraphOfTwo() {
        var bib = bib(false, false);

        var answer = plain(bib, "Accept", LD);

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/ld+json;charset=utf-8");
        var graph = Web.json(answer).get("@graph");
        assertThat(graph).hasSize(2);
        assertThat(graph.get(0).get("@id").asText()).isEqualTo(bib.uri());
        assertThat(Web.json(answer).get("@context").asText()).isEqualTo("/context.jsonld");
        assertThat(web.json("/" + bib.id()).get("@graph").size()).isGreaterThan(2);
    }

    @Test
    void whoDoesNotAskForDataGetsTheWebsite() {
        var bib = bib(false, false);

        assertThat(web.get("/" + bib.id()).body()).startsWith("<!DOCTYPE html>");
        assertThat(web.get("/" + bib.id(), "Accept", "*/*").body()).startsWith("<!DOCTYPE html>");
        assertThat(web.get("/" + bib.id() + "/data.jsonld").body()).startsWith("{");
    }

    @Test
    void whoAsksForPlainJsonGetsTheThingWithinItsRecord() {
        var bib = bib(false, false);

        var framed = Web.json(plain(bib, "Accept", "application/json"));

        assertThat(framed.has("@graph")).isFalse();
        assertThat(framed.get("@id").asText()).isEqualTo(bib.uri());
        assertThat(framed.at("/mainEntity/@id").asText()).isEqualTo(bib.thing());
        assertThat(framed.at("/mainEntity/meta/@id").asText()).isEqualTo(bib.uri());
        assertThat(framed.at("/mainEntity/hasTitle/0/mainTitle").asText()).isNotEmpty();
        assertThat(web.json("/" + bib.id() + "?framed=true&embellished=false").has("mainEntity"))
                .isTrue();
    }

    @Test
    void olderVersionsAreReadEvenOfWhatIsGone() {
        var bib = bib(false, false);
        var before = Web.json(plain(bib, "Accept", LD));
        sandbox.writing().edit(bib.id(), document -> {
            ((ObjectNode) document.at("/@graph/1")).put("responsibilityStatement", "Ny");
            return document;
        });
        sandbox.writing().delete(bib.id());

        assertThat(web.json("/" + bib.id() + "?version=0")).isEqualTo(before);
        assertThat(web.json("/" + bib.id() + "?version=1")
                        .at("/@graph/1/responsibilityStatement")
                        .asText())
                .isEqualTo("Ny");
        assertThat(web.get("/" + bib.id() + "?version=2", "Accept", LD).statusCode())
                .isEqualTo(410);
        assertThat(web.get("/" + bib.id() + "?version=3", "Accept", LD).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aKnownTagCostsNoBody() {
        var bib = bib(false, false);
        var tag = tag(plain(bib, "Accept", LD));

        assertThat(plain(bib, "Accept", LD, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(plain(bib, "Accept", LD, "If-None-Match", "W/" + tag.replaceFirst("\"$", "-gzip\""))
                        .statusCode())
                .isEqualTo(304);
        assertThat(web.get("/" + bib.id(), "Accept", LD, "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        var embellished = tag(web.get("/" + bib.id(), "Accept", LD));
        assertThat(embellished).contains(":");
        assertThat(plain(bib, "Accept", LD, "If-None-Match", embellished).statusCode())
                .isEqualTo(304);
    }

    @Test
    void theTagFollowsTheContentAndNotTheDates() {
        var bib = bib(false, false);
        var tag = tag(plain(bib, "Accept", LD));
        sandbox.catalogue().touch(bib.id());
        assertThat(tag(plain(bib, "Accept", LD))).isEqualTo(tag);
        sandbox.catalogue().update(bib.id());
        sandbox.catalogue().update(bib.id());
        sandbox.catalogue().update(bib.id());
        assertThat(tag(plain(bib, "Accept", LD))).isNotEqualTo(tag);
    }

    @Test
    void oldAddressesLeadToNewOnes() {
        var bib = bib(false, true);

        var record = web.get("/bib/" + bib.controlNumber() + "?embellished=false");
        assertThat(record.statusCode()).isEqualTo(302);
        assertThat(record.headers().firstValue("Location")).contains(bib.uri() + "?embellished=false");
        var thing = web.get("/resource/bib/" + bib.controlNumber() + "?embellished=false");
        assertThat(thing.headers().firstValue("Location")).contains(bib.thing() + "?embellished=false");
        assertThat(web.get("/hold/" + bib.controlNumber()).statusCode()).isEqualTo(404);
    }

    @Test
    void goneIsNotUnknown() {
        assertThat(plain(bib(true, false), "Accept", LD).statusCode()).isEqualTo(410);
        assertThat(web.get("/bib/" + bib(true, true).controlNumber()).statusCode())
                .isEqualTo(404);
        assertThat(web.get("/zzzzzzzzzzzzzzzz", "Accept", LD).statusCode()).isEqualTo(404);
    }
}
