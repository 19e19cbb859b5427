package org.bokbuss.libris.search;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** XSearch: 80 hits on 8 pages, something goes wrong at the fifth. */
class XSearchFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-xsearch-source";
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
                .route("query: '*', format: marcxml", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("page without records, though it promises some", "no-records@5"),
                        Row.of("a hit whose record has vanished", "vanished@5", 79, 0, 0)));
    }
}
