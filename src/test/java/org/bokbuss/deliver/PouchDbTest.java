package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.bokbuss.fetch.Query;
import org.bokbuss.receivers.PouchDb;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in a document database that nobody here wrote, each under its own address. */
class PouchDbTest {
    @TempDir
    Path folder;

    @Test
    void everyRecordIsADocumentAndAConflictIsQuarantinedInItsWords() throws Exception {
        try (PouchDb pouch = PouchDb.start(Files.createDirectory(folder.resolve("pouch")));
                Sandbox libris = Sandbox.with().bibs(80).pageSize(25).start()) {
            List<String> bibs = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                    .map(Entry::uri)
                    .collect(Collectors.toList());
            pouch.ask("PUT", "/bibs", "");
            assertThat(pouch.ask("PUT", "/bibs/" + Query.encode(bibs.get(9)), "{\"mine\":true}")
                            .statusCode())
                    .isEqualTo(201);
            Workspace trip =
                    new Workspace(folder, libris.baseUrl()).file("routes/p.camel.yaml", """
                    - route:
                        id: p
                        from:
                          uri: kamelet:libris-oaipmh-source
                          parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                          steps:
                            - to:
                                uri: kamelet:record-http-sink
                                parameters: { url: '%s/bibs/${header.CamelCloudEventSubject}', method: PUT, body: json, deletions: skip }
                    """.formatted(pouch.address()));

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(3);
            assertThat(pouch.documents("bibs").keySet()).containsExactlyInAnyOrderElementsOf(bibs);
            assertThat(pouch.documents("bibs").get(bibs.get(9)).has("mine")).isTrue();
            assertThat(pouch.documents("bibs").get(bibs.get(8)).has("@graph")).isTrue();
            try (var state = trip.state()) {
                assertThat(state.quarantine().of("p")).singleElement().satisfies(record -> {
                    assertThat(record.subject()).isEqualTo(bibs.get(9));
                    assertThat(record.cause()).contains("409", "Document update conflict");
                });
            }
        }
    }
}
