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

/** Steps that would cost records, said before the start: deletions, queues, formats, folders of two pipelines. */
class StepsCheckTest {
    private static final String SINK =
            "- to: { uri: 'kamelet:record-file-sink', parameters: { directory: out/%s, format: '%s' } }\n";

    @TempDir
    Path folder;

    private void route(String name, String source, String parameters, String steps) throws IOException {
        Files.writeString(
                folder.resolve(name + ".camel.yaml"), """
            - route:
                id: %1$s
                from:
                  uri: kamelet:%2$s
                  parameters: { pipeline: %1$s, %3$s }
                  steps:
            """.formatted(name, source, parameters) + steps.indent(8));
    }

    private List<String> findings() {
        return new RouteCheck(new Kamelets(StepsCheckTest.class.getClassLoader()), key -> Optional.empty())
                .check(folder).findings().stream()
                        .map(finding -> finding.toString().replace(folder + "/", ""))
                        .toList();
    }

    private List<String> findings(String steps) throws IOException {
        route("p", "libris-oaipmh-source", "set: bib", steps + "\n" + SINK.formatted("p", "cloudevents"));
        return findings();
    }

    @ParameterizedTest
    @CsvSource({
        "'- setBody: { xpath: \"//title\" }', xpath in setBody",
        "'- setHeader: { name: a, expression: { xpath: { expression: \"//title\" } } }', xpath in setHeader",
        "'- setHeaders: { headers: [ { name: a, xpath: \"//title\" } ] }', xpath in setHeaders",
        "'- filter: { jsonpath: \"$.a\", steps: [ { log: a } ] }', jsonpath in filter",
        "'- choice: { when: [ { xpath: \"//a\", steps: [ { log: a } ] } ] }', xpath in choice",
        "'- unmarshal: { json: {} }', unmarshal",
        "'- marshal: { json: {} }', marshal",
        "'- to: \"xslt:file:a.xsl\"', xslt",
        "'- multicast: { steps: [ { to: \"jolt:file:a.json\" } ] }', jolt"
    })
    void aStepThatCannotTakeADeletion(String step, String what) throws IOException {
        assertThat(findings(step))
                .singleElement()
                .asString()
                .startsWith("p.camel.yaml:7: " + what + " reads the body, and a deleted record has none");
    }

    @ParameterizedTest
    @CsvSource({
        "'- choice: { when: [ { simple: \"${header.a} == 1\", steps: [ { setBody: { xpath: \"//a\" } } ] }, { xpath: \"//a\", steps: [] } ] }'",
        "'- filter: { simple: \"${header.a} == 1\", steps: [ { unmarshal: { json: {} } } ] }'",
        "'- filter: { simple: \"${header.a} == 1\", steps: [ { stop: {} } ] }\n- setBody: { xpath: \"//a\" }'",
        "'- setBody: { xpath: { expression: \"//a\", source: \"header:a\" } }'",
        "'- setBody: { simple: \"${body}\" }'"
    })
    void aStepThatMeetsNoDeletion(String step) throws IOException {
        assertThat(findings(step)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "libris-oaipmh-source, 'set: bib, withDeletedData: true'",
        "libris-dump-source, 'selection: all'",
        "libris-find-source, 'query: a'"
    })
    void aSourceWhoseDeletionsHaveABodyOrThatHasNone(String source, String parameters) throws IOException {
        route("p", source, parameters, "- unmarshal: { json: {} }\n" + SINK.formatted("p", "cloudevents"));

        assertThat(findings()).isEmpty();
    }

    @Test
    void aRecordThatIsTappedAndSentNowhereElse() throws IOException {
        route("p", "libris-oaipmh-source", "set: bib", "- log: a\n- wireTap: { uri: 'direct:later' }\n");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("p.camel.yaml:8: pipeline p reaches its sink by wireTap alone");
    }

    @ParameterizedTest
    @CsvSource({
        "'- to: \"seda:a?discardWhenFull=true\"', discardWhenFull",
        "'- to: { uri: \"seda:a\", parameters: { discardIfNoConsumers: true } }', discardIfNoConsumers"
    })
    void aQueueThatDropsRecords(String step, String option) throws IOException {
        assertThat(findings(step))
                .singleElement()
                .asString()
                .startsWith("p.camel.yaml:7: " + option + " of seda:a drops records");
    }

    @Test
    void aQueueThatNobodyEmpties() throws IOException {
        assertThat(findings("- to: 'seda:later?size=10'"))
                .singleElement()
                .asString()
                .startsWith("p.camel.yaml:7: no route begins at seda:later");

        Files.writeString(
                folder.resolve("later.camel.yaml"),
                "- from:\n    uri: seda:later\n    parameters: { size: 10 }\n    steps:\n      - log: a\n");
        assertThat(findings("- to: 'seda:later?size=10'")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "libris-marc-export-source, 'profile: none.properties', '', marc, ''",
        "libris-oaipmh-source, 'set: bib', marc-to-marcxml-action, marcxml, ''",
        "libris-oaipmh-source, 'set: bib', marc-to-json-action, marcxml, format=marcxml of record-file-sink takes MARCXML",
        "libris-oaipmh-source, 'set: bib', marc-to-marcxml-action, marc, format=marc of record-file-sink takes ISO 2709",
        "libris-dump-source, 'selection: all', marc-to-marcxml-action, cloudevents, 'marc-to-marcxml-action takes MARC, and libris-dump-source brings application/ld+json'",
        "libris-oaipmh-source, 'set: bib', libris-record-action, marc, ''"
    })
    void formatsAreFollowedThroughActions(
            String source, String parameters, String action, String format, String sentence) throws IOException {
        route(
                "p",
                source,
                parameters,
                (action.isEmpty() ? "" : "- to: { uri: 'kamelet:" + action + "' }\n") + SINK.formatted("p", format));

        assertThat(String.join("\n", findings())).contains(sentence);
        assertThat(findings()).hasSize(sentence.isEmpty() ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"cloudevents, cloudevents, write into one folder;", "single, single, a record of both is overwritten"})
    void twoPipelinesThatWriteIntoOneFolder(String one, String other, String sentence) throws IOException {
        route("a", "libris-oaipmh-source", "set: bib", SINK.formatted("x", one));
        route("b", "libris-oaipmh-source", "set: hold", SINK.formatted("../out/x", other));
        route("c", "libris-oaipmh-source", "set: auth", SINK.formatted("y", other));

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("b.camel.yaml:7: pipelines a (a.camel.yaml:7) and b write into one folder")
                .contains(sentence);
    }

    @Test
    void aScheduleThatNeverFires() throws IOException {
        route("p", "libris-oaipmh-source", "set: bib, schedule: '0 0 0 30 2 ?'", SINK.formatted("p", "cloudevents"));

        assertThat(findings())
                .singleElement()
                .asString()
                .contains("p.camel.yaml:5: 'schedule' of libris-oaipmh-source is '0 0 0 30 2 ?'", "ever fires");
    }

    @Test
    void ofTheShippedRoutesNothingIsSaid() {
        assertThat(new RouteCheck(new Kamelets(StepsCheckTest.class.getClassLoader()), key -> Optional.empty())
                        .check(Path.of("routes"))
                        .findings())
                .extracting(Finding::toString)
                .isEmpty();
    }
}
