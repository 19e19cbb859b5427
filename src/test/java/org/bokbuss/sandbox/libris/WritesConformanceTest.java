package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Repeats recorded reading and writing at a real Libris XL, request by request in its order, to a
 * sandbox that was given records like those: each gets the same status, the same headers, and an answer of the same
 * shape. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
class WritesConformanceTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"))
            .resolve("rest");

    /** What the sandbox leaves out, by number, and why. */
    private static final Map<String, List<Integer>> LEFT_OUT = Map.of(
            "by lens, with labels or inverses, in other formats",
            List.of(20, 21, 23, 24, 25, 163, 165, 166, 167),
            "lists of changes",
            List.of(28, 107, 122),
            "before the real Libris stands a switch: the website, its own 404, old paths without host",
            List.of(11, 13, 14, 16, 17, 19, 22, 31, 32, 164),
            "requests of browsers to other sites",
            List.of(30),
            "records of libraries and of id.kb.se; topics are KB's alone",
            List.of(38, 39, 132),
            "a verdict on tokens that the login server does not give",
            List.of(54),
            "MARC of one record, conversion, dependencies",
            List.of(46, 47, 48, 49, 50),
            "the vocabulary of the recorded server had fewer terms of marc:",
            List.of(137));

    /** Of the recorded tokens, what each may do. */
    private static final Map<String, Permission> TOKENS = Map.of(
            "tok-sek", Permission.cataloger("SEK"),
            "tok-global", new Permission("SEK", true, false, true),
            "tok-utb1", Permission.cataloger("Utb1"),
            "tok-utb2-reg", Permission.registrant("Utb2"));

    private static final Sandbox SANDBOX = Sandbox.with().bibs(80).start();

    private final Web web = new Web(SANDBOX);

    /** Recorded ids and ETags, and what stands for them here. */
    private final Map<String, String> ours = new LinkedHashMap<>();

    /** The ids of records that were written here as there, so that all of them can be compared. */
    private final Set<String> written = new TreeSet<>();

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestIsAnsweredAsRecorded() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        records();
        var leftOut = LEFT_OUT.values().stream().flatMap(List::stream).toList();
        try (var files = Files.list(RECORDINGS)) {
            var requests = files.filter(file -> file.toString().endsWith(Recording.REQUEST))
                    .map(file -> Map.entry(file.getFileName().toString(), Recording.read(file)))
                    .sorted(Comparator.comparing(each -> each.getValue().number()))
                    .toList();
            assertThat(requests).hasSize(171);
            return requests.stream()
                    .filter(each -> !leftOut.contains(each.getValue().number()))
                    .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> play(each.getValue())));
        }
    }

    // The records there were

    private void records() {
        var person = SANDBOX.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.PERSON && !e.deleted() && !e.isLegacy())
                .filter(e -> SANDBOX.catalogue()
                        .entries()
                        .anyMatch(b -> b.kind() == Kind.BIB
                                && !b.deleted()
                                && SANDBOX.catalogue().linked(b).contains(e)))
                .findFirst()
                .orElseThrow();
        ours.put("8x8v1s2265q76nlk", person.id());
        ours.put(
                "4s4qwn0v2gjh3qjz",
                SANDBOX.catalogue()
                        .entries()
                        .filter(e -> e.kind() == Kind.WORK && !e.deleted())
                        .findFirst()
                        .orElseThrow()
                        .id());
        var old = SANDBOX.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted() && e.isLegacy())
                .filter(e -> SANDBOX.catalogue().holdings(e).stream()
                        .noneMatch(h -> Set.of("SEK", "Gbg").contains(h.sigel())))
                .limit(2)
                .toList();
        ours.put("g4g27xfgdpjsqzvz", old.get(0).id());
        ours.put("7149593", old.get(0).controlNumber());
        ours.put("f3f16v9gc2frmbp1", old.get(1).id());
        ours.put("12384646", old.get(1).controlNumber());
        var cataloguer = new Cataloguer(SANDBOX, Accounts.CATALOGUER_ID, Accounts.CATALOGUER_SECRET, "S");
        for (var id : List.of(
                "j6j492crgcrpqwsw",
                "d2d05x7sbcq3mjj3",
                "7w7t0r2q5brt6p1q",
                "xlxjpgrjvwckfllh",
                "sgsdk8q8qd9432ss",
                "xlxjpcrpv7z1phwq",
                "8x8v1s316h1zfmrq")) {
            ours.put(id, Cataloguer.id(cataloguer.post(bib(person))));
        }
        hold("j6j492crgcrpqwsw", "SEK", "f3f16z89c39wq238");
        hold("j6j492crgcrpqwsw", "S", "j6j492cbgc41xjgs");
        hold("j6j492crgcrpqwsw", "Utb1", "l8l6c4gjjvf6xks2");
        hold("j6j492crgcrpqwsw", "Utb2", "9z9w2t5c7s4z1pcn");
        hold("d2d05x7sbcq3mjj3", "SEK", "h5h381cmfdjmvjsh");
        hold("d2d05x7sbcq3mjj3", "S", "d2d05x7sbcq3mjj4");
        hold("xlxjpgrjvwckfllh", "SEK", "3r3pvmzp101x807x");
        hold("sgsdk8q8qd9432ss", "SEK", "9z9w2t5n7xq65s3d");
        hold("sgsdk8q8qd9432ss", "S", "9z9w2t5n7xq65s3f");
        hold("g4g27xfgdpjsqzvz", "Gbg", "l8l6c2k8jzfjzrlf");
        tag("h5h381cmfdjmvjsh", "-1415080940");
    }

    private static JsonNode bib(Entry author) {
        return Web.parse(("{'@graph':[{'@id':'_:T','@type':'Record','encodingLevel':'marc:FullLevel',"
                        + "'mainEntity':{'@id':'_:T#it'}},{'@id':'_:T#it','@type':'PhysicalResource',"
                        + "'hasTitle':[{'@type':'Title','mainTitle':'En bok'}],'instanceOf':{'@type':'Monograph',"
                        + "'contribution':[{'@type':'PrimaryContribution','agent':{'@id':'" + author.thing()
                        + "'}}]}}]}")
                .replace('\'', '"'));
    }

    private void hold(String bib, String sigel, String recordedId) {
        SANDBOX.writing().accounts().permissions(Accounts.CATALOGUER_ID, Permission.cataloger(sigel));
        var cataloguer = new Cataloguer(SANDBOX, Accounts.CATALOGUER_ID, Accounts.CATALOGUER_SECRET, sigel);
        var document = Cataloguer.holding(Entry.HOST + ours.get(bib) + "#it", sigel);
        var item = (ObjectNode) document.at("/@graph/1");
        item.remove("shelfMark");
        item.putArray("hasComponent")
                .addObject()
                .put("@type", "Item")
                .putObject("heldBy")
                .put("@id", Descriptions.library(sigel));
        ours.put(recordedId, Cataloguer.id(cataloguer.post(document)));
    }

    /** A tag that was read before. */
    private void tag(String recordedId, String recordedTag) {
        var read = Cataloguer.of(SANDBOX).read(ours.get(recordedId));
        ours.put(recordedTag, Cataloguer.tag(read).replace("\"", ""));
    }

    // The requests

    private void play(Recording recording) throws IOException {
        var request = recording.request();
        var recorded = recording.answer();
        var headers = new ArrayList<String>();
        request.headers().forEach((name, value) -> {
            if (!Set.of("host", "connection", "content-length").contains(name)) {
                headers.addAll(List.of(name, name.equals("authorization") ? token(value) : mapped(value)));
            }
        });

        var answered = web.send(
                request.method(),
                mapped(request.target()),
                mapped(new String(request.body(), UTF_8)),
                headers.toArray(String[]::new));

        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(recorded.status());
        assertThat(names(answered.headers().map().keySet()))
                .isEqualTo(names(recorded.headers().keySet()));
        assertThat(answered.headers().firstValue("Content-Type"))
                .isEqualTo(Optional.ofNullable(recorded.headers().get("Content-Type")));
        remember(recorded.headers(), answered);
        var body = new ByteArrayOutputStream();
        recorded.body().writeTo(body);
        compare(request.target(), body.toString(UTF_8), answered.body());
    }

    /** Everybody is one client here, and may just now what the recorded one may. */
    private String token(String recorded) {
        var name = recorded.substring(recorded.indexOf(' ') + 1);
        var login = Cataloguer.login(web, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET);
        var token = Web.json(login).get("access_token").asText();
        if (name.startsWith("tok-expired")) {
            SANDBOX.writing().accounts().expireTokens();
        } else if (name.equals("tok-verify-down")) {
            SANDBOX.faults().add("verify-broken@91000");
        } else if (TOKENS.containsKey(name)) {
            SANDBOX.writing().accounts().permissions(Accounts.CLIENT_ID, TOKENS.get(name));
        } else {
            return recorded;
        }
        return recorded.replace(name, token);
    }

    private String mapped(String text) {
        var mapped = text;
        for (var each : ours.entrySet()) {
            mapped = mapped.replace(each.getKey(), each.getValue());
        }
        return mapped;
    }

    private void remember(Map<String, String> recorded, HttpResponse<String> answered) {
        if (answered.statusCode() == 201) {
            var id = recorded.get("Location").substring(Entry.HOST.length());
            ours.put(id, Cataloguer.id(answered));
            written.add(id);
        }
        if (recorded.containsKey("ETag")) {
            var theirs = recorded.get("ETag").replace("\"", "").split(":");
            var here = Cataloguer.tag(answered).replace("\"", "").split(":");
            assertThat(here).hasSameSizeAs(theirs);
            for (var i = 0; i < theirs.length; i++) {
                var known = ours.put(theirs[i], here[i]);
                // What kept its tag there keeps it here.
                assertThat(known).isIn(null, here[i]);
            }
        }
    }

    private void compare(String target, String recorded, String answered) {
        if (recorded.startsWith("{") || recorded.startsWith("[")) {
            var whole = !recorded.startsWith("{\"@")
                    || written.stream().anyMatch(id -> target.contains(id) && target.contains("embellished=false"));
            assertThat(shape(Web.parse(answered), whole)).isEqualTo(shape(Web.parse(recorded), whole));
        } else if (recorded.startsWith("<")) {
            assertThat(answered).startsWith("<html>");
            assertThat(message(answered)).isEqualTo(message(recorded));
        } else {
            assertThat(answered).isEqualTo(recorded);
        }
    }

    private static String message(String page) {
        return page.replaceFirst("(?s).*<th>MESSAGE:</th><td>", "").replaceFirst("(?s)</td>.*", "");
    }

    private static Set<String> names(Set<String> headers) {
        var names = new TreeSet<String>();
        headers.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.removeAll(Set.of("date", "server", "transfer-encoding", "content-length", "connection"));
        return names;
    }

    /** Names and kinds of values, whatever their order; the messages of errors as they are, but for ids. */
    private static String shape(JsonNode node, boolean whole) {
        if (node.isObject()) {
            var fields = new TreeMap<String, String>();
            for (var field : node.properties()) {
                var name = field.getKey();
                fields.put(
                        name,
                        name.equals("message")
                                ? plain(field.getValue().asText())
                                : whole && !name.equals("value") ? shape(field.getValue(), true) : "");
            }
            return fields.toString();
        }
        if (node.isArray()) {
            var elements = new TreeSet<String>();
            node.forEach(element -> elements.add(shape(element, whole)));
            return elements.toString();
        }
        return node.getNodeType().toString();
    }

    /** Without ids and numbers, and of a parser's words only the beginning. */
    private static String plain(String message) {
        return message.replaceFirst("(?s)(Failed to read request body: ).*", "$1")
                .replaceAll("\\b[0-9a-z]{15,16}\\b", "ID")
                .replaceFirst(" with id ID", "")
                .replaceAll("\\d+", "N");
    }
}
