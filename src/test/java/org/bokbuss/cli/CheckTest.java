package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} finds in Java routes and in the directory of libraries, and the forms in which it says so. */
class CheckTest {
    private static Sandbox sandbox;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.with().bibs(3).start();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private Workspace workspace() {
        return new Workspace(folder, sandbox.baseUrl());
    }

    private Workspace java(String steps) {
        return workspace()
                .file("routes/Own.java", """
                import org.apache.camel.builder.RouteBuilder;

                public class Own extends RouteBuilder {
                    @Override
                    public void configure() {
                        from("kamelet:libris-oaipmh-source?pipeline=own&set=bib").routeId("own")
                %s;
                    }
                }
                """.formatted(steps.indent(12).stripTrailing()));
    }

    private static final String SINK = ".to(\"kamelet:record-file-sink?directory=out/own\")";

    @Test
    void aRouteInJavaThatIsRight() {
        Workspace.Result result = java(SINK).run("check", "--offline");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("1 pipelines, no mistakes");
        assertThat(result.err()).doesNotContain("Own.java");
    }

    @Test
    void aFormatInJavaThatDoesNotFit() {
        Workspace.Result result = java(".to(\"kamelet:record-file-sink?directory=out&format=marc\")")
                .run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("Own.java:7: format=marc of record-file-sink takes ISO 2709");
    }

    @Test
    void aDeletionInJavaThatAStepCannotTake() {
        Workspace.Result result =
                java(".log(\"a\")\n.unmarshal().json()\n" + SINK).run("check", "--offline");

        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("Own.java:7: unmarshal reads the body, and a deleted record has none");
    }

    @Test
    void inAChoiceInJavaItCan() {
        Workspace.Result result = java(".choice().when(simple(\"${header.a} == 1\")).unmarshal().json().end()\n" + SINK)
                .run("check", "--offline");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("Own.java");
    }

    @Test
    void aPipelineInYamlAndInJava() {
        Workspace.Result result = java(SINK).file("routes/p.camel.yaml", """
                        - route:
                            id: p
                            from: { uri: "kamelet:libris-oaipmh-source?pipeline=own&set=bib", steps: [ { log: a } ] }
                        """).run("once", "own");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("Own.java:6: ", "is taken by");
    }

    @Test
    void asJson() throws Exception {
        Workspace.Result result = workspace()
                .route("set: bib", "- unmarshal: { json: {} }")
                .file("routes/q.camel.yaml", "- route:\n    id: q\n    steps: []\n")
                .run("check", "--offline", "--json");

        assertThat(result.exit()).isEqualTo(2);
        JsonNode findings = new ObjectMapper().readTree(result.out()).get("findings");
        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).get("file").asText()).endsWith("routes/p.camel.yaml");
        assertThat(findings.get(0).get("line").asInt()).isEqualTo(7);
        assertThat(findings.get(0).get("severity").asText()).isEqualTo("warning");
        assertThat(findings.get(1).get("severity").asText()).isEqualTo("error");
        assertThat(findings.get(1).get("message").asText()).contains("has no 'from'");
    }

    @Test
    void whatCamelFindsAndWhatUpstreamsSayAsJson() throws Exception {
        JsonNode wrong = new ObjectMapper()
                .readTree(workspace()
                        .route("set: bib", "- nosuchstep: {}")
                        .run("check", "--json")
                        .out());
        assertThat(wrong.at("/findings/0/file").asText()).endsWith("p.camel.yaml");
        assertThat(wrong.at("/findings/0/line").asInt()).isPositive();

        JsonNode right = new ObjectMapper()
                .readTree(workspace().route("set: bib").run("check", "--json").out());
        assertThat(right.get("findings")).isEmpty();
        assertThat(right.at("/upstreams/0/name").asText()).isEqualTo("p");
        assertThat(right.at("/upstreams/0/ending").asText()).isEqualTo("complete");
    }

    @Test
    void asAnnotationsOfGitHub() {
        Workspace.Result result = workspace()
                .route("set: bib, overlapp: 2m, unchanged: 100%", "- unmarshal: { json: {} }")
                .run("check", "--offline", "--format", "github");

        assertThat(result.exit()).isEqualTo(2);
        String file = folder.resolve("routes/p.camel.yaml").toString();
        assertThat(result.out())
                .contains(
                        "::error file=" + file + ",line=5::unknown parameter 'overlapp'",
                        "'100%25'",
                        "::warning file=" + file + ",line=7::unmarshal reads the body");
    }

    @Test
    void aSigelThatTheDirectoryDoesNotKnow() {
        Workspace team = workspace();
        assertThat(team.route("set: 'hold:S'").run("check").out()).doesNotContain("sigel");

        Workspace.Result result = team.route("set: 'hold:Nowhere'").run("check");
        assertThat(result.out())
                .contains("p.camel.yaml:5: the directory of libraries (bibdb) knows no sigel 'Nowhere'");

        result = team.route("set: bib").with("check", "libris.sigel", "Nowhere");
        assertThat(result.out()).contains("knows no sigel 'Nowhere'");

        result = team.route("set: 'hold:Nowhere'").run("check", "--offline");
        assertThat(result.out()).doesNotContain("Nowhere");
    }

    @Test
    void aDirectoryThatDoesNotAnswer() {
        Workspace.Result result =
                workspace().route("set: 'hold:S'").with("check", "bibdb.base-url", "http://127.0.0.1:1");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("sigel 'S' is not checked: ");
    }
}
