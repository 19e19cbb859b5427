package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bokbuss.config.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sink that could take none of the records, or all of them with nobody waiting, is found before the start. */
class SinkCheckTest {
    @TempDir
    Path folder;

    private List<String> findings(String source, String parameters, String steps) throws IOException {
        Files.writeString(folder.resolve("p.camel.yaml"), """
            - route:
                id: p
                from:
                  uri: kamelet:%s
                  parameters: { pipeline: p, %s }
                  steps:
            """.formatted(source, parameters) + steps.indent(8));
        return new RouteCheck(
                        new Kamelets(SinkCheckTest.class.getClassLoader()),
                        key -> Optional.ofNullable(key.equals("form") ? "marc" : null))
                .check(folder).findings().stream().map(Finding::toString).toList();
    }

    private static String file(String step, String format) {
        return "- %s:\n    uri: kamelet:record-file-sink\n    parameters: { directory: out, format: '%s' }\n"
                .formatted(step, format);
    }

    @ParameterizedTest
    @CsvSource({
        "libris-oaipmh-source, 'set: bib', marc, application/marcxml+xml",
        "libris-oaipmh-source, 'set: bib', '{{form}}', application/marcxml+xml",
        "libris-oaipmh-source, 'metadataPrefix: jsonld', marcxml, application/ld+json",
        "libris-sru-source, 'query: a', marc, application/marcxml+xml",
        "libris-xsearch-source, 'query: a, format: json', marcxml, no MARC",
        "libris-find-source, 'query: a', marcxml, application/ld+json",
        "libris-dump-source, 'selection: all', marc, application/ld+json",
        "boknett-inventory-source, 'pageSize: 10', marcxml, no MARC",
        "libris-marc-export-source, 'profile: config/marc-export.properties', marc, application/marcxml+xml"
    })
    void aFormatThatTheSourceDoesNotBring(String source, String parameters, String format, String brought)
            throws IOException {
        assertThat(findings(source, parameters, file("to", format)))
                .singleElement()
                .asString()
                .contains("p.camel.yaml:9", "takes", source + " brings " + brought);
    }

    @Test
    void withASourceThatAloneKnowsNothingIsSaid() throws IOException {
        assertThat(findings("oaipmh-source", "url: 'https://example.org/oai'", file("to", "marcxml")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'- to: { uri: \"kamelet:libris-record-action\" }'",
        "'- bean: { beanType: org.example.Convert }'",
        "'- setBody: { constant: x }'",
        "'- to: \"direct:convert\"'"
    })
    void behindAStepThatMayConvertNothingIsSaid(String step) throws IOException {
        assertThat(findings("libris-dump-source", "selection: all", step + "\n" + file("to", "marc")))
                .isEmpty();
    }

    @Test
    void aSinkThatOnlyACopyReaches() throws IOException {
        assertThat(findings("libris-oaipmh-source", "set: bib", file("wireTap", "cloudevents")))
                .singleElement()
                .asString()
                .contains("wireTap alone", "p.camel.yaml:7");
        assertThat(findings(
                        "libris-oaipmh-source", "set: bib", file("wireTap", "cloudevents") + file("to", "cloudevents")))
                .isEmpty();
    }

    private static String http(String parameters) {
        return "- to:\n    uri: kamelet:record-http-sink\n    parameters: { url: 'https://example.org', %s }\n"
                .formatted(parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "libris-oaipmh-source, 'set: bib', 'body: bulk, batch: 5', JSON",
        "libris-oaipmh-source, 'set: bib', 'body: marc, deletions: skip', ISO 2709",
        "libris-dump-source, 'selection: all', 'body: marcxml', MARCXML"
    })
    void aBodyThatTheSourceDoesNotBring(String source, String parameters, String body, String taken)
            throws IOException {
        assertThat(findings(source, parameters, http(body)))
                .singleElement()
                .asString()
                .contains("of record-http-sink takes " + taken, source + " brings ");
    }

    @Test
    void aDeletionThatTheBodyCannotSay() throws IOException {
        assertThat(findings("libris-oaipmh-source", "set: bib", http("body: marcxml")))
                .singleElement()
                .asString()
                .contains("cannot say that a record was deleted", "deleteUrl");
        assertThat(findings("libris-oaipmh-source", "set: bib", http("body: marcxml, deletions: skip")))
                .isEmpty();
        assertThat(findings("libris-oaipmh-source", "set: bib", http("body: cloudevents")))
                .isEmpty();
        assertThat(findings("libris-find-source", "query: a", http("body: json")))
                .isEmpty();
    }
}
