package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;

/** Somebody who writes to a sandbox by the API. */
final class Cataloguer {
    static final String LD = "application/ld+json";

    private final Sandbox sandbox;
    private final Web web;
    private final String sigel;
    private final String token;

    Cataloguer(Sandbox sandbox, String clientId, String clientSecret, String sigel) {
        this.sandbox = sandbox;
        this.web = new Web(sandbox);
        this.sigel = sigel;
        this.token =
                Web.json(login(web, clientId, clientSecret)).get("access_token").asText();
    }

    /** A registrant of S. */
    static Cataloguer of(Sandbox sandbox) {
        return new Cataloguer(sandbox, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET, "S");
    }

    static HttpResponse<String> login(Web web, String clientId, String clientSecret) {
        return web.send(
                "POST",
                "/oauth/token",
                "grant_type=client_credentials&client_id=" + URLEncoder.encode(clientId, UTF_8) + "&client_secret="
                        + URLEncoder.encode(clientSecret, UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    String token() {
        return token;
    }

    HttpResponse<String> send(String method, String path, String body, String... more) {
        return web.send(method, path, body, headers(more));
    }

    /** The same for an answer that may never come. */
    CompletableFuture<HttpResponse<String>> begin(String method, String path, String body, String... more) {
        return web.begin(method, path, body, headers(more));
    }

    private String[] headers(String... more) {
        var headers = new ArrayList<>(
                List.of("Authorization", "Bearer " + token, "XL-Active-Sigel", sigel, "Content-Type", LD));
        headers.addAll(List.of(more));
        return headers.toArray(String[]::new);
    }

    HttpResponse<String> post(JsonNode document) {
        return send("POST", "/data", document.toString());
    }

    HttpResponse<String> put(String id, JsonNode document, String tag) {
        return send("PUT", "/" + id, document.toString(), "If-Match", tag);
    }

    HttpResponse<String> delete(String id) {
        return send("DELETE", "/" + id, "");
    }

    HttpResponse<String> read(String id) {
        return web.get("/" + id + "?embellished=false", "Accept", LD);
    }

    List<String> find(Entry bib, String library) {
        var answer = web.get("/_findhold?id=" + URLEncoder.encode(bib.uri(), UTF_8) + "&library="
                + URLEncoder.encode(library, UTF_8));
        var found = new ArrayList<String>();
        Web.json(answer).forEach(each -> found.add(each.asText()));
        return found;
    }

    /** A new holding on the shelf Hylla. */
    static ObjectNode holding(String bibThing, String sigel) {
        var library = Descriptions.library(sigel);
        return (ObjectNode) Web.parse(("{'@graph':[{'@id':'_:T','@type':'Record','mainEntity':{'@id':'_:T#it'}},"
                        + "{'@id':'_:T#it','@type':'Item','heldBy':{'@id':'" + library + "'},"
                        + "'itemOf':{'@id':'" + bibThing + "'},"
                        + "'shelfMark':{'@type':'ShelfMark','label':['Hylla']}}]}")
                .replace('\'', '"'));
    }

    /** The id of a new holding. */
    String hold(Entry bib) {
        var answer = post(holding(bib.thing(), sigel));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return id(answer);
    }

    static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow().substring(Entry.HOST.length());
    }

    static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    /** A living bib that a library does not hold. */
    Entry bibNotHeld() {
        return sandbox.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> sandbox.catalogue().everHeld(e).stream()
                        .noneMatch(h -> h.sigel().equals(sigel)))
                .findFirst()
                .orElseThrow();
    }
}
