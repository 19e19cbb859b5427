package org.bokbuss.libris.search;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** Search in Libris: 80 hits on 8 pages, something goes wrong at the fifth. */
class FindFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-find-source";
    }

    @Override
    public int records() {
        return 80;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().bibs(84).pageSize(10).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl())
                .source(source())
                .route("query: '@type=Instance'", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("page without hits, though it promises some", "no-records@5"),
                        recovered("the link to the next page leads back", "same-token@5*forever"),
                        recovered("the link to the next page names another host", "elsewhere@5*forever")));
    }
}
