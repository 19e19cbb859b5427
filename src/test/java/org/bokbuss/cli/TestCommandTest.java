package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
    @TempDir
    Path folder;

    private Workspace workspace;

    @BeforeEach
    void route() {
        // Nobody listens there: a test that asked it would fail.
        workspace = new Workspace(folder, java.net.URI.create("http://127.0.0.1:9"))
                .route(
                        "set: bib, metadataPrefix: marcxml",
                        "- setHeader: { name: colour, constant: red }",
                        "- to: 'kamelet:marc-to-json-action'",
                        "- to: 'http://127.0.0.1:9/shelf?key=1'",
                        "- choice: { when: [ { simple: \"${header.CamelCloudEventType} == 'bokbuss.record.deleted'\","
                                + " steps: [ { to: 'file:gone' } ] } ] }");
    }

    private Workspace.Result test(String text, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("routes/p.test.yaml"), text);
        String[] words = new String[options.length + 2];
        words[0] = "test";
        words[1] = file.toString();
        System.arraycopy(options, 0, words, 2, options.length);
        return workspace.run(words);
    }

    private static final String RECORD = """
          records:
            - subject: https://libris.kb.se/a
              headers: { extra: "1" }
              body: |
                <record xmlns="http://www.loc.gov/MARC21/slim"><leader>     nam a       7  4500</leader>
                <controlfield tag="001">å</controlfield></record>
        """;

    @Test
    void aTestPassesWhereAllIsAsItSays() throws Exception {
        Workspace.Result result = test("- name: a record becomes JSON\n" + RECORD + """
              messages:
                - to: http://127.0.0.1:9/shelf
                  parameters: { key: "1" }
                - to: kamelet:record-file-sink
                  subject: https://libris.kb.se/a
                  type: changed
                  headers: { colour: red, extra: 1, none: }
                  json: { fields: [ { "001": "å" } ] }
                  text: [ leader, "å" ]
            """);

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("passed ", "p.test.yaml:1: a record becomes JSON", "1 test, 0 failed");
        assertThat(result.err()).contains("not called: ", "http://127.0.0.1:9/shelf");
        assertThat(workspace.out()).doesNotExist();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    private static final String EXPECTED = """
          messages:
            - to: http://127.0.0.1:9/shelf
            - to: kamelet:record-file-sink
              subject: https://libris.kb.se/b
              headers: { colour: blue }
              json: { fields: [ { "001": "x" } ] }
              text: nowhere
        """;

    @Test
    void aDifferenceIsShownByFileAndLineAndInJUnitsXml() throws Exception {
        Path report = folder.resolve("reports/junit.xml");

        Workspace.Result result =
                test("- name: a record becomes JSON\n" + RECORD + EXPECTED, "--junit", report.toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains(
                        "FAILED ",
                        "p.test.yaml:10: a message to kamelet:record-file-sink, subject https://libris.kb.se/a",
                        "    CamelCloudEventSubject: expected https://libris.kb.se/b, came https://libris.kb.se/a",
                        "    colour: expected blue, came red",
                        "    json.fields[0].001: expected \"x\", came \"å\"",
                        "    text: 'nowhere' is not in the body",
                        "1 test, 1 failed");
        var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(1);
        assertThat(xml.getElementsByTagName("failure").item(0).getTextContent()).contains("expected blue, came red");
    }

    @Test
    void whatIsNotExpectedFailsAndUpdateAcceptsIt() throws Exception {
        String text = "# Kept.\n- name: a record becomes JSON   # kept too\n" + RECORD + """
                - subject: https://libris.kb.se/bad
                  body: <no/>
              messages:
                - to: kamelet:record-file-sink
                  headers: { colour: blue }
            # The next one.
            - name: a deletion
              records: [ { subject: "https://libris.kb.se/c", type: deleted } ]
            """;

        assertThat(test(text).out())
                .contains(
                        "not expected: a message to http://127.0.0.1:9/shelf, subject https://libris.kb.se/a",
                        "not expected: refused https://libris.kb.se/bad: it is application/xml, where MARC is needed",
                        "not expected: a message to file:gone, subject https://libris.kb.se/c",
                        "2 tests, 2 failed");

        Workspace.Result updated = test(text, "--update");

        assertThat(updated.exit()).as(updated.err()).isZero();
        assertThat(updated.out()).contains("2 tests, 2 updated", "colour: expected blue, came red");
        Path file = folder.resolve("routes/p.test.yaml");
        assertThat(Files.readString(file))
                .contains("# Kept.", "# kept too", "# The next one.", "colour: red", "reason: it is application/xml");
        assertThat(workspace.run("test", file.toString()).out()).contains("2 tests, 0 failed");
    }

    @Test
    void callsAreAnsweredByTheTest() throws Exception {
        Workspace.Result result = test("- name: the shelf\n" + RECORD + """
              calls:
                http://127.0.0.1:9/shelf: { body: { shelf: Hcf }, headers: { asked: yes } }
                kamelet:marc-to-json-action: '{"marc": true}'
              messages:
                - to: record-file-sink
                  headers: { asked: yes }
                  json: { shelf: Hcf }
            """);

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.err()).contains("not called: file:gone (").doesNotContain("shelf");
    }

    @Test
    void theSandboxFailsAsItIsAsked() throws Exception {
        Workspace.Result result = test("""
            - name: a page that is none ends the run
              sandbox: { faults: ["html@1*"] }
              stopped: a web page
            - name: another page that is none ends the run
              sandbox: { faults: ["html@1*"] }
            """);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("FAILED", "the run stopped: ", "2 tests, ");
    }

    @Test
    void noOtherHostIsAsked() throws Exception {
        workspace.source("oaipmh-source").route("url: 'http://repository.example.org/oai', metadataPrefix: oai_dc");

        assertThat(test("- name: x\n  sandbox: {}\n").out()).contains("the run stopped: ", "repository.example.org");
    }

    @Test
    void mistakesInATestFileAreNamedWithTheirLines() throws Exception {
        Workspace.Result result = test("""
            - nam: x
              records:
                - file: gone.xml
                - subject: y
            - name: z
              sandbox: { limit: none, faults: [ "no-such-fault" ] }
              messages:
                - text: w
                - to: kamelet:record-file-sink
                  xpath: { "//[": "" }
                  jsn: {}
            """);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines().map(line -> line.replaceFirst(".*p\\.test\\.yaml", "")))
                .anyMatch(line -> line.startsWith(":1: a test has no 'nam'; did you mean 'name'?"))
                .anyMatch(line -> line.startsWith(":1: the test has no name"))
                .anyMatch(line -> line.startsWith(":3: there is no file"))
                .anyMatch(line -> line.startsWith(":4: the record has neither 'body' nor 'file'"))
                .anyMatch(line -> line.startsWith(":6: limit: none: give a whole number"))
                .anyMatch(line -> line.startsWith(":6: ") && line.contains("no-such-fault"))
                .anyMatch(line -> line.startsWith(":8: the message has no 'to'"))
                .anyMatch(line -> line.startsWith(":10: no XPath"))
                .anyMatch(line -> line.startsWith(":11: a message has no 'jsn'; did you mean 'json'?"));
        assertThat(test("- name: x\n  pipeline: q\n  records: []\n").err()).contains("there is no pipeline or route q");
        assertThat(workspace.run("test", "gone.test.yaml").exit()).isEqualTo(2);
    }
}
