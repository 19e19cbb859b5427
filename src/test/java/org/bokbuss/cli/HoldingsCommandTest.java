package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code holdings apply} and {@code holdings audit}, as a user runs them. */
class HoldingsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final Sandbox libris = Sandbox.with().bibs(60).start();
    private Workspace trip;
    private List<Entry> bibs;

    @BeforeEach
    void open() {
        trip = new Workspace(folder, libris.baseUrl())
                .with("libris.write.enabled", "true")
                .with("libris.write.per-second", "0")
                .with("http.retry.max-attempts", "3");
        libris.librisSettings().forEach(trip::with);
        bibs = libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .filter(bib -> holdings(bib).isEmpty())
                .toList();
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private List<Entry> holdings(Entry bib) {
        return libris.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .toList();
    }

    private String mark(Entry bib) {
        return libris.writing()
                .document(holdings(bib).get(0).id())
                .at("/@graph/1/shelfMark/label/0")
                .asText();
    }

    private String file(String name, String text) {
        trip.file(
                name,
                text.replace('\'', '"')
                        .replace("BIB0", bibs.get(0).uri())
                        .replace("BIB1", bibs.get(1).uri()));
        return folder.resolve(name).toString();
    }

    private long writes() {
        return libris.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'bib': 'BIB0', 'shelfMark': 'Hcf'}, {'bib': 'BIB1', 'shelfMark': 'Vc å'}]",
                "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n{'bib': 'BIB1', 'shelfMark': 'Vc å'}\n",
                "bib;shelfMark\nBIB0;Hcf\nBIB1;Vc å\n"
            })
    void writesAFileInEachForm(String text) {
        String file = file("holdings.txt", text);

        Workspace.Result first = trip.run("holdings", "apply", file);
        Workspace.Result again = trip.run("holdings", "apply", file);

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("S on " + bibs.get(0).uri() + ": created")
                .contains("2 created, 0 refused");
        assertThat(mark(bibs.get(0))).isEqualTo("Hcf");
        assertThat(mark(bibs.get(1))).isEqualTo("Vc å");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("2 unchanged, 0 refused");
        assertThat(libris.writing().received()).hasSize(2);
    }

    @Test
    void aDryRunPrintsTheDifferenceAndWritesNothing() {
        trip.run("holdings", "apply", file("one.json", "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n"));
        long before = writes();

        Workspace.Result dry = trip.run(
                "holdings",
                "apply",
                "--dry-run",
                file("two.json", "{'bib': 'BIB0', 'shelfMark': 'Vc'}\n{'bib': 'BIB1', 'shelfMark': 'Vc'}\n"));

        assertThat(dry.exit()).isZero();
        assertThat(dry.out())
                .contains("line 1: S on " + bibs.get(0).uri() + ": would be changed")
                .contains("Hcf")
                .contains("line 2: S on " + bibs.get(1).uri() + ": would be created")
                .contains("would be: ");
        assertThat(writes()).isEqualTo(before);
        assertThat(mark(bibs.get(0))).isEqualTo("Hcf");
    }

    @Test
    void whatIsRefusedIsToldByItsLineAndSetAside() {
        String file = file(
                "holdings.json",
                "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n{'bib': 'zzzzzzzzzzzzzzz', 'shelfMark': 'Hcf'}\n{'colour': 1}\n");

        Workspace.Result result = trip.run("holdings", "apply", file);

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err())
                .contains(file + ":2: refused: Libris knows no bib https://libris.kb.se/zzzzzzzzzzzzzzz")
                .contains(file + ":3: refused: 'colour' is nothing that a holding has");
        assertThat(result.out()).contains("1 created, 2 refused");
        assertThat(result.err()).doesNotContain("Exception").doesNotContain("\tat ");
        try (State state = trip.state()) {
            assertThat(state.quarantine().of("holdings-apply"))
                    .extracting(QuarantinedRecord::place)
                    .containsExactlyInAnyOrder(2L, 3L);
        }
    }

    @Test
    void anOutageEndsIt() {
        libris.faults().add("503@91000*");

        Workspace.Result result =
                trip.run("holdings", "apply", file("holdings.json", "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n"));

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("status 503").doesNotContain("\tat ");
    }

    @Test
    void mistakesAreTold() {
        String file = file("holdings.json", "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n");

        Workspace.Result missing =
                trip.run("holdings", "apply", folder.resolve("no.json").toString());
        Workspace.Result column = trip.run("holdings", "apply", file("bad.csv", "bib;colour\nBIB0;red\n"));
        Workspace.Result secret = trip.with("holdings apply " + file, "libris.client-secret", "wrong");
        Workspace.Result host = trip.with("holdings apply " + file, "libris.environment", "qa");

        assertThat(List.of(missing.exit(), column.exit(), secret.exit(), host.exit()))
                .containsOnly(2);
        assertThat(missing.err()).contains("no.json: there is no such file");
        assertThat(column.err()).contains("bad.csv").contains("colour");
        assertThat(secret.err()).contains("libris.client-secret").doesNotContain("wrong");
        assertThat(host.err()).contains("libris.environment=qa");
        assertThat(List.of(missing, column, secret, host))
                .noneMatch(result -> result.err().contains("\tat "));
    }

    @Test
    void deletionsWaitAndAreMade() {
        trip.run("holdings", "apply", file("one.json", "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n"));
        trip.with("libris.write.undo-delay", "1500ms");

        Workspace.Result result =
                trip.run("holdings", "apply", file("two.json", "{'bib': 'BIB0', 'action': 'delete'}\n"));

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).contains("1 deletions wait").contains("libris.write.undo-delay");
        assertThat(result.out()).contains("after waiting: S on " + bibs.get(0).uri() + ": deleted");
        assertThat(holdings(bibs.get(0))).isEmpty();
    }

    @Test
    void theAuditTellsWhatWasWritten() throws Exception {
        trip.run("holdings", "apply", file("one.json", "{'bib': 'BIB0', 'shelfMark': 'Hcf'}\n"));
        trip.run("holdings", "apply", file("two.json", "{'bib': 'BIB0', 'shelfMark': 'Vc'}\n"));
        String record = holdings(bibs.get(0)).get(0).uri();

        Workspace.Result plain = trip.run("holdings", "audit");
        Workspace.Result json = trip.run("holdings", "audit", "holdings-apply", "--json", "--last", "1");

        assertThat(plain.exit()).isZero();
        assertThat(plain.out().lines().filter(line -> line.contains(record))).hasSize(2);
        assertThat(plain.out())
                .contains("create")
                .contains("change")
                .contains("done")
                .contains("for S");
        JsonNode row = JSON.readTree(json.out());
        assertThat(row.path("action").asText()).isEqualTo("change");
        assertThat(row.path("record").asText()).isEqualTo(record);
        assertThat(row.path("bib").asText()).isEqualTo(bibs.get(0).uri());
        assertThat(row.at("/before/shelfMark/label/0").asText()).isEqualTo("Hcf");
        assertThat(row.at("/after/shelfMark/label/0").asText()).isEqualTo("Vc");
        assertThat(row.path("etag").asText()).startsWith("\"");
        assertThat(trip.run("holdings", "audit", "another").out()).doesNotContain(record);
    }
}
