package org.bokbuss.libris.emm;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** The feed of changes: 84 of them on 9 pages, something goes wrong at the fifth that is asked for. */
class ChangesFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-changes-source";
    }

    @Override
    public int records() {
        return 84;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().bibs(36).pageSize(10).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("types: ''", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 0),
                Stream.of(
                        recovered("`next` is the page itself", "same-token@5"),
                        recovered("every `next` is the page itself", "same-token*forever"),
                        recovered("links name another host", "other-host@5")));
    }
}
