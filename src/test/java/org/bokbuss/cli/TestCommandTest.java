package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
