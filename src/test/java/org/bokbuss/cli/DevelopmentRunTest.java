package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --dev}: what a team sees that saves its route while it runs. */
@Timeout(120)
class DevelopmentRunTest {
    private static final String TEST = """
            - name: a record arrives
              records:
                - { subject: "urn:example:1", body: "<a/>" }
              messages:
                - { to: kamelet:record-file-sink, headers: { colour: COLOUR } }
            """;

    @TempDir
    Path folder;

    @Test
    void aChangedRouteIsTakenUpTestedAndSaid() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(30).start()) {
            Workspace team = new Workspace(folder, libris.baseUrl());
            route(team, "red", "- log: \"seen ${header.colour}\"");
            team.file("routes/p.test.yaml", TEST.replace("COLOUR", "red"));
            try (Program run = new Program(folder, Map.of(), team.arguments("run", "--dev"))) {
                said(run, "watching .*");
                said(run, ".*seen red.*");
                await().atMost(Duration.ofSeconds(30)).until(() -> position(team) != null);
                String position = position(team);

                // Taken up, by the position that there was, and tested: the test still wants red.
                route(team, "blue", "- log: \"seen ${header.colour}\"");
                said(run, "changed: .*p.camel.yaml");
                said(run, "taken up after .*");
                said(run, "FAILED .*p.test.yaml:1: a record arrives.*");
                assertThat(position(team)).isGreaterThanOrEqualTo(position);
                assertThat(run.err().lines().filter(line -> line.contains("p: 30 records")))
                        .hasSize(1);
                team.file("routes/p.test.yaml", TEST.replace("COLOUR", "blue"));
                said(run, "passed .*p.test.yaml:1: a record arrives.*");

                // Something new comes: the new steps have it.
                libris.catalogue()
                        .update(libris.catalogue()
                                .entries()
                                .filter(entry -> entry.kind() == Kind.BIB)
                                .findFirst()
                                .orElseThrow()
                                .uri());
                said(run, ".*p: 1 records.*");
                assertThat(team.events().get(30).toString()).contains("blue");

                // A mistake: said with file and line, and the old one goes on.
                route(team, "green", "- nosuchstep: {}");
                said(run, ".*p.camel.yaml:\\d+: Camel knows no 'nosuchstep' here.*");
                said(run, "not taken up: what ran before goes on");
                assertThat(run.stop().exit()).isIn(0, 143);
            }
        }
    }

    private static void route(Workspace team, String colour, String step) {
        team.route(
                "set: bib, schedule: '* * * * * ?'",
                "- setHeader: { name: colour, constant: " + colour + " }",
                "- setHeader: { name: CamelCloudEventColour, constant: " + colour + " }",
                step);
    }

    /** Null before the first run is complete. */
    private static String position(Workspace team) {
        String shown = team.run("position", "show", "p").out().strip();
        return shown.startsWith("20") ? shown : null;
    }

    private static void said(Program run, String line) {
        Pattern wanted = Pattern.compile("(?m)^" + line + "$");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(run.out() + run.err()).containsPattern(wanted));
    }
}
