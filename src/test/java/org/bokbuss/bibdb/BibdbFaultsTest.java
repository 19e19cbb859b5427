package org.bokbuss.bibdb;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** The directory of libraries: 80 libraries on 8 pages, something goes wrong at the fifth. */
class BibdbFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "bibdb-libraries-source";
    }

    @Override
    public int records() {
        return 80;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().libraries(80).pageSize(10).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("level: full", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(anywhere("@5", 40), Stream.of(recovered("page without libraries", "no-records@5")));
    }
}
