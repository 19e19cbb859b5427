package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bokbuss.receivers.OpenSearch;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Records in a real search engine, by its {@code _bulk}. */
class OpenSearchTest {
    private static OpenSearch search;

    @TempDir
    Path folder;

    private Sandbox libris;
    private String index;

    @BeforeAll
    static void startSearch() throws Exception {
        search = OpenSearch.start(Files.createTempDirectory("bokbuss-opensearch"));
    }

    @AfterAll
    static void stopSearch() {
        if (search != null) {
            search.close();
        }
    }

    @BeforeEach
    void start(TestInfo test) {
        libris = Sandbox.with().bibs(80).pageSize(25).start();
        index = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip(String... steps) {
        StringBuilder yaml = new StringBuilder("""
                - route:
                    id: p
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                      steps:
                """);
        for (String step : steps) {
            yaml.append(step.indent(8));
        }
        yaml.append("""
                        - to:
                            uri: kamelet:record-http-sink
                            parameters: { url: '%s/%s/_bulk?filter_path=items.*._id,items.*.status,items.*.error', batch: 20, body: bulk }
                """.formatted(search.address(), index));
        return new Workspace(folder, libris.baseUrl()).file("routes/p.camel.yaml", yaml.toString());
    }

    @Test
    void everyRecordIsADocumentUnderItsSubject() throws Exception {
        Workspace trip = trip();
        assertThat(trip.once().exit()).isZero();
        String changed = someBib(0);
        String deleted = someBib(1);
        libris.catalogue().update(changed);
        untilItIsOver(libris.catalogue().delete(deleted).modified());

        assertThat(trip.once().exit()).isZero();

        Map<String, JsonNode> documents = search.documents(index);
        assertThat(documents.keySet())
                .isEqualTo(libris.catalogue()
                        .entries()
                        .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                        .map(Entry::uri)
                        .collect(Collectors.toSet()));
        assertThat(documents.get(changed).at("/@graph/0/modified").asText())
                .startsWith(libris.catalogue().record(changed).datestamp().substring(0, 19));
    }

    @Test
    void whatItCannotIndexIsQuarantinedWithItsReason() throws Exception {
        search.ask("PUT", "/" + index, "{\"mappings\":{\"properties\":{\"year\":{\"type\":\"integer\"}}}}");
        Workspace trip = trip("""
                - setBody: { simple: '{"year": 1999}' }
                - filter:
                    simple: "${header.CamelCloudEventSubject} == '%s'"
                    steps:
                      - setBody: { simple: '{"year": "unknown"}' }
                """.formatted(someBib(30)));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(search.documents(index)).doesNotContainKey(someBib(30)).hasSizeGreaterThan(60);
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).singleElement().satisfies(record -> {
                assertThat(record.subject()).isEqualTo(someBib(30));
                assertThat(record.cause()).contains("400", "mapper_parsing_exception", "year");
            });
        }
    }

    @Test
    void anIndexThatTakesNothingStopsTheRunAndLosesNothing() throws Exception {
        search.ask("PUT", "/" + index, "{\"settings\":{\"index.blocks.write\":true}}");
        Workspace trip = trip();

        Workspace.Result stopped = trip.once();

        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(4);
        assertThat(stopped.err()).contains("cluster_block_exception");
        search.ask("PUT", "/" + index + "/_settings", "{\"index.blocks.write\":null}");
        assertThat(trip.once().exit()).isZero();
        assertThat(search.documents(index)).hasSizeGreaterThan(60);
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).isEmpty();
        }
    }

    /** Windows end on whole seconds: a change is in one once its second is over. */
    private static void untilItIsOver(Instant change) {
        await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(change));
    }

    private String someBib(int which) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .skip(which)
                .findFirst()
                .orElseThrow()
                .uri();
    }
}
