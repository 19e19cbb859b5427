package org.bokbuss.real;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Libris XL of one's own, in the folder that {@code -Dreal.libris} names: what its database holds, what another
 * cataloguer does in it, and how its front and its login go wrong.
 */
final class RealLibris implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECORDS = "https://libris.kb.se/";
    /** May write bibs too, for all the libraries. */
    private static final String CATALOGUER = "grant_type=client_credentials&client_id=kat&client_secret=hemlig";

    private static final int CONFLICT = 412;

    private final Path folder;
    private final Properties settings;
    private final String index;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Connection database;

    RealLibris() throws Exception {
        folder = Path.of(System.getProperty("real.libris", "")).toAbsolutePath();
        if (!Files.exists(configuration())) {
            throw new IOException(folder + " is no folder of a Libris XL: -Dreal.libris must name the one with"
                    + " bokbuss.properties and secret.properties");
        }
        settings = properties(configuration());
        Properties secrets = properties(folder.resolve("secret.properties"));
        index = "http://" + secrets.getProperty("elasticHost") + "/" + secrets.getProperty("elasticIndex");
        URI sql = URI.create(secrets.getProperty("sqlUrl").substring("jdbc:".length()));
        String[] login = sql.getUserInfo().split(":");
        database = DriverManager.getConnection(
                "jdbc:postgresql://" + sql.getHost() + ":" + sql.getPort() + sql.getPath(), login[0], login[1]);
        working();
    }

    private static Properties properties(Path file) throws IOException {
        Properties read = new Properties();
        try (var text = Files.newBufferedReader(file)) {
            read.load(text);
        }
        return read;
    }

    /** The configuration for the program. */
    Path configuration() {
        return folder.resolve("bokbuss.properties");
    }

    URI base() {
        return URI.create(settings.getProperty("libris.base-url") + "/");
    }

    /** The rows' first columns. */
    List<String> sql(String query) {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    /** The time, by the database. */
    String now() {
        return sql("select now()").get(0);
    }

    /** Until what has been written is older than {@code harvest.settle}: a run ends that far before the server's clock. */
    void awaitSettled() {
        String written = now();
        await().until(() -> sql("select now() > timestamptz '" + written + "' + interval '3 seconds'")
                .get(0)
                .equals("t"));
    }

    /** A record as it is stored. */
    record Stored(String id, String collection, boolean deleted, JsonNode document) {
        JsonNode main() {
            return document.at("/@graph/1");
        }

        String modified() {
            return document.at("/@graph/0/modified").asText();
        }

        String itemOf() {
            return main().at("/itemOf/@id").asText();
        }

        String title() {
            return main().at("/hasTitle/0/mainTitle").asText();
        }
    }

    /** The records for which a condition on table {@code lddb b} holds, by id. */
    Map<String, Stored> stored(String condition) {
        String query = "select b.id, b.collection, b.deleted, b.data from lddb b where " + condition;
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            Map<String, Stored> found = new LinkedHashMap<>();
            while (rows.next()) {
                found.put(
                        rows.getString(1),
                        new Stored(rows.getString(1), rows.getString(2), rows.getBoolean(3), json(rows.getString(4))));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    /** The condition that a record is a holding of a library. */
    static String heldBy(String sigel) {
        return "b.collection = 'hold' and b.data#>>'{@graph,1,heldBy,@id}' = '" + library(sigel) + "'";
    }

    /** The condition that a library holds a bib. */
    static String isHeldBy(String sigel) {
        return "b.collection = 'bib' and exists (select 1 from lddb h where h.collection = 'hold' and not h.deleted"
                + " and h.data#>>'{@graph,1,itemOf,@id}' = '" + RECORDS + "'||b.id||'#it'"
                + " and h.data#>>'{@graph,1,heldBy,@id}' = '" + library(sigel) + "')";
    }

    static String library(String sigel) {
        return RECORDS + "library/" + sigel.replace("ä", "%C3%A4");
    }

    /** Makes Libris draw its dumps up anew, which it does every five days otherwise; they are in its temporary folder. */
    void forgetDumps() throws IOException {
        Path dumps = Path.of(System.getProperty("java.io.tmpdir"), "dumps");
        if (Files.isDirectory(dumps)) {
            try (Stream<Path> files = Files.list(dumps)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".dump")).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Takes the deleted records out of the index: this search engine does not understand how Libris asks it to. */
    void forgetDeleted() {
        stored("b.deleted")
                .keySet()
                .forEach(id -> send(HttpRequest.newBuilder(URI.create(index + "/_doc/" + id))
                        .DELETE()));
        send(HttpRequest.newBuilder(URI.create(index + "/_refresh")).POST(BodyPublishers.noBody()));
    }

    /** How many hits a search has. */
    int hits(String query) {
        return json(read("find.jsonld?_limit=0&" + query)).get("totalItems").asInt();
    }

    // A cataloguer at work

    String makeBib(String title, String isbn, String level) {
        String author = sql("select id from lddb where collection = 'auth' and not deleted"
                        + " and data#>>'{@graph,1,@type}' = 'Person' order by created limit 1")
                .get(0);
        return make("""
            {"@graph": [{"@id": "_:T", "@type": "Record", "mainEntity": {"@id": "_:T#it"}, "encodingLevel": "%s"},
            {"@id": "_:T#it", "@type": "PhysicalResource", "issuanceType": "Monograph",
            "hasTitle": [{"@type": "Title", "mainTitle": "%s"}],
            "instanceOf": {"@type": "Text", "language": [{"@id": "https://id.kb.se/language/swe"}],
            "contribution": [{"@type": "PrimaryContribution", "agent": {"@id": "%s%s#it"}}]},
            "identifiedBy": [{"@type": "ISBN", "value": "%s"}]}]}
            """.formatted(level, title, RECORDS, author, isbn));
    }

    String makeHolding(String bib, String sigel, String mark) {
        return make("""
            {"@graph": [{"@id": "_:T", "@type": "Record", "mainEntity": {"@id": "_:T#it"}},
            {"@id": "_:T#it", "@type": "Item", "heldBy": {"@id": "%1$s"}, "itemOf": {"@id": "%2$s%3$s#it"},
            "hasComponent": [{"@type": "Item", "heldBy": {"@id": "%1$s"},
            "shelfMark": {"@type": "ShelfMark", "label": ["%4$s"]}}]}]}
            """.formatted(library(sigel), RECORDS, bib, mark));
    }

    private String make(String document) {
        HttpResponse<String> answer = send(
                request("data").header("Content-Type", "application/ld+json").POST(BodyPublishers.ofString(document)));
        expect(201, answer);
        String address = answer.headers().firstValue("Location").orElseThrow();
        return address.substring(address.lastIndexOf('/') + 1);
    }

    /** Changes a record's main entity, again where somebody else was quicker. */
    void change(String id, Consumer<ObjectNode> change) {
        int status;
        do {
            HttpResponse<String> read = send(request(id + "?embellished=false").GET());
            expect(200, read);
            ObjectNode document = (ObjectNode) json(read.body());
            document.remove("@context");
            change.accept((ObjectNode) document.at("/@graph/1"));
            HttpResponse<String> written = send(request(id)
                    .header("Content-Type", "application/ld+json")
                    .header("If-Match", read.headers().firstValue("ETag").orElseThrow())
                    .PUT(BodyPublishers.ofString(document.toString())));
            status = written.statusCode();
            if (status != CONFLICT) {
                expect(204, written);
            }
        } while (status == CONFLICT);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    void delete(String id) {
        expect(204, send(request(id).DELETE()));
    }

    /** What the server answers to a question about nothing secret. */
    String read(String path) {
        return send(HttpRequest.newBuilder(base().resolve(path)).header("Accept", "application/ld+json"))
                .body();
    }

    private HttpRequest.Builder request(String path) {
        HttpResponse<String> login = send(HttpRequest.newBuilder(URI.create(settings.getProperty("libris.token-url")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(CATALOGUER)));
        return HttpRequest.newBuilder(base().resolve(path))
                .header("Accept", "application/ld+json")
                .header("XL-Active-Sigel", "SEK")
                .header(
                        "Authorization",
                        "Bearer " + json(login.body()).get("access_token").asText());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request() + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    // What goes wrong

    /** Lets the front spoil the next requests of a kind: {@code POST /data lose 2}. One rule at a time. */
    void spoil(String rule) throws IOException {
        Files.writeString(folder.resolve("front.rule"), rule + "\n");
    }

    /** How many requests the rule has still to spoil. */
    int leftToSpoil() throws IOException {
        String rule = Files.readString(folder.resolve("front.rule")).strip();
        return Integer.parseInt(rule.substring(rule.lastIndexOf(' ') + 1));
    }

    /** How long the tokens live that are given from now on. */
    void tokensLive(int seconds) throws IOException {
        Files.writeString(folder.resolve("login.life"), Integer.toString(seconds));
    }

    /** Makes every answer wait. */
    void slow(String seconds) throws IOException {
        Files.writeString(folder.resolve("front.delay"), seconds);
    }

    /** Nothing goes wrong any longer. */
    void working() throws IOException {
        for (String name : List.of("front.rule", "front.delay", "login.life")) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        working();
        database.close();
    }
}
