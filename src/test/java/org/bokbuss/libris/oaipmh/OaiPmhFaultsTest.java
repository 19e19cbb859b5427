package org.bokbuss.libris.oaipmh;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** OAI-PMH: 80 records on 8 pages, something goes wrong at the fifth. */
class OaiPmhFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-oaipmh-source";
    }

    @Override
    public int records() {
        return 80;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().bibs(80).pageSize(10).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).route("set: bib, metadataPrefix: jsonld", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("badResumptionToken", "bad-token@5"),
                        recovered("page without records, with token", "no-records@5"),
                        Row.of("same token forever", "same-token@5*forever", 50, 0, 4),
                        Row.of("a record Libris could not convert", "conversion@5", 79, 1, 3),
                        recovered("DOCTYPE with a billion laughs", "doctype@5"),
                        Row.inSteps(
                                "a step of yours fails once",
                                call -> call == 45 ? new IllegalStateException("a defect") : null,
                                80,
                                0)));
    }
}
