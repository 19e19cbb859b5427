package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** The directory of libraries: 80 libraries on 8 pages, something goes wrong at the fifth. */
class BibdbFaultsTest extends FaultTable {
    @Override
    String source() {
        return "bibdb-libraries-source";
    }

    @Override
    int records() {
        return 80;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().libraries(80).pageSize(10).start();
    }

    @Override
    Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("level: full", FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(anywhere("@5", 40), Stream.of(recovered("page without libraries", "no-records@5")));
    }
}
