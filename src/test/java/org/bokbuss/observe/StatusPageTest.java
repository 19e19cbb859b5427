package org.bokbuss.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Visitor;
import org.bokbuss.workspace.Workspace;
import org.htmlunit.BrowserVersion;
import org.htmlunit.CollectingAlertHandler;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.htmlunit.html.HtmlTableRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status page of a running process in a browser that runs scripts. */
class StatusPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOSTILE =
            "the source said <script>alert('one')</script><img src=x onerror=alert('two')>\"'&lt; \u202eå";

    @TempDir
    Path folder;

    @Test
    void showsARowAPipelineAndNothingElse() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(1_200).fault("bad-record@1").start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib")
                    .route("q", folder.resolve("out/q"), "set: hold, schedule: '* * * * * ?'")
                    .with("q.max-age", "1s");
            Visitor visitor = Visitor.of(trip);
            try (State state = trip.state()) {
                // Kept from running, so that what is written here stays.
                state.leases().acquire("q").orElseThrow();
                state.positions().failed("q", HOSTILE, null);
                try (Program program = new Program(folder, Map.of(), trip.arguments("run"));
                        WebClient browser = new WebClient(BrowserVersion.FIREFOX)) {
                    await().atMost(PATIENCE).until(() -> visitor.runs("complete") == 1);
                    var alerts = new CollectingAlertHandler();
                    List<String> refreshed = new ArrayList<>();
                    browser.setAlertHandler(alerts);
                    browser.setRefreshHandler((page, url, seconds) -> refreshed.add(url + " after " + seconds));
                    HtmlPage page = await().atMost(PATIENCE)
                            .until(
                                    () -> browser.<HtmlPage>getPage(
                                            visitor.address().toString()),
                                    shown -> shown.asNormalizedText().contains("1 199")
                                            && shown.asNormalizedText().contains("waiting: another process harvests it")
                                            && shown.getTitleText().equals("Bokbuss: 1 late"));

                    HtmlTable table = page.getFirstByXPath("//table");
                    assertThat(table.getRows()).hasSize(3);
                    assertThat(words(table.getRow(0)))
                            .containsExactly(
                                    "Pipeline",
                                    "State",
                                    "Position",
                                    "Last complete",
                                    "Behind",
                                    "Records",
                                    "Quarantined",
                                    "Last error");
                    assertThat(words(table.getRow(1)))
                            .startsWith("p", "on\u00a0time")
                            .endsWith("1\u00a0199", "1", "");
                    assertThat(table.getRow(1).getCell(3).getTextContent()).matches("20\\d\\d-.* \\d+ s ago");
                    assertThat(visitor.figure("bokbuss_running{pipeline=\"q\"}"))
                            .as("who stands by is not at work")
                            .isZero();
                    assertThat(table.getRow(2).getCell(7).getTextContent()).isEqualTo(HOSTILE);

                    assertThat(alerts.getCollectedAlerts()).isEmpty();
                    assertThat(page.getByXPath("//script | //img | //link | //form | //a | //iframe"))
                            .isEmpty();
                    assertThat(refreshed)
                            .isNotEmpty()
                            .allMatch(each -> each.matches("http://127\\.0\\.0\\.1:\\d+/? after 10"));
                    assertThat(page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"))
                            .startsWith("default-src 'none'; style-src 'sha256-");

                    for (String method : List.of("POST", "PUT", "DELETE")) {
                        for (String path : List.of("/", "/observe/health", "/observe/metrics")) {
                            assertThat(visitor.ask(method, path).statusCode())
                                    .as(method + " " + path)
                                    .isIn(404, 405);
                        }
                    }

                    trip.sql("alter table pipeline rename to pipeline_gone");
                    await().atMost(PATIENCE).until(() -> visitor.status("/") == 503);
                    assertThat(visitor.text("/")).contains("<p class=\"alert\">the state database refuses: ");
                    assertThat(program.err()).doesNotContain("\tat ");
                }
            }
        }
    }

    private static List<String> words(HtmlTableRow row) {
        return row.getCells().stream().map(cell -> cell.getTextContent()).toList();
    }
}
