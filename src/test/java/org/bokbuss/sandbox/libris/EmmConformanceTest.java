package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds feed, dumps and single records against recordings of a real Libris XL: the same question gets the same status,
 * the same headers, and an answer of the same shape. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says
 * where.
 */
class EmmConformanceTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"));

    /**
     * What the sandbox leaves out: dumps as one file, labels, and all but reading; and a time at which it has no records
     * yet.
     */
    private static final String LEFT_OUT = ".*(download|computedLabel|post|end-of-feed).*";

    /** Younger than every recorded window, and with changes that were made while it runs. */
    private static final Sandbox SANDBOX =
            Sandbox.with().newest(Instant.parse("2026-01-01T00:00:00Z")).start();

    /** What a record says differs with the record. */
    private static final Set<String> CONTENT = Set.of("@graph", "categories");

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    @TestFactory
    Stream<DynamicTest> feedAndDumpsHaveTheRecordedShape() throws IOException {
        return recordings("emm", ".*", LEFT_OUT)
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> compare(
                                file,
                                "/api/emm" + Recording.read(file).request().target())));
    }

    @TestFactory
    Stream<DynamicTest> recordsHaveTheRecordedShape() throws IOException {
        var bib = SANDBOX.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .findFirst()
                .orElseThrow();
        var gone =
                SANDBOX.catalogue().entries().filter(Entry::deleted).findFirst().orElseThrow();
        return recordings("rest", "(02|03|15|34|37|119|120)-.*", "")
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> compare(
                                file,
                                Recording.read(file)
                                        .request()
                                        .target()
                                        .replaceFirst(
                                                "/[0-9a-y][0-9a-z]{15}",
                                                "/"
                                                        + (file.getFileName()
                                                                        .toString()
                                                                        .contains("deleted")
                                                                ? gone.id()
                                                                : bib.id())))));
    }

    private static Stream<Path> recordings(String api, String wanted, String leftOut) throws IOException {
        var folder = RECORDINGS.resolve(api);
        assumeTrue(Files.isDirectory(folder), "no recordings at " + folder);
        try (var files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(Recording.REQUEST))
                    .filter(file -> file.getFileName().toString().matches(wanted)
                            && !file.getFileName().toString().matches(leftOut))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static void compare(Path file, String target) throws IOException {
        var recorded = Recording.read(file).answer();
        var body = new ByteArrayOutputStream();
        recorded.body().writeTo(body);
        var accept = Recording.read(file).request().headers().getOrDefault("accept", "application/ld+json");

        var answered = new Web(SANDBOX).get(target.replace("%23", "%2523"), "Accept", accept);

        assertThat(answered.statusCode()).isEqualTo(recorded.status());
        assertThat(names(answered.headers().map().keySet()))
                .isEqualTo(names(recorded.headers().keySet()));
        assertThat(answered.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo(recorded.headers().getOrDefault("Content-Type", ""));
        if (body.size() == 0) {
            assertThat(answered.body()).isEmpty();
        } else {
            assertThat(shape(Web.json(answered))).isEqualTo(shape(Web.json(body.toByteArray())));
        }
    }

    private static Set<String> names(Set<String> headers) {
        var names = new TreeSet<String>();
        headers.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.removeAll(Set.of("date", "server", "transfer-encoding", "content-length", "connection"));
        return names;
    }

    /** The names, in their order, and what kind of value each has; of a list the kinds of its elements. */
    private static String shape(JsonNode node) {
        if (node.isObject()) {
            var fields = new ArrayList<String>();
            node.properties()
                    .forEach(field -> fields.add(field.getKey()
                            + (CONTENT.contains(field.getKey()) || isTheContext(field)
                                    ? ""
                                    : "=" + shape(field.getValue()))));
            return fields.toString();
        }
        if (node.isArray()) {
            var kinds = new TreeMap<String, Boolean>();
            node.forEach(element -> kinds.put(shape(element), true));
            // Which kinds stand on a page is chance, as long as there are some.
            return kinds.keySet().stream().anyMatch(kind -> kind.contains("published"))
                    ? "activities"
                    : kinds.keySet().toString();
        }
        return node.getNodeType().toString();
    }

    private static boolean isTheContext(Map.Entry<String, JsonNode> field) {
        return field.getKey().equals("@context") && field.getValue().isObject();
    }

    @TestFactory
    Stream<DynamicTest> everyRecordedKindOfActivityIsImitated() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        var bib = SANDBOX.catalogue().addBib();
        var holding = SANDBOX.catalogue().addHolding(bib.id(), "S");
        SANDBOX.catalogue().update(bib.id());
        SANDBOX.catalogue().update(holding.id());
        SANDBOX.catalogue().delete(holding.id());
        SANDBOX.catalogue().delete(bib.id());
        var known = kinds(new Web(SANDBOX).json("/api/emm/?until=4000000000000"));
        return Stream.of("02-first-page", "03-page-2", "33-end-of-feed")
                .map(name -> DynamicTest.dynamicTest(name, () -> assertThat(known)
                        .containsAll(kinds(
                                Web.json(Files.readAllBytes(RECORDINGS.resolve("emm/" + name + ".response.body")))))));
    }

    private static Set<String> kinds(JsonNode page) {
        var kinds = new TreeSet<String>();
        page.get("orderedItems").forEach(activity -> {
            List<String> fields = new ArrayList<>();
            activity.get("object").fieldNames().forEachRemaining(fields::add);
            kinds.add(activity.get("type").asText() + fields + shape(activity));
        });
        return kinds;
    }
}
