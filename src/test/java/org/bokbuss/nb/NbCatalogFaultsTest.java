package org.bokbuss.nb;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** Norway's National Library: 800 items on 8 pages, something goes wrong at the fifth. */
class NbCatalogFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "nb-catalog-source";
    }

    @Override
    public int records() {
        return 800;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().items(800).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("query: ''", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 400),
                Stream.of(recovered("page without records, though it promises some", "no-records@5")));
    }
}
