package org.bokbuss.libris.emm;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** A dump: 76 bibs that live, on 8 pages; something goes wrong at the fifth. */
class DumpFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-dump-source";
    }

    @Override
    public int records() {
        return 76;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().bibs(80).pageSize(10).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl())
                .source(source())
                .route("selection: 'type:Instance'", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 36),
                Stream.of(
                        recovered("a new dump is made meanwhile", "new-dump@5"),
                        Row.of("a new dump is made forever", "new-dump@5*forever", 36, 0, 4),
                        Row.of("`next` is the page itself", "same-token@5*forever", 36, 0, 4),
                        recovered("links name another host", "other-host@5")));
    }
}
